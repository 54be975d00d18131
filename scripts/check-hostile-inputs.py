#!/usr/bin/env python3
"""Makes small hostile inputs and runs kubelb-ctl on them: truncated, exploding and odd archives, lists of too many or malformed
objects, pipes without data. Each run has to end by itself with the expected status, little memory and no control characters.

usage: check-hostile-inputs.py BINARY"""
import gzip
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile

BINARY = sys.argv[1]
BUNDLE = "Tests/Recorded/14-orphan-lb"
SERVICES = "tenant/services.json"
# A run that takes this long does not end; the slowest takes a few seconds.
PATIENCE = 120
MEGABYTES = 700
CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|^::", re.M)

failures = []


def fail(text):
    failures.append(text)
    print(f"error: {text}", file=sys.stderr, flush=True)


def files():
    found = {}
    for folder, _, names in os.walk(BUNDLE):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, BUNDLE)] = file.read()
    return found


def archive(changes=None, entries=()):
    """A compressed archive of the bundle with changed files, the manifest first, and further entries."""
    content = files() | (changes or {})
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path in ["bundle.json"] + sorted(set(content) - {"bundle.json"}):
            if content[path] is not None:
                info = tarfile.TarInfo("demo/" + path)
                info.size = len(content[path])
                tar.addfile(info, io.BytesIO(content[path]))
        for name, kind, target in entries:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            tar.addfile(info)
    return gzip.compress(buffer.getvalue(), 6, mtime=0)


def listed(items):
    return b'{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[' + items + b"]}"


def run(words, what, statuses, contains=None):
    """Runs the tool. The memory that is measured is at least that of this program when it starts the tool."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(["timeout", "--kill-after=1", str(PATIENCE), BINARY, *words], stdout=out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = status = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        output, error = out.read(), err.read()
    problems = []
    if status not in statuses:
        problems.append(f"status {status}, not {' or '.join(map(str, statuses))}")
    if usage.ru_maxrss > MEGABYTES << 10:
        problems.append(f"{usage.ru_maxrss >> 10} MiB of memory")
    if CONTROL.search(output + error):
        problems.append("a control character")
    if contains and contains.encode() not in output + error:
        problems.append(f"no {contains!r}")
    if problems:
        fail(f"{what}: {' '.join(words)}: {', '.join(problems)}: {(error or output)[:300]!r}")
    return output


def main():
    with tempfile.TemporaryDirectory() as folder:
        def written(name, content):
            path = os.path.join(folder, name)
            with open(path, "wb") as file:
                file.write(content)
            return path

        whole = archive()
        run(["doctor", "--from-bundle", written("whole.tar.gz", whole)], "the whole archive", [0])
        for percent in (50, 70, 90):
            path = written("cut.tar.gz", whole[: len(whole) * percent // 100])
            for words in (["doctor"], ["status", "-A"], ["events", "-A"], ["logs"]):
                run(words + ["--from-bundle", path], f"cut at {percent} %", [3])
            plan = json.loads(run(["cleanup", "-o", "json", "--from-bundle", path], f"cut at {percent} %", [6]) or b"{}")
            if any(candidate["verdict"] == "delete" for candidate in plan.get("candidates", [])):
                fail(f"cut at {percent} %: cleanup plans deletions")

        small = b'{"metadata":{"name":"a","namespace":"x"}}'
        hostile = {
            "more objects than a list may have": listed((small + b",") * 600_000 + small),
            "millions of malformed objects": listed(small + b",0" * 20_000_000),
            "an object that is too large": listed(small + b',{"metadata":{"name":"' + b"x" * (20 << 20) + b'"}}'),
            "millions of wrong elements": listed(small + b',{"metadata":{"finalizers":[' + b"0," * 10_000_000 + b"0]}}"),
            "a list that never ends": listed(small)[:-2] + b"," + b" " * (30 << 20),
            "deep brackets": listed(b"[" * 1_000_000),
        }
        for what, content in hostile.items():
            path = written("hostile.tar.gz", archive({SERVICES: content}))
            run(["doctor", "--from-bundle", path], what, [3])
            run(["cleanup", "--from-bundle", path], what, [6])

        odd = [
            ("demo/" + SERVICES, tarfile.SYMTYPE, "../bundle.json"), ("demo/../../outside", tarfile.REGTYPE, ""),
            ("/etc/outside", tarfile.REGTYPE, ""), ("demo/logs/pipe", tarfile.FIFOTYPE, ""),
            ("demo/\x1b[2J\n::error::", tarfile.SYMTYPE, "x"),
        ]
        run(["doctor", "--from-bundle", written("odd.tar.gz", archive({SERVICES: None}, odd))], "odd entries", [3])
        bomb = written("bomb.tar.gz", archive({"logs/zeros": bytes(160 << 20)}))
        run(["doctor", "--from-bundle", bomb], "an archive that explodes", [2], "128 MiB")

        pipe = os.path.join(folder, "pipe")
        os.mkfifo(pipe)
        # Somebody holds it open and writes nothing.
        held = os.open(pipe, os.O_RDWR)
        for words in (["doctor", "--kubeconfig", pipe], ["doctor", "--baseline", pipe, "--from-bundle", BUNDLE]):
            run(words, "a pipe without data", [2, 3], "its writer sent nothing")
        os.close(held)
    sys.exit(1 if failures else 0)


main()
