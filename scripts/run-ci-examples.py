#!/usr/bin/python3
"""Runs the commands of docs/ci.md as its jobs would, each job in a separate directory, and checks the files that they write.

usage: scripts/run-ci-examples.py CLIENT TARBALL KUBECONFIG
The jobs install the tarball; the kubeconfig has the contexts tenant and management, of healthy clusters.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

import yaml

CLIENT, TARBALL, KUBECONFIG = sys.argv[1:4]
PAGE = (pathlib.Path(__file__).resolve().parent.parent / "docs/ci.md").read_text()


def fail(words):
    sys.exit(f"error: docs/ci.md: {words}")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.M | re.S)


def jobs():
    """Each job's name and scripts: GitHub runs each step in a separate shell, GitLab all lines in one."""
    for text in blocks("yaml"):
        document = yaml.safe_load(text)
        if "jobs" in document:
            for name, job in document["jobs"].items():
                yield name, job["env"], [step["run"] for step in job["steps"] if "run" in step]
        else:
            before = document["default"]["before_script"]
            for name, job in document.items():
                if isinstance(job, dict) and "script" in job:
                    yield name, job["variables"], ["\n".join(before + job["script"])]
    for text in blocks("sh"):
        yield "shell", {}, [text]


def check_file(path):
    text = path.read_text()
    if path.suffix == ".xml":
        if int(ElementTree.fromstring(text).get("tests")) == 0:
            fail(f"{path.name} contains no test case")
    elif path.suffix == ".sarif":
        if json.loads(text)["version"] != "2.1.0":
            fail(f"{path.name} is not SARIF 2.1.0")
    elif not text:
        fail(f"{path.name} is empty")


commands = 0
for name, variables, scripts in jobs():
    with tempfile.TemporaryDirectory() as directory:
        bin = pathlib.Path(directory, "bin")
        bin.mkdir()
        if name == "shell":
            (bin / "kubelb-ctl").symlink_to(CLIENT)
        # The system already has the packages.
        (bin / "apt-get").symlink_to("/bin/true")
        added = pathlib.Path(directory, "path")
        environment = os.environ | {key: str(value) for key, value in variables.items()} | {
            "PATH": f"{bin}:{os.environ['PATH']}", "CONTENT": pathlib.Path(KUBECONFIG).read_text(),
            "GITHUB_STEP_SUMMARY": f"{directory}/summary.md", "KUBECONFIG": f"{directory}/kubeconfig",
            "GITHUB_PATH": str(added), "RUNNER_TEMP": directory, "CI_BUILDS_DIR": directory,
            "KUBELB_CTL_URL": pathlib.Path(TARBALL).resolve().as_uri(),
        }
        if name != "doctor":
            pathlib.Path(directory, "kubeconfig").write_text(pathlib.Path(KUBECONFIG).read_text())
        for script in scripts:
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", script], cwd=directory, env=environment, capture_output=True, text=True,
                timeout=300)
            if done.returncode != 0:
                fail(f"{name}: status {done.returncode} of: {script}\n{done.stdout}{done.stderr}")
            if added.exists():
                environment["PATH"] = ":".join(added.read_text().split() + [environment["PATH"]])
                added.unlink()
            commands += len(re.findall(r"^kubelb-ctl ", script, re.M))
            for option in re.findall(r"--report [a-z]+=(\S+)", script):
                check_file(pathlib.Path(directory, option))
if commands != PAGE.count("kubelb-ctl status") + PAGE.count("kubelb-ctl verify") + PAGE.count("kubelb-ctl doctor $") + 2:
    fail(f"{commands} commands were found")
