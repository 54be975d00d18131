"""Runs kubelb-ctl on hostile input and checks what holds for each run: it ends by itself, with an expected status, within a bound
of memory, and prints no control characters and no commands for CI systems."""
import os
import re
import subprocess
import sys
import tempfile
import time

# A run that takes this long does not end; the slowest takes a few seconds.
PATIENCE = 120
# C0 but for tabs and line feeds, DEL, C1, bidi controls and separators, and what GitHub executes.
CONTROL = re.compile(
    rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]|^::", re.M)
# How the tool's own lines of `-o github` begin.
ANNOTATION = re.compile(rb"^::(error|warning|notice) title=", re.M)


class Run:
    """One run that has ended."""

    def __init__(self, status, output, error, kilobytes, seconds):
        self.status, self.output, self.error = status, output, error
        self.kilobytes, self.seconds = kilobytes, seconds


class Runner:
    """Runs the tool, and counts the runs and what was wrong with them."""

    def __init__(self, binary, megabytes):
        self.binary, self.megabytes = binary, megabytes
        self.failures, self.runs, self.largest, self.slowest = [], 0, 0, 0

    def fail(self, text):
        self.failures.append(text)
        print(f"error: {text}", file=sys.stderr, flush=True)

    def run(self, words, what, statuses, contains=None, variables=None, form=None, interrupt_after=None):
        """The memory that is measured is at least that of this program when it starts the tool. `form`: its output format;
        raw is the bytes of logs as they are, and github is commands. `interrupt_after`: seconds until SIGINT, for a run that has
        no end of its own."""
        # The tool ends within a second of a signal, whatever it is doing.
        limit = ["timeout", "--kill-after=5"]
        limit += ["--signal=INT", "--preserve-status", str(interrupt_after)] if interrupt_after else [str(PATIENCE)]
        begin = time.monotonic()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = subprocess.Popen(
                limit + [self.binary, *words], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                env=os.environ | (variables or {}))
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = status = os.waitstatus_to_exitcode(status)
            out.seek(0)
            err.seek(0)
            run = Run(status, out.read(), err.read(), usage.ru_maxrss, time.monotonic() - begin)
        self.runs += 1
        self.largest, self.slowest = max(self.largest, run.kilobytes), max(self.slowest, run.seconds)
        problems = []
        if status not in statuses:
            problems.append(f"status {status}, not {' or '.join(map(str, statuses))}")
        if run.kilobytes > self.megabytes << 10:
            problems.append(f"{run.kilobytes >> 10} MiB of memory")
        shown = b"" if form == "raw" else ANNOTATION.sub(b"", run.output) if form == "github" else run.output
        found = CONTROL.search(shown + b"\n" + run.error)
        if found:
            problems.append(f"a control character, {found.group()!r}")
        if contains and contains.encode() not in run.output + run.error:
            problems.append(f"no {contains!r}")
        if problems:
            self.fail(f"{what}: {' '.join(words)}: {', '.join(problems)}: {(run.error or run.output)[:300]!r}")
        return run

    def end(self):
        """Ends the program with the result of all runs."""
        print(f"{self.runs} runs, at most {self.largest >> 10} MiB and {self.slowest:.1f} s, {len(self.failures)} failures")
        sys.exit(1 if self.failures else 0)
