#!/usr/bin/env python3
"""Sends signals to kubelb-ctl at random times, and checks that it ends immediately and that no partial files remain.

usage: check-signals.py CLIENT KUBECONFIG COUNT
"""
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

client, kubeconfig, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
signals = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
# How long the process may take to end; a busy machine needs some of it.
LIMIT = 10

environment = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
environment["HOME"] = tempfile.gettempdir()
reach = ["--kubeconfig", kubeconfig, "--request-timeout", "5s"]
commands = [
    ["collect", "bundle.tar.gz"],
    ["collect", "bundle"],
    ["doctor", "--baseline", "baseline.json", "--update-baseline"],
    ["status", "-A", "--watch"],
    ["logs", "--follow"],
    ["cleanup", "--plan-out", "plan.json"],
]


def start(command, directory):
    return subprocess.Popen(
        [client, *command, *reach], cwd=directory, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def contents(directory):
    """What a run has written: the number of files of a directory, or that a file is there."""
    names = {}
    for name in sorted(os.listdir(directory)):
        path = os.path.join(directory, name)
        names[name] = sum(len(files) for _, _, files in os.walk(path)) if os.path.isdir(path) else 1
    return names


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
    if not written and command[0] not in ("status", "logs"):
        failures.append(f"{' '.join(command)} writes nothing")
slowest, interrupted = 0.0, 0
for number in range(count):
    generator = random.Random(number)
    place = number % len(commands)
    sent = signals[number // len(commands) % len(signals)]
    duration, written = wholes[place]
    directory = tempfile.mkdtemp()
    process = start(commands[place], directory)
    what = f"number {number}, {' '.join(commands[place])}, {sent.name}"
    time.sleep(generator.uniform(0, duration * 1.1))
    process.send_signal(sent)
    begin = time.monotonic()
    try:
        status = process.wait(LIMIT)
    except subprocess.TimeoutExpired:
        failures.append(f"{what}: still running after {LIMIT} s")
        process.kill()
        process.wait()
        status = None
    slowest = max(slowest, time.monotonic() - begin)
    if status in (-sent, 128 + sent):
        interrupted += 1
    elif status is not None and status not in (0, 1, 3):
        failures.append(f"{what}: exit status {status}")
    for name, size in contents(directory).items():
        if written.get(name) != size:
            failures.append(f"{what}: left {name} with {size} of {written.get(name, 0)} files")
    shutil.rmtree(directory)

print(f"{count} signals, {interrupted} of them before the end of the command; slowest end after {slowest:.1f} s")
for failure in failures:
    print(f"error: {failure}", file=sys.stderr)
sys.exit(1 if failures else 0)
