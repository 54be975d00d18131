#!/usr/bin/env python3
"""Runs kubelb-ctl on a directory of hostile inputs: every command and format on each bundle and archive in it, and some commands
on a recorded pair of clusters of which one is behind a misbehaving server of the directory (`*_server.py`), in each of its modes
or in those that are named.

A server is started as `PROGRAM PORT SIDE KUBECONFIG MODE`, prints `ready`, stands before the API server of the side (tenant or
management; the context is sandbox-SIDE), and lists its modes in its source as `mode=='NAME'`, or as `mode.startswith('NAME')` and
`'NAMEPARAMETER'`. It appends a line for each request to the file LOG.

usage: check-hostile-directory.py BINARY DIRECTORY [SANDBOX [MODE...]]"""
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

from hostile import Runner

BINARY, DIRECTORY, *REST = sys.argv[1:]
SANDBOX, *MODES = REST or [None]
BUNDLE = "Tests/Recorded/01-healthy"
# A list without an end may fill the memory that decoded lists may take.
runner = Runner(BINARY, megabytes=2600)

REPORTS = "table wide short json yaml name junit sarif github markdown html"
FORMATS = {
    "doctor": REPORTS, "status -A": REPORTS, "verify -A": REPORTS,
    "trace -A --timeline": "tree wide json yaml", "trace -A": "short name mermaid svg markdown html",
    "events -A --types Normal,Warning": "table wide short json yaml name",
    "logs": "text json raw", "logs --previous": "text", "cleanup": "table json yaml name",
}
# Of a bundle; 2 if it cannot be read at all.
STATUSES = [0, 1, 2, 3, 5, 6]


def bundles():
    """Directories with a manifest, and archives."""
    for entry in sorted(os.scandir(DIRECTORY), key=lambda entry: entry.name):
        if entry.name.endswith((".tar.gz", ".tgz")) or os.path.exists(os.path.join(entry.path, "bundle.json")):
            yield entry


def planned(output):
    """The objects that `cleanup -o json` would delete."""
    try:
        plan = json.loads(output or b"{}")
    except ValueError:
        return []
    return [each for each in plan.get("candidates", []) if each.get("verdict") == "delete"]


def problems(output):
    """Findings of severity warning and error by their codes, with their evidence. An info may say that a slow server was not reached
    in time."""
    try:
        findings = json.loads(output or b"{}").get("findings", [])
    except ValueError:
        return {}
    return {
        each["code"]: f"{each['code']} ({each.get('title')}: {json.dumps(each.get('evidence'))[:500]})"
        for each in findings if each.get("severity") in ("warning", "error")
    }


def read_bundles():
    for entry in bundles():
        for command, formats in FORMATS.items():
            for form in formats.split():
                words = f"{command} -o {form}".split()
                runner.run(words + ["--from-bundle", entry.path], entry.name, STATUSES, form=form)


def modes(program):
    with open(program, encoding="utf-8") as file:
        source = file.read()
    found = re.findall(r"\bmode\s*==\s*'([^']+)'", source)
    for several in re.findall(r"\bmode\s+in\s*\(([^)]*)\)", source):
        found += re.findall(r"'([^']+)'", several)
    # Those that take a parameter: as they are named elsewhere in the source, or without one.
    for prefix in re.findall(r"\bmode\.startswith\('(\w+)'\)", source):
        found += re.findall(rf"'({prefix}\w+)'", source) or [prefix]
    return MODES or list(dict.fromkeys(found))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ended(process):
    process.send_signal(signal.SIGTERM)
    process.wait()
    process.stdout.close()


def misbehave(program, mode, side, kubeconfig, honest, folder):
    """Some commands while the server of one side misbehaves at everything."""
    port, log = free_port(), os.path.join(folder, "requests")
    open(log, "w", encoding="utf-8").close()
    server = subprocess.Popen(
        [sys.executable, program, str(port), side, kubeconfig, mode], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=os.environ | {"LOG": log, "WORK": folder})
    try:
        if b"ready" not in server.stdout.readline():
            runner.fail(f"{mode}: the server did not start")
            return
        option = "--server" if side == "tenant" else "--management-server"
        options = [
            "--kubeconfig", kubeconfig, "--context", "sandbox-tenant", "--management-context", "sandbox-management",
            option, f"http://127.0.0.1:{port}", "--request-timeout", "2s",
        ]
        what = f"{mode}, {side}"
        statuses = [0, 1, 2, 3, 4, 5, 6]
        found = problems(runner.run(["doctor", "-o", "json", *options], what, statuses).output)
        # About the access to a cluster there may be findings, about the cluster there may not.
        false = [
            text for code, text in sorted(found.items())
            if code not in honest and not code.startswith(("KLC-A", "KLC-R"))
        ]
        if false:
            runner.fail(f"{what}: doctor reports {', '.join(false)}")
        runner.run(["logs", "--tail", "5", *options], what, statuses)
        if planned(runner.run(["cleanup", "-o", "json", "--yes", *options], what, statuses).output):
            runner.fail(f"{what}: cleanup deletes")
        if mode.startswith("watch"):
            # Of a command that watches, only the signal is the end.
            begin = requests(log)
            run = runner.run(["status", "-A", "--watch", *options], what, [0, 1, 3, 130], interrupt_after=4)
            if requests(log) - begin > 150 + 50 * run.seconds:
                runner.fail(f"{what}: {requests(log) - begin} requests in {run.seconds:.0f} s")
        with open(log, encoding="utf-8") as file:
            if " DELETE " in file.read():
                runner.fail(f"{what}: a DELETE was sent")
    finally:
        ended(server)


def requests(log):
    with open(log, "rb") as file:
        return file.read().count(b"\n")


def serve():
    programs = [os.path.join(DIRECTORY, name) for name in sorted(os.listdir(DIRECTORY)) if name.endswith("_server.py")]
    with tempfile.TemporaryDirectory() as folder:
        sandbox = subprocess.Popen(
            [SANDBOX, "serve", BUNDLE, "--dir", folder], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            kubeconfig = os.path.join(folder, "kubeconfig")
            deadline = time.monotonic() + 60
            while not os.path.exists(kubeconfig) and time.monotonic() < deadline:
                time.sleep(0.1)
            options = ["--kubeconfig", kubeconfig, "--context", "sandbox-tenant", "--management-context"]
            honest = problems(
                runner.run(["doctor", "-o", "json", *options, "sandbox-management"], "honest", [0, 1, 3]).output)
            for program in programs:
                for mode in modes(program):
                    for side in ("tenant", "management"):
                        misbehave(program, mode, side, kubeconfig, honest, folder)
        finally:
            ended(sandbox)


def main():
    if not os.path.isdir(DIRECTORY):
        sys.exit(f"error: {DIRECTORY} is not a directory")
    if not MODES:
        read_bundles()
    if SANDBOX:
        serve()
    runner.end()


main()
