"""Finds phrases of scripts/language.txt in the documents and in the string literals of the sources.

usage: scripts/check-language.py docs|sources|all
"""
import bisect
import pathlib
import re
import string
import subprocess
import sys

LIST = "scripts/language.txt"
# Files that contain the phrases on purpose.
EXEMPT = (LIST, "scripts/check-language.py")
# Generated from strings of the sources, so checked with these.
GENERATED = ("docs/checks/", "docs/reference.md", "man/", "completions/")
DOCUMENTS = ("*.md", ".github/*", "scripts/*", "Makefile", ".ci/*", "deploy/*", "packaging/*", "Containerfile")
# A space of a pattern: also one line break, and what joins two string literals.
SPACE = r"(?:[ \t\x01]|\\?\n(?!\n)(?:[ \t]*[#/>]+ )?)+"
# Only ASCII changes, so that places stay the same.
LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def files(*patterns):
    found = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
                           capture_output=True, text=True, check=True).stdout.split("\0")
    return [path for path in found if path and path not in EXEMPT and pathlib.Path(path).is_file()]


def document(path, text):
    """The prose: without inline code and recorded output, which begins with the command that printed it."""
    if path.endswith(".md"):
        text = re.sub(r"^```[a-z]*\n\$ .*?^```$", lambda match: "\n" * match[0].count("\n"), text, flags=re.M | re.S)
        text = re.sub(r"`[^`\n]+`|(?<=\])\([^)\n]*\)", "`", text)
    return [(1, text)]


# A comment, the end of an interpolation or what begins a string literal or a parenthesis.
TOKEN = re.compile(r'//[^\n]*|#*"""|#*"|[()]', re.S)


def literals(_, text):
    """The string literals without the code in them, each with its line. Two that are joined by + count as one."""
    result, ends = [], []

    def code(position, nested):
        """Reads code up to the parenthesis that ends an interpolation, or to the end of the text."""
        depth = 0
        while match := TOKEN.search(text, position):
            position = match.end()
            if match[0] == "(":
                depth += 1
            elif match[0] == ")":
                depth -= 1
                if nested and depth < 0:
                    return position
            elif not match[0].startswith("//"):
                position = literal(match)
        return len(text)

    def literal(match):
        """Reads a string literal; returns where it ends."""
        quote = match[0].lstrip("#")
        hashes = "#" * (len(match[0]) - len(quote))
        mark = re.compile(re.escape(quote + hashes) + "|" + re.escape("\\" + hashes) + ("(.)" if quote == '"' else "(.|\n)"))
        start = position = match.end()
        parts = []
        while found := mark.search(text, position):
            if found[1] is None:
                parts.append(text[position:found.start()])
                add(match.start(), start, "".join(parts), found.end())
                return found.end()
            parts.append(text[position:found.end()] if found[1] != "(" else text[position:found.start()] + "`")
            position = found.end()
            if found[1] == "(":
                end = code(position, True)
                parts.append("\n" * text.count("\n", position, end))
                position = end
        return len(text)

    def add(opening, start, content, end):
        between = text[ends[-1]:opening] if ends else ""
        if result and between.strip() == "+":
            result[-1] = (result[-1][0], result[-1][1] + "\x01" + "\n" * between.count("\n") + content)
        else:
            result.append((text.count("\n", 0, start) + 1, content))
        ends.append(end)

    code(0, False)
    return result


def word(pair):
    return len(pair) == 2 and all(character.isalnum() for character in pair)


def read_list():
    phrases, allowed = [], set()
    for line in pathlib.Path(LIST).read_text().splitlines():
        if line.startswith("!"):
            allowed.add(tuple(line[1:].strip().split("\t")))
        elif line and not line.startswith("#"):
            pattern, replacement = line.split("\t")
            phrases.append((re.compile(pattern.translate(LOWER).replace(" ", SPACE)), replacement))
    return phrases, allowed


def search(parts, phrases, allowed):
    """Each hit as path, line, phrase and replacement. All parts become one text, so that each pattern is searched once."""
    starts, texts, length = [], [], 0
    for path, line, part in parts:
        starts.append((length, path, line))
        texts.append(part + "\n\n")
        length += len(part) + 2
    text = "".join(texts).translate(LOWER)
    hits = set()
    for pattern, replacement in phrases:
        # The boundaries are checked afterwards: in front of the pattern they would make the search slow.
        for match in pattern.finditer(text):
            if word(text[match.start() - 1:match.start() + 1]) or word(text[match.end() - 1:match.end() + 1]):
                continue
            start, path, line = starts[bisect.bisect_right(starts, match.start(), key=lambda start: start[0]) - 1]
            phrase = re.sub(SPACE, " ", match[0]).strip()
            if (path, phrase) not in allowed:
                hits.add((path, line + text.count("\n", start, match.start()), phrase, replacement))
    return hits


def prove(phrases):
    """That the check can fail, and names the right lines."""
    prose = document("a.md", "# Title\n\nIt goes\non, as `anew` says.\n\n```\n$ kubelb-ctl\nanew\n```\nMore anew.\n")
    code = literals("a.swift", 'let anew = f("one \\(x) look",  // at once\n  "holds it " +\n  "up")\nlet y = """\n  mend\n  """\n'
                    'let z = "\\(anew(", ")) it goes \\(x)on, \\(mend) " + #"anew"#')
    found = [hit[1:3] for hit in sorted(search([("a.md", *part) for part in prose], phrases, set()))]
    if found != [(3, "goes on"), (10, "anew")]:
        sys.exit(f"error: the documents are not searched correctly: {found}")
    found = [hit[1:3] for hit in sorted(search([("a.swift", *part) for part in code], phrases, set()))]
    if found != [(2, "holds it up"), (5, "mend"), (7, "anew")]:
        sys.exit(f"error: the string literals are not searched correctly: {found}")


def main(what):
    paths = []
    if what in ("docs", "all"):
        paths += [(path, document) for path in files(*DOCUMENTS) if not path.startswith(GENERATED)]
    if what in ("sources", "all"):
        paths += [(path, literals) for path in files("Sources/*.swift", "Sources/**/*.swift")]
        paths += [(path, document) for path in files("docs/reference.md", "docs/checks/*")]
    if not paths:
        sys.exit("usage: scripts/check-language.py docs|sources|all")
    phrases, allowed = read_list()
    prove(phrases)
    parts = [(path, *part) for path, extract in paths
             for part in extract(path, pathlib.Path(path).read_text(errors="replace"))]
    hits = search(parts, phrases, allowed)
    for path, line, phrase, replacement in sorted(hits):
        print(f"{path}:{line}: “{phrase}”: write {replacement}", file=sys.stderr)
    if hits:
        sys.exit(f"error: {len(hits)} phrases that the documentation of Kubernetes would not use; see {LIST}")


main(sys.argv[1] if len(sys.argv) == 2 else "")
