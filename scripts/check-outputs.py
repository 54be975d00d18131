"""Compares output shown in the documents with the expected output of tests; see scripts/test-outputs.sh."""
import pathlib
import re
import sys

BLOCK = re.compile(r"(<!-- output: (\S+) -->\n```\n\$ [^\n]*\n)(.*?)(^```$)", re.M | re.S)
update = "--update" in sys.argv[1:]
failures, shown = [], 0


def is_excerpt(lines, expected):
    """Whether each run of lines between … is in the expected output, in the same order."""
    text, position = "\n" + "\n".join(expected) + "\n", 0
    for run in re.split(r"^…$", "\n".join(lines), flags=re.M):
        if not run.strip():
            continue
        part = "\n" + run.strip("\n") + "\n"
        position = text.find(part, position)
        if position < 0:
            return False
        position += len(part) - 1
    return True


def checked(path, match):
    global shown
    shown += 1
    name, output = match[2], match[3]
    # Coloured output is shown without its colours.
    expected = re.sub(r"\x1b\[[0-9;]*m", "", pathlib.Path(f"Tests/CommandsTests/Golden/{name}.txt").read_text()).rstrip("\n") + "\n"
    excerpt = "\n…" in "\n" + output
    if not (is_excerpt(output.splitlines(), expected.splitlines()) if excerpt else output == expected):
        if update and not excerpt:
            return match[1] + expected + match[4]
        failures.append(f"{path}: the output of {name} differs from the expected output of the tests")
    return match[0]


for path in [pathlib.Path("README.md"), *sorted(pathlib.Path("docs").glob("*.md"))]:
    text = path.read_text()
    result = BLOCK.sub(lambda match: checked(path, match), text)
    if result != text:
        path.write_text(result)
if not shown:
    failures.append("no document shows output: the pattern is out of date")
if failures:
    sys.exit("error: " + "\nerror: ".join(failures) + "\nhint: scripts/test-outputs.sh --update, or edit the excerpt")
