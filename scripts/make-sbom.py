#!/usr/bin/python3
"""Prints the components of a released program as SPDX 2.3 JSON: itself, what is linked in, and the libraries that it loads.

usage: scripts/make-sbom.py PROGRAM TARBALL; PROGRAM is not stripped. SOURCE_DATE_EPOCH is the time of the document.
Components are found in the program, its sources and the system. Only licenses are listed here; a library without one is an error.
"""
import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM, TARBALL = map(pathlib.Path, sys.argv[1:3])
# By the start of the name of a shared library: the component and its license.
LIBRARIES = {
    "libc.so": ("glibc", "LGPL-2.1-or-later"),
    "libm.so": ("glibc", "LGPL-2.1-or-later"),
    "ld-linux": ("glibc", "LGPL-2.1-or-later"),
    "libstdc++.so": ("libstdc++", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    "libgcc_s.so": ("libgcc", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    "libyaml-0.so": ("libyaml", "MIT"),
    "libcurl.so": ("libcurl", "curl"),
}
# Archives of the system: the component and its license.
ARCHIVES = {
    "libstdc++.a": ("libstdc++", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    "libgcc_eh.a": ("libgcc", "GPL-3.0-or-later WITH GCC-exception-3.1"),
}
SWIFT_LICENSE = "Apache-2.0 WITH Swift-exception"


def fail(reason):
    sys.exit(f"error: {reason}")


def output(*command):
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError) as failure:
        fail(f"{command[0]}: {getattr(failure, 'stderr', None) or failure}")


def symbols(path, letters):
    """Names that an object or archive defines; not those that several may define (weak)."""
    lines = (line.split() for line in output("nm", "--defined-only", "--format=posix", str(path)).splitlines())
    return {fields[0] for fields in lines if len(fields) > 1 and fields[1] in letters}


def swift(defined):
    """The version of the toolchain, and its static libraries that are part of the program."""
    target = json.loads(output("swift", "-print-target-info"))
    version = re.search(r"Swift version (\S+)", target["compilerVersion"])[1]
    folder = pathlib.Path(target["paths"]["runtimeResourcePath"]).with_name("swift_static") / target["target"]["platform"]
    linked = [archive.stem.removeprefix("lib") for archive in sorted(folder.glob("*.a")) if symbols(archive, "T") & defined]
    if "swiftCore" not in linked:
        fail(f"no library of {folder} is part of {PROGRAM}")
    return version, linked


def archives(defined):
    """Names and paths of the system's archives of which parts are in the program."""
    paths = {name: output("clang", f"-print-file-name={name}").strip() for name in ARCHIVES}
    return {name: path for name, path in paths.items() if "/" in path and symbols(path, "T") & defined}


def system_package(path):
    """The version of the package that a file belongs to; None if the package manager does not know."""
    # /lib may be a link to /usr/lib, and the package may own either.
    for name in dict.fromkeys([path, os.path.realpath(path), path.removeprefix("/usr"), f"/usr{path}"]):
        for query in (["dpkg-query", "--search", name], ["rpm", "--query", "--file", "--queryformat", "%{VERSION}", name]):
            try:
                found = subprocess.run(query, capture_output=True, text=True)
            except OSError:
                continue
            if found.returncode == 0 and query[0] == "rpm":
                return found.stdout
            if found.returncode == 0:
                return output("dpkg-query", "--show", "--showformat=${Version}", found.stdout.rpartition(": ")[0])
    return None


def shared_libraries():
    """Names and paths of the shared libraries that the program is linked with."""
    needed = re.findall(r"NEEDED +(\S+)", output("objdump", "--private-headers", str(PROGRAM)))
    paths = dict(re.findall(r"(\S+) => (/\S+)", output("ldd", str(PROGRAM))))
    return {name: paths.get(name) for name in needed}


def check_package():
    """The client has no packages, and every library that it is said to use is listed above."""
    package = (ROOT / "Package.swift").read_text()
    if re.search(r"^(?!.*func server|    \.product\(name: product).*\.product\(", package, re.M):
        fail("Package.swift: a target uses a package outside the trait Sandbox")
    for name in re.findall(r'\.systemLibrary\([^)]*pkgConfig: "([^"]+)"', package):
        if not any(library.startswith(f"lib{name.split('-')[0]}") for library in LIBRARIES):
            fail(f"Package.swift: the system library {name} has no license in {sys.argv[0]}")


def package(identifier, name, version, license_, purpose="LIBRARY", **more):
    return {
        "SPDXID": f"SPDXRef-{identifier}", "name": name, **({"versionInfo": version} if version else {}),
        "downloadLocation": "NOASSERTION", "filesAnalyzed": False, "licenseConcluded": license_,
        "licenseDeclared": license_, "copyrightText": "NOASSERTION", "primaryPackagePurpose": purpose, **more}


def relationship(subject, kind, other, comment=None):
    return {"spdxElementId": f"SPDXRef-{subject}", "relationshipType": kind, "relatedSpdxElement": f"SPDXRef-{other}",
            **({"comment": comment} if comment else {})}


def main():
    check_package()
    digest = hashlib.sha256(TARBALL.read_bytes()).hexdigest()
    name = TARBALL.name.removesuffix(".tar.gz")
    version = output(str(PROGRAM), "version").split()[1]
    packages = [package(
        "kubelb-ctl", "kubelb-ctl", version, "Apache-2.0", "APPLICATION", packageFileName=TARBALL.name,
        supplier="Organization: The kubelb-ctl authors", checksums=[{"algorithm": "SHA256", "checksumValue": digest}],
        externalRefs=[{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                       "referenceLocator": f"pkg:generic/kubelb-ctl@{version}"}])]
    relationships = [relationship("DOCUMENT", "DESCRIBES", "kubelb-ctl")]

    # Small letters are local symbols, as the linker makes hidden ones.
    defined = symbols(PROGRAM, "TtRrDdBb")
    if not defined:
        fail(f"{PROGRAM} has no symbols; is it stripped?")
    toolchain, linked = swift(defined)
    for library in linked:
        identifier = "swift-" + re.sub(r"[^A-Za-z0-9.-]", "-", library)
        packages.append(package(identifier, f"Swift: {library}", toolchain, SWIFT_LICENSE,
                                supplier="Organization: The Swift project (https://www.swift.org)"))
        relationships.append(relationship("kubelb-ctl", "STATIC_LINK", identifier))

    for archive, path in archives(defined).items():
        component, license_ = ARCHIVES[archive]
        packages.append(package(component.replace("+", "p"), component, system_package(path), license_))
        relationships.append(relationship("kubelb-ctl", "STATIC_LINK", component.replace("+", "p")))

    libraries = shared_libraries()
    loaded = re.findall(r'#define CURL_LIBRARY "([^"]+\.so\.\d+)"', (ROOT / "Sources/CCurl/CCurl.c").read_text())
    if not loaded:
        fail("Sources/CCurl/CCurl.c loads no shared library: the pattern of this script is out of date")
    cache = dict(re.findall(r"^\s+(\S+) \([^)]*\) => (\S+)", output("/sbin/ldconfig", "--print-cache"), re.M))
    libraries.update({name: cache.get(name) for name in loaded})
    components = {}
    for library, path in libraries.items():
        known = next((LIBRARIES[start] for start in LIBRARIES if library.startswith(start)), None)
        if known is None:
            fail(f"{library} has no name and license in {sys.argv[0]}")
        components.setdefault(known, []).append((library, path))
    for (component, license_), members in sorted(components.items()):
        names = sorted(library for library, _ in members)
        path = next((path for _, path in members if path), None)
        packages.append(package(component.replace("+", "p"), component, path and system_package(path), license_,
                                comment=f"Not included; the system provides {', '.join(names)}. The version is the build machine's."))
        if set(names) <= set(loaded):
            relationships.append(relationship(component, "OPTIONAL_DEPENDENCY_OF", "kubelb-ctl", "loaded at the first request"))
        else:
            relationships.append(relationship("kubelb-ctl", "DYNAMIC_LINK", component.replace("+", "p")))

    created = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), datetime.timezone.utc)
    json.dump({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": name,
        "documentNamespace": f"https://spdx.org/spdxdocs/{name}-{digest}",
        "creationInfo": {"created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
                         "creators": ["Organization: The kubelb-ctl authors", "Tool: make-sbom.py"]},
        "packages": packages, "relationships": relationships}, sys.stdout, indent=2)
    print()


main()
