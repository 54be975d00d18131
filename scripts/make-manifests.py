#!/usr/bin/python3
"""Writes manifests for krew and Homebrew from the templates in packaging/, and the checksums of a release.

usage: scripts/make-manifests.py DIRECTORY REPOSITORY
DIRECTORY has the packages of all machines; REPOSITORY is the address of the project, whose releases they are published in. Every
package is compared with the provenance of the build that made it first.
"""
import hashlib
import json
import pathlib
import re
import string
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# By the machine in the name of a tarball: what Go and Homebrew call it.
MACHINES = {"x86_64": ("amd64", "intel"), "aarch64": ("arm64", "arm")}
EACH = re.compile(r"^ *# each tarball\n(.*?)^ *# end\n", re.M | re.S)


def fail(reason):
    sys.exit(f"error: {reason}")


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def verify(directory):
    """Compares each package with the digest that its build recorded; a package without one is refused."""
    recorded = {}
    for statement in directory.glob("*.provenance.json"):
        for subject in json.loads(statement.read_text())["subject"]:
            recorded[subject["name"]] = subject["digest"]["sha256"]
    for path in sorted(directory.iterdir()):
        if path.suffix not in (".gz", ".deb", ".rpm") and not path.name.endswith(".spdx.json"):
            continue
        if recorded.get(path.name) != digest(path):
            fail(f"{path.name} differs from its provenance" if path.name in recorded else f"{path.name} has no provenance")


def filled(template, values, tarballs):
    # The first line explains the template.
    text = template.read_text().partition("\n")[2]
    text = EACH.sub(lambda block: "".join(string.Template(block[1]).safe_substitute(one) for one in tarballs), text)
    return string.Template(text).substitute(values)


def main():
    if len(sys.argv) != 3 or not re.fullmatch(r"https://[A-Za-z0-9./_-]+[A-Za-z0-9_-]", sys.argv[2]):
        fail("usage: scripts/make-manifests.py DIRECTORY https://HOST/OWNER/NAME (make: REPOSITORY=https://…)")
    directory, repository = pathlib.Path(sys.argv[1]), sys.argv[2]
    version = re.search(r'let text = "(.*)"', (ROOT / "Sources/Commands/ToolVersion.swift").read_text())[1]
    verify(directory)
    tarballs = []
    for machine, (go_machine, homebrew_machine) in MACHINES.items():
        name = f"kubelb-ctl-{version}-linux-{machine}"
        path = directory / f"{name}.tar.gz"
        if path.exists():
            tarballs.append({"directory": name, "go_machine": go_machine, "homebrew_machine": homebrew_machine,
                             "sha256": digest(path), "url": f"{repository}/releases/download/v{version}/{path.name}"})
    if not tarballs:
        fail(f"{directory} has no tarball of version {version}")
    values = {"version": version, "repository": repository}
    for template, target in (("krew.yaml", "kubelb-ctl.yaml"), ("homebrew.rb", "kubelb-ctl.rb")):
        (directory / target).write_text(filled(ROOT / "packaging" / template, values, tarballs))
    subprocess.run([ROOT / "scripts/make-checksums.sh", directory], check=True)


main()
