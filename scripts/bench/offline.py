"""Rows that need no server: start-up, the size of the program, and bundles."""
import concurrent.futures
import multiprocessing
import pathlib
import re
import shutil
import subprocess

import objects
from measuring import cost

START_RUNS = 50
# Those of a bundle of this many Services are in the table of bounds.
BOUND_SERVICES = 10_000
INGRESSES = (1_000, 2_000)


def start(client, results):
    for words in (("version",), ("--help",), ("explain", "KLC-S005"), ("completion", "bash")):
        measured = cost([client, *words], runs=START_RUNS)
        results.add(" ".join(words), measured.figures(), {"CPU ms": 5}, cost=measured)


def program(client, results, directory):
    """The size of the stripped program, and the libraries that it needs."""
    if not shutil.which("strip"):
        results.skip("the program, stripped", "strip is not installed")
        return
    stripped = directory / "stripped"
    subprocess.run(["strip", "--strip-all", "-o", stripped, client], check=True)
    note = None
    if shutil.which("readelf"):
        text = subprocess.run(["readelf", "--dynamic", stripped], capture_output=True, text=True, check=True).stdout
        note = "needs " + ", ".join(re.findall(r"\(NEEDED\).*\[(.*)\]", text))
    results.add("the program, stripped", {"size MB": stripped.stat().st_size / 1e6}, {"size MB": 14}, note=note)


def in_other_process(work, *arguments):
    """Lets go of the memory that the work needed."""
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        return pool.submit(work, *arguments).result()


def write_bundle(target, services):
    objects.Recorded().write_bundle(target, services)


def write_mixed(bundle, target, services, plain, pods):
    objects.Recorded().write_mixed(bundle, target, services, plain, pods)


def write_fleet(target, tenants, services):
    objects.Fleet(objects.Recorded()).write_bundle(target, tenants, services)


def bundles(client, results, directory, services, large):
    """Bundles of many Services and Ingresses. Returns the path of the first."""
    measured = cost([client, "doctor", "--from-bundle", objects.SMALL])
    results.add("doctor, a bundle of 1 Service", measured.figures(), cost=measured)
    first = directory / "bundle"
    in_other_process(write_bundle, first, services)
    small = bundle_row(client, results, first, services, {"CPU ms": 700, "peak MB": 64})
    measured = cost([client, "status", "-A", "--from-bundle", first])
    results.add(f"status -A, a bundle of {services:,} Services", measured.figures(), cost=measured)
    measured = cost([client, "status", "-A", "-o", "json", "--from-bundle", first], reads=True)
    figures = {**measured.figures(), "output MB": measured.size / 1e6}
    if measured.first_byte:
        figures["first byte after, ms"] = measured.first_byte * 1000
    results.add(f"status -A -o json, a bundle of {services:,} Services", figures, {"peak MB": 80}, cost=measured)
    if large:
        more = directory / "bundle-large"
        in_other_process(write_bundle, more, 5 * services)
        bundle_row(client, results, more, 5 * services, {key: 5 * small[key] for key in ("CPU ms", "peak MB")})
        shutil.rmtree(more)
    for count in INGRESSES:
        ingresses = directory / f"ingresses-{count}"
        in_other_process(objects.write_ingresses, ingresses, count)
        measured = cost([client, "status", "-A", "--from-bundle", ingresses])
        results.add(f"status -A, a bundle of {count:,} Ingresses", measured.figures(), cost=measured)
        shutil.rmtree(ingresses)
    return first


def bundle_row(client, results, bundle, services, bounds):
    measured = cost([client, "doctor", "--from-bundle", pathlib.Path(bundle)])
    results.add(f"doctor, a bundle of {services:,} Services", measured.figures(), bounds, cost=measured)
    return measured.figures()
