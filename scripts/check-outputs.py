"""Compares output shown in the documents with the expected output of tests; see scripts/test-outputs.sh."""
import pathlib
import re
import sys

BLOCK = re.compile(r"(<!-- output: (\S+) -->\n```\n\$ [^\n]*\n)(.*?)(^```$)", re.M | re.S)
# Numbers that every new check changes: expected output has * for them.
COUNTS = re.compile(r"(\d+|\*)(?= ok\b| checks? skipped)")
update = "--update" in sys.argv[1:]
failures, shown = [], 0


def checked(path, match):
    global shown
    shown += 1
    # Coloured output is shown without its colours.
    expected = re.sub(r"\x1b\[[0-9;]*m", "", pathlib.Path(f"Tests/CommandsTests/Golden/{match[2]}.txt").read_text())
    expected = expected.rstrip("\n") + "\n"
    if COUNTS.sub("*", match[3]) == expected:
        return match[0]
    numbers = iter(COUNTS.findall(match[3]))
    expected = COUNTS.sub(lambda count: next(numbers, count[0]), expected)
    if not update:
        failures.append(f"{path}: the output of {match[2]} differs from the expected output of the tests")
    return match[1] + expected + match[4] if update else match[0]


for path in [pathlib.Path("README.md"), *sorted(pathlib.Path("docs").glob("*.md"))]:
    text = path.read_text()
    result = BLOCK.sub(lambda match: checked(path, match), text)
    if result != text:
        path.write_text(result)
if not shown:
    failures.append("no document shows output: the pattern is out of date")
if failures:
    sys.exit("error: " + "\nerror: ".join(failures) + "\nhint: scripts/test-outputs.sh --update")
