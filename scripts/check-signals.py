#!/usr/bin/env python3
"""Sends signals to kubelb-ctl at random times, or closes the pipe that it writes to, and checks that it ends immediately, that
every file it leaves is complete, and that a terminal is as before.

usage: check-signals.py CLIENT KUBECONFIG COUNT
"""
import json
import os
import pty
import random
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import termios
import threading
import time

client, kubeconfig, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
# SIGPIPE comes with the end of the reader of stdout.
signals = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE]
# A shell ignores SIGINT in background jobs, and children inherit that.
for sent in signals:
    if signal.getsignal(sent) == signal.SIG_IGN:
        signal.signal(sent, signal.SIG_DFL)
# How many seconds the process may take to end after a signal that ends it, and a command after its last reader has gone.
LIMIT, LONGEST = 2, 60

environment = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
environment["HOME"] = tempfile.gettempdir()
reach = ["--kubeconfig", kubeconfig, "--request-timeout", "5s"]
commands = [
    ["collect", "bundle.tar.gz"],
    ["collect", "bundle"],
    ["status", "-A", "--report", "json=report.json"],
    ["doctor", "--baseline", "baseline.json", "--update-baseline"],
    ["status", "-A", "--watch"],
    ["logs", "--follow"],
    ["cleanup", "--plan-out", "plan.json"],
    ["cleanup", "--yes"],
]
# Those that write no files.
silent = [["status", "-A", "--watch"], ["logs", "--follow"], ["cleanup", "--yes"]]
# Those that do not end by themselves: without a change they write nothing, and do not notice that nobody reads.
endless = [["status", "-A", "--watch"], ["logs", "--follow"]]


class Terminal:
    """A pseudo-terminal whose output is read until it is closed."""

    def __init__(self):
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.output = b""
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        while True:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return
            if not data:
                return
            self.output += data

    def close(self):
        """Returns whether the terminal is as before."""
        after = termios.tcgetattr(self.slave)
        os.close(self.slave)
        self.reader.join()
        os.close(self.master)
        hidden, shown = self.output.rfind(b"\x1b[?25l"), self.output.rfind(b"\x1b[?25h")
        screens = self.output.count(b"\x1b[?1049h") - self.output.count(b"\x1b[?1049l")
        return after == self.before and hidden <= shown and screens == 0


def start(command, directory, terminal=None, piped=False):
    stream = terminal.slave if terminal else subprocess.DEVNULL
    return subprocess.Popen(
        [client, *command, *reach], cwd=directory, env=environment, stdin=stream,
        stdout=subprocess.PIPE if piped else stream, stderr=stream)


def size(path):
    """The number of files in a directory or an archive, 1 for a whole JSON document, and 0 for anything else."""
    if os.path.isdir(path):
        return sum(len(files) for _, _, files in os.walk(path))
    try:
        if path.endswith(".tar.gz"):
            with tarfile.open(path) as archive:
                return sum(member.isfile() for member in archive)
        with open(path, encoding="utf-8") as file:
            json.load(file)
        return 1
    except (OSError, EOFError, ValueError, tarfile.TarError):
        return 0


def contents(directory):
    return {name: size(os.path.join(directory, name)) for name in sorted(os.listdir(directory))}


def whole(command):
    """How long a run takes that nobody interrupts, and what it writes."""
    directory = tempfile.mkdtemp()
    begin = time.monotonic()
    process = start(command, directory)
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    result = time.monotonic() - begin, contents(directory)
    shutil.rmtree(directory)
    return result


failures = []
wholes = [whole(command) for command in commands]
for (duration, written), command in zip(wholes, commands):
    if command not in silent and (not written or 0 in written.values()):
        failures.append(f"{' '.join(command)} writes nothing")
slowest, interrupted = 0.0, 0
for number in range(count):
    generator = random.Random(number)
    place = number % len(commands)
    sent = signals[number // len(commands) % len(signals)]
    duration, written = wholes[place]
    directory = tempfile.mkdtemp()
    # Every other watch is drawn on a terminal.
    piped = sent == signal.SIGPIPE
    terminal = Terminal() if not piped and "--watch" in commands[place] and generator.random() < 0.5 else None
    process = start(commands[place], directory, terminal, piped)
    what = f"number {number}, {' '.join(commands[place])}, {sent.name}"
    time.sleep(generator.uniform(0, duration * 1.1))
    if piped:
        process.stdout.close()
        process.send_signal(sent)
        if commands[place] in endless:
            time.sleep(generator.uniform(0, 0.2))
            sent = signal.SIGTERM
    if not piped or commands[place] in endless:
        process.send_signal(sent)
    # A closed pipe ends a command when it writes, and not before it has read the clusters.
    goes_on = sent == signal.SIGPIPE
    begin = time.monotonic()
    try:
        status = process.wait(LONGEST if goes_on else LIMIT)
    except subprocess.TimeoutExpired:
        failures.append(f"{what}: still running after {LONGEST if goes_on else LIMIT} s")
        process.kill()
        process.wait()
        status = None
    if not goes_on:
        slowest = max(slowest, time.monotonic() - begin)
    if terminal and not terminal.close():
        failures.append(f"{what}: the terminal is not as before")
    # Before the start of its code, kubelb-ctl is ended by SIGPIPE, too.
    if status in (-sent, 128 + sent):
        interrupted += 1
    elif status is not None and status not in (0, 1, 3):
        failures.append(f"{what}: exit status {status}")
    for name, left in contents(directory).items():
        # Without a signal, the number of files also depends on the servers.
        if left != written.get(name) and not (goes_on and left and name in written):
            failures.append(f"{what}: left {name} with {left} of {written.get(name, 0)} files")
    shutil.rmtree(directory)

print(f"{count} signals, {interrupted} of them before the end of the command; slowest end after {slowest:.1f} s")
for failure in failures:
    print(f"error: {failure}", file=sys.stderr)
sys.exit(1 if failures else 0)
