#!/usr/bin/python3
"""Prints how the packages of a release were built: an in-toto statement with SLSA provenance, not signed.

usage: scripts/make-provenance.py FILE…
In GitHub Actions it names the workflow and its run. Nothing in it depends on the time: the same build has the same statement.
"""
import hashlib
import json
import os
import pathlib
import platform
import re
import subprocess
import sys

# By the make target that writes them: how the names of packages end.
TARGETS = {"dist": ".tar.gz", "deb": ".deb", "rpm": ".rpm"}


def output(*command):
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def system():
    release = pathlib.Path("/etc/os-release")
    found = re.search(r'^PRETTY_NAME="?([^"\n]*)', release.read_text(), re.M) if release.exists() else None
    return f"{found[1] if found else platform.system()}, {platform.machine()}"


def main():
    environment = os.environ
    repository = environment.get("REPOSITORY", "")
    swift = json.loads(output("swift", "-print-target-info") or "{}").get("compilerVersion", "unknown")
    dependencies = [{"name": "swift", "uri": f"pkg:generic/swift@{swift.removeprefix('Swift version ').split(' ')[0]}"}]
    commit = output("git", "rev-parse", "HEAD")
    # With uncommitted changes no commit describes the source.
    if commit and not output("git", "status", "--porcelain"):
        source = {"name": "source", "digest": {"gitCommit": commit}}
        if repository:
            source["uri"] = f"git+{repository}" + (f"@{environment['GITHUB_REF']}" if "GITHUB_REF" in environment else "")
        dependencies.insert(0, source)
    builder, metadata = "urn:kubelb-ctl:local-build", {}
    if "GITHUB_WORKFLOW_REF" in environment:
        server = environment["GITHUB_SERVER_URL"]
        builder = f"{server}/{environment['GITHUB_WORKFLOW_REF']}"
        metadata["invocationId"] = (f"{server}/{environment['GITHUB_REPOSITORY']}/actions/runs/{environment['GITHUB_RUN_ID']}"
                                    f"/attempts/{environment['GITHUB_RUN_ATTEMPT']}")
    subjects = [{"name": path.name, "digest": {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}}
                for path in map(pathlib.Path, sys.argv[1:])]
    json.dump({
        "_type": "https://in-toto.io/Statement/v1", "subject": subjects,
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "urn:kubelb-ctl:make:v1",
                "externalParameters": {
                    "targets": [target for target, suffix in TARGETS.items() if any(one["name"].endswith(suffix) for one in subjects)],
                    "repository": repository},
                "internalParameters": {"sourceDateEpoch": int(environment["SOURCE_DATE_EPOCH"]), "system": system(),
                                       "compiler": swift},
                "resolvedDependencies": dependencies},
            "runDetails": {"builder": {"id": builder}, "metadata": metadata}}}, sys.stdout, indent=2)
    print()


main()
