#!/usr/bin/env python3
"""Makes small hostile inputs and runs kubelb-ctl on them: truncated, exploding and odd archives, lists of too many or malformed
objects, pipes without data. Each run has to end by itself with the expected status, little memory and no control characters.

usage: check-hostile-inputs.py BINARY"""
import gzip
import io
import json
import os
import sys
import tarfile
import tempfile
from concurrent.futures import ThreadPoolExecutor

from hostile import Runner

BUNDLE = "Tests/Recorded/14-orphan-lb"
SERVICES = "tenant/services.json"

runner = Runner(sys.argv[1], megabytes=700)


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


def check_pipes(folder, written):
    """Every option that names a file, with a pipe that somebody holds open without writing. All wait at the same time."""
    pipe = os.path.join(folder, "pipe")
    os.mkfifo(pipe)
    held = os.open(pipe, os.O_RDWR)
    cluster = "clusters: [{name: a, cluster: {server: 'https://127.0.0.1:1'}}]\n"
    config = written("config", f"{cluster}contexts: [{{name: a, context: {{cluster: a}}}}]\ncurrent-context: a\n".encode())
    live, offline = ["--kubeconfig", config], ["--from-bundle", BUNDLE]
    cases = [
        ["doctor", "--kubeconfig", pipe], ["doctor", "--baseline", pipe, *offline], ["doctor", "--config", pipe, *offline],
        ["status", "-A", "-o", f"jsonpath-file={pipe}", *offline],
        ["status", "-A", "-o", f"custom-columns-file={pipe}", *offline],
        ["cleanup", "--yes", "--plan", pipe, *live], ["doctor", "--certificate-authority", pipe, *live],
        ["doctor", "--client-certificate", pipe, "--client-key", pipe, *live],
        ["doctor", "--management-kubeconfig", pipe, *live],
    ]
    with ThreadPoolExecutor(len(cases)) as pool:
        for words in cases:
            pool.submit(runner.run, words, "a pipe without data", [2, 3], "its writer sent nothing")
    os.close(held)


def main():
    with tempfile.TemporaryDirectory() as folder:
        def written(name, content):
            path = os.path.join(folder, name)
            with open(path, "wb") as file:
                file.write(content)
            return path

        whole = archive()
        runner.run(["doctor", "--from-bundle", written("whole.tar.gz", whole)], "the whole archive", [0])
        for percent in (50, 70, 90):
            path = written("cut.tar.gz", whole[: len(whole) * percent // 100])
            for words in (["doctor"], ["status", "-A"], ["events", "-A"], ["logs"]):
                runner.run(words + ["--from-bundle", path], f"cut at {percent} %", [3])
            run = runner.run(["cleanup", "-o", "json", "--from-bundle", path], f"cut at {percent} %", [6])
            plan = json.loads(run.output or b"{}")
            if any(candidate["verdict"] == "delete" for candidate in plan.get("candidates", [])):
                runner.fail(f"cut at {percent} %: cleanup plans deletions")

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
            runner.run(["doctor", "--from-bundle", path], what, [3])
            runner.run(["cleanup", "--from-bundle", path], what, [6])

        odd = [
            ("demo/" + SERVICES, tarfile.SYMTYPE, "../bundle.json"), ("demo/../../outside", tarfile.REGTYPE, ""),
            ("/etc/outside", tarfile.REGTYPE, ""), ("demo/logs/pipe", tarfile.FIFOTYPE, ""),
            ("demo/\x1b[2J\n::error::", tarfile.SYMTYPE, "x"),
        ]
        runner.run(["doctor", "--from-bundle", written("odd.tar.gz", archive({SERVICES: None}, odd))], "odd entries", [3])
        bomb = written("bomb.tar.gz", archive({"logs/zeros": bytes(160 << 20)}))
        runner.run(["doctor", "--from-bundle", bomb], "an archive that explodes", [2], "128 MiB")

        check_pipes(folder, written)
    runner.end()


main()
