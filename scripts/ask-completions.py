#!/usr/bin/env python3
"""Asks real shells for candidates: types command lines into them and presses Tab.

usage: ask-completions.py SHELL SCRIPT CASES

CASES has one case per line, in columns split by tabs: the command line up to the cursor (`|` marks the cursor where it is not
at the end), and the candidates expected, split by blanks; `…` among them: there may be others; a leading `!`: not this one;
a `~` stands for a blank in a candidate. `FILES` expects the names of files of the current directory.
"""
import os
import pty
import select
import subprocess
import sys
import tempfile
import time

DEADLINE = 20.0

BASH = r"""
PS1=
source {script}
asked() {{ {function} "$@"; printf '%s\n' "${{COMPREPLY[@]}}" >{output}; echo done >>{output}.done; COMPREPLY=(); }}
complete -F asked kubelb-ctl kubectl-kubelb_ctl ./link
bind 'set bell-style none'
echo done >>{output}.done
"""

# compadd is replaced to see what it adds; calls that only ask which words match use the original.
ZSH = r"""
PS1= RPS1= ; unsetopt zle_bracketed_paste prompt_cr prompt_sp beep
autoload -Uz compinit && compinit -u -D
{load}
compadd() {{
    if [[ ${{@[1,(i)(-|--)]}} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return $?; fi
    local -a hits
    builtin compadd -A hits "$@"
    (( $#hits )) && print -rl -- "${{(@)hits}}" >>{output}
    builtin compadd "$@"
}}
asked() {{ : >{output}; zle complete-word; echo done >>{output}.done }}
zle -N asked
bindkey '^I' asked
bindkey '^U' kill-whole-line
zstyle ':completion:*' insert-tab false
echo done >>{output}.done
"""


class Terminal:
    """An interactive shell on a pseudo-terminal."""

    def __init__(self, words, start, output):
        self.output = output
        self.seen = 0
        self.text = b""
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            os.execvp(words[0], words)
        os.write(self.file, start.encode())
        self.wait()

    def wait(self):
        """Wait until the shell responds again."""
        self.seen += 1
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            if select.select([self.file], [], [], 0.01)[0]:
                try:
                    self.text += os.read(self.file, 65536)
                except OSError:
                    break
            try:
                if open(self.output + ".done").read().count("done") >= self.seen:
                    return
            except FileNotFoundError:
                pass
        sys.exit("error: the shell does not respond:\n" + self.text[-2000:].decode(errors="replace"))

    def ask(self, line, cursor):
        back = b"\x1b[D" * (len(line) - cursor)
        os.write(self.file, b"\x15" + line.encode() + back + b"\t")
        self.wait()
        os.write(self.file, b"\x05\x15")
        return open(self.output).read().split("\n")

    def close(self):
        os.close(self.file)
        os.waitpid(self.pid, 0)


def start_file(directory, text):
    path = os.path.join(directory, "start")
    with open(path, "w") as file:
        file.write(text)
    return path


def asker(shell, script, directory):
    output = os.path.join(directory, "output")
    if shell == "fish":
        def ask(line, cursor):
            # fish completes the text before the cursor.
            words = ["fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", script, line[:cursor]]
            done = subprocess.run(words, capture_output=True, text=True, timeout=DEADLINE)
            if done.stderr:
                sys.exit(f"error: fish reports: {done.stderr}")
            return [row.split("\t")[0] for row in done.stdout.split("\n")]
        return ask, lambda: None
    if shell == "bash":
        start = BASH.format(script=script, output=output, function="_kubelb_ctl_complete")
        terminal = Terminal(["bash", "--norc", "--noprofile", "-i"], f". {start_file(directory, start)}\n", output)
    else:
        load = f"source {script}"
        if shell == "zsh-autoload":
            os.symlink(script, os.path.join(directory, "_kubelb-ctl"))
            load = ""
        start = ZSH.format(load=load, output=output)
        if not load:
            start = start.replace("autoload -Uz compinit", f"fpath=({directory} $fpath)\nautoload -Uz compinit")
        terminal = Terminal(["zsh", "-f", "-i"], f". {start_file(directory, start)}\n", output)
    return terminal.ask, terminal.close


def bare(candidate, line):
    """Without the part of the word before the value, which some shells repeat, and without quoting."""
    candidate = candidate.replace("\\", "").strip()
    word = line.rsplit(" ", 1)[-1]
    head = ""
    if word.startswith("--") and "=" in word:
        head = word.split("=", 1)[0] + "="
    elif word.startswith("-") and not word.startswith("--") and len(word) > 1 and candidate.startswith(word[:2]):
        head = word[:2] if candidate not in ("-n", "-o", "-A", "-l", "-h") else ""
    return candidate[len(head):] if candidate.startswith(head) else candidate


def complaint(found, wanted):
    expected = [word.replace("~", " ") for word in wanted if word != "…" and not word.startswith("!")]
    forbidden = [word[1:].replace("~", " ") for word in wanted if word.startswith("!")]
    missing = [word for word in expected if word not in found]
    surplus = [word for word in forbidden if word in found]
    if "…" not in wanted and not forbidden:
        surplus += sorted(found - set(expected))
    parts = ["lacks " + ", ".join(missing)] if missing else []
    return "; ".join(parts + (["has " + ", ".join(surplus)] if surplus else []))


def main():
    shell, script, cases = sys.argv[1:4]
    failures = 0
    count = 0
    with tempfile.TemporaryDirectory() as directory:
        ask, close = asker(shell, os.path.abspath(script), directory)
        for row in open(cases).read().split("\n"):
            if not row or row.startswith("#"):
                continue
            line, wanted = row.split("\t")
            cursor = line.index("|") if "|" in line else len(line)
            line = line.replace("|", "", 1)
            if shell == "fish" and cursor != len(line):
                continue
            found = {bare(candidate, line[:cursor]) for candidate in ask(line, cursor)} - {""}
            count += 1
            fault = complaint(found, wanted.split())
            if fault:
                failures += 1
                print(f"error: {shell}: {line!r}: {fault}\n  found: {sorted(found)[:40]}", file=sys.stderr)
        close()
    print(f"{shell}: {count} command lines, {failures} failures")
    sys.exit(1 if failures or not count else 0)


main()
