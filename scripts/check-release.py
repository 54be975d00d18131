"""Checks the components, provenance and manifests of a release; see scripts/test-release-files.sh.

usage: scripts/check-release.py DIRECTORY TARBALL REPOSITORY
"""
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tarfile

import yaml

DIRECTORY, TARBALL, REPOSITORY = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
failures = []


def expect(condition, words):
    if not condition:
        failures.append(words)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check_components():
    """The required members of SPDX 2.3 (sections 6, 7 and 11), and everything that is part of the program or linked."""
    document = json.loads(TARBALL.with_name(TARBALL.name.replace(".tar.gz", ".spdx.json")).read_text())
    for member, value in {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT"}.items():
        expect(document[member] == value, f"SPDX: {member} is {document[member]}")
    expect(digest(TARBALL) in document["documentNamespace"], "SPDX: the namespace is not unique")
    expect(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", document["creationInfo"]["created"]), "SPDX: created")
    for creator in document["creationInfo"]["creators"]:
        expect(re.match(r"(Person|Organization|Tool): ", creator), f"SPDX: creator {creator}")
    identifiers = [package["SPDXID"] for package in document["packages"]]
    expect(len(set(identifiers)) == len(identifiers), "SPDX: an SPDXID is not unique")
    related = set()
    for relationship in document["relationships"]:
        ends = {relationship["spdxElementId"], relationship["relatedSpdxElement"]}
        expect(ends <= {"SPDXRef-DOCUMENT", *identifiers}, f"SPDX: {ends} are not all defined")
        expect(relationship["relationshipType"] in ("DESCRIBES", "STATIC_LINK", "DYNAMIC_LINK", "OPTIONAL_DEPENDENCY_OF"),
               f"SPDX: {relationship['relationshipType']}")
        related |= ends
    for package in document["packages"]:
        expect(re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", package["SPDXID"]), f"SPDX: {package['SPDXID']}")
        expect(package["SPDXID"] in related, f"SPDX: nothing uses {package['SPDXID']}")
        expect(package["downloadLocation"] and package["filesAnalyzed"] is False, f"SPDX: {package['name']} is incomplete")
        expect(package.get("versionInfo"), f"SPDX: {package['name']} has no version")
    names = {package["name"] for package in document["packages"]}
    for name in ("kubelb-ctl", "Swift: swiftCore", "Swift: swift_Concurrency", "Swift: dispatch", "glibc", "libyaml", "libcurl"):
        expect(name in names, f"SPDX: {name} is missing")
    checksum = document["packages"][0]["checksums"][0]
    expect(checksum == {"algorithm": "SHA256", "checksumValue": digest(TARBALL)}, "SPDX: the checksum of the tarball")


def check_provenance():
    statements = [json.loads(path.read_text()) for path in sorted(DIRECTORY.glob("*.provenance.json"))]
    expect(len(statements) == 2, "there are not two statements of provenance")
    named = {}
    for statement in statements:
        expect(statement["_type"] == "https://in-toto.io/Statement/v1", "provenance: _type")
        expect(statement["predicateType"] == "https://slsa.dev/provenance/v1", "provenance: predicateType")
        definition = statement["predicate"]["buildDefinition"]
        expect({"buildType", "externalParameters"} <= definition.keys(), "provenance: buildDefinition")
        expect(statement["predicate"]["runDetails"]["builder"]["id"], "provenance: builder")
        for dependency in definition["resolvedDependencies"]:
            expect(dependency.keys() & {"uri", "digest", "content"}, f"provenance: {dependency}")
        named.update({subject["name"]: subject["digest"]["sha256"] for subject in statement["subject"]})
    expect(TARBALL.name in named and TARBALL.name.replace(".tar.gz", ".spdx.json") in named, "provenance: subjects are missing")
    for name, value in named.items():
        expect(digest(DIRECTORY / name) == value, f"provenance: {name}")
    source = [one for one in definition["resolvedDependencies"] if one.get("name") == "source"]
    changes = subprocess.run(["git", "status", "--porcelain"], capture_output=True, text=True).stdout
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True).stdout.strip()
    expect(bool(changes) or [one["digest"] for one in source] == [{"gitCommit": commit}], "provenance: the source is missing")


def check_reference(url, value, words):
    expect(url.startswith(f"{REPOSITORY}/releases/download/v"), f"{words}: {url}")
    path = DIRECTORY / url.rpartition("/")[2]
    expect(path.exists() and digest(path) == value, f"{words}: the checksum of {path.name}")


def check_manifests():
    plugin = yaml.safe_load((DIRECTORY / "kubelb-ctl.yaml").read_text())
    version = re.search(r"kubelb-ctl-(.*)-linux-", TARBALL.name)[1]
    expect(plugin["kind"] == "Plugin" and plugin["metadata"]["name"] == "kubelb-ctl", "krew: not this plugin")
    expect(plugin["spec"]["version"] == f"v{version}", f"krew: version {plugin['spec']['version']}")
    expect(len(plugin["spec"]["shortDescription"]) <= 50, "krew: the short description is longer than 50 characters")
    with tarfile.open(TARBALL) as archive:
        members = set(archive.getnames())
    machines = set()
    for platform in plugin["spec"]["platforms"]:
        labels = platform["selector"]["matchLabels"]
        machine = {"amd64": "x86_64", "arm64": "aarch64"}[labels["arch"]]
        machines.add(machine)
        expect(labels["os"] == "linux" and f"-linux-{machine}." in platform["uri"], f"krew: {platform['uri']} for {labels}")
        check_reference(platform["uri"], platform["sha256"], "krew")
        for file in platform["files"]:
            name = re.sub(r"-linux-\w+", re.search(r"-linux-\w+?(?=\.tar)", TARBALL.name)[0], file["from"])
            expect(name in members, f"krew: the tarball has no {file['from']}")
        expect(platform["bin"] in [file["from"].rpartition("/")[2] for file in platform["files"]], "krew: bin")
    expect(machines == {"x86_64", "aarch64"}, f"krew: platforms {machines}")

    formula = (DIRECTORY / "kubelb-ctl.rb").read_text()
    expect("${" not in formula, "Homebrew: the template is not filled in")
    expect(f'version "{version}"' in formula, "Homebrew: version")
    found = re.findall(r'on_(intel|arm) do\n    url "(\S+)"\n    sha256 "(\w+)"', formula)
    expect({(one, re.search(r"-linux-(\w+?)\.tar", url)[1]) for one, url, _ in found} == {("intel", "x86_64"), ("arm", "aarch64")},
           "Homebrew: machines")
    for _, url, value in found:
        check_reference(url, value, "Homebrew")


check_components()
check_provenance()
check_manifests()
if failures:
    sys.exit("error: " + "\nerror: ".join(failures))
