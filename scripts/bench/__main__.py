"""Measures the client next to curl and kubectl, on bundles and on live clusters. Nothing passes or fails: bounds are printed
next to the figures, and everything is written as JSON.

Live clusters are real API servers if kube-apiserver and etcd are in PATH or named by the environment variables KUBE_APISERVER
and ETCD (an empty value: do not use them), else those of kubelb-sandbox.
"""
import argparse
import contextlib
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

# No __pycache__ among the sources; set before the modules of this directory are imported.
sys.dont_write_bytecode = True

import live
import loading
import objects
import offline
import real_servers
import watching
from clusters import sandbox_servers
from measuring import CLIENT_ENVIRONMENT
from results import Results, compare, machine, now

FLEET_SERVICES = 100
# The sandbox has a row of its own, for at most this many Services.
SANDBOX_SERVICES = 1_000
PLAIN, PODS = 100_000, 50_000


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("client", type=pathlib.Path, help="kubelb-ctl")
    parser.add_argument("sandbox", type=pathlib.Path, help="kubelb-sandbox")
    parser.add_argument("--services", type=int, default=10_000, help="the number of LoadBalancer Services (default: 10000)")
    parser.add_argument("--tenants", type=int, nargs="+", help="the sizes of fleets (default: 50 100; with --large also 500)")
    parser.add_argument("--large", action="store_true",
                        help="also measure clusters with many other objects, and five times as many Services: needs an hour")
    parser.add_argument("--json", type=pathlib.Path, default=".build/bench.json", help="write the results to this file")
    parser.add_argument("--compare", type=pathlib.Path, help="print the change since the run that wrote this file")
    options = parser.parse_args()
    for program in (options.client, options.sandbox):
        if not program.is_file():
            parser.error(f"{program} does not exist")
    if options.services < 2:
        parser.error("--services must be at least 2")
    options.client, options.sandbox = options.client.resolve(), options.sandbox.resolve()
    try:
        options.earlier = json.loads(options.compare.read_text()) if options.compare else None
    except (OSError, ValueError) as error:
        parser.error(f"{options.compare}: {error}")
    options.tenants = sorted(options.tenants or ([50, 100, 500] if options.large else [50, 100]))
    return options


def first_line(*words):
    """Of what a program prints; None if it is not installed."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, env=CLIENT_ENVIRONMENT, check=False)
    except OSError:
        return None
    return next(iter((done.stdout or done.stderr).strip().splitlines()), "")


def servers():
    """Whether real API servers are used, and a line that reports it."""
    programs = dict(zip(("kube-apiserver", "etcd"), real_servers.programs()))
    missing = [name for name, path in programs.items() if not path]
    if missing:
        return False, f"kubelb-sandbox, because {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed"
    versions = [first_line(path, "--version") for path in programs.values()]
    return True, f"real API servers: {', '.join(versions)} ({', '.join(programs.values())})"


class Bench:
    def __init__(self, options, is_real, results, directory):
        self.options = options
        self.is_real = is_real
        self.results = results
        self.directory = directory
        self.recorded = objects.Recorded()
        self.live = live.Live(options.client, results, directory)
        self.middle = self.recorded.service_name(options.services // 2)

    @property
    def title(self):
        return f"{self.options.services:,} Services and as many ClusterIP"

    @property
    def large_title(self):
        return f"{self.options.services:,} Services, {PLAIN:,} ClusterIP, {PODS:,} pods"

    def run(self):
        offline.start(self.options.client, self.results)
        offline.program(self.options.client, self.results, self.directory)
        bundle = offline.bundles(self.options.client, self.results, self.directory, self.options.services, self.options.large)
        if self.is_real:
            self.real()
        else:
            self.served(bundle)
        self.fleets()
        self.sandbox()

    def rows(self, pair, title, without=None):
        """Returns the figures, for the same rows with other objects."""
        figures = self.live.all_services(pair, title, without)
        one = self.live.one_service(pair, title, self.recorded.namespace, self.middle, without and without["one"])
        return {**figures, "one": one}

    def watch(self, pair, changes):
        watching.idle_row(self.options.client, self.results, pair, f"live, {self.title}", self.options.services, changes)

    # Clusters of kubelb-sandbox

    def serve(self, bundle, *faults):
        words = [self.options.sandbox, "serve", bundle, *(word for fault in faults for word in ("--fault", fault))]
        return sandbox_servers(words, self.directory / f"served-{bundle.name}-{len(faults)}")

    def served(self, bundle):
        services = self.options.services
        mixed = self.directory / "mixed"
        offline.in_other_process(offline.write_mixed, bundle, mixed, services, services, 0)
        with self.serve(mixed) as (pair, _):
            figures = self.rows(pair, self.title)
            self.watch(pair, changes=False)
        if self.options.large:
            large = self.directory / "mixed-large"
            offline.in_other_process(offline.write_mixed, bundle, large, services, PLAIN, PODS)
            with self.serve(large) as (pair, _):
                self.rows(pair, self.large_title, figures)
        with self.serve(objects.SMALL, "tenant:hang@:9445/proxy", "management:hang@:9443/proxy") as (pair, _):
            self.live.silent_metrics(pair, "1 Service")

    # Real API servers

    def real(self):
        services = self.options.services
        plain = PLAIN if self.options.large else services
        address = live.own_address()
        with contextlib.ExitStack() as stack:
            pair = stack.enter_context(real_servers.real_pair(self.directory / "servers", services + plain))
            loaders = [loading.Loader(cluster, self.recorded) for cluster in (pair.tenant, pair.management)]
            begin = time.monotonic()
            for loader, side in zip(loaders, ("tenant", "management")):
                loader.load_shared(side, address or loading.NO_POD_ADDRESS)
            loading.load_services(self.recorded, *loaders, range(services))
            loading.load_plain(self.recorded, loaders[0], range(services), 0)
            loading.report(loaders, time.monotonic() - begin)
            stack.enter_context(loading.renewed_leases([pair.tenant, pair.management]))
            figures = self.rows(pair, self.title)
            self.watch(pair, changes=True)
            name = "doctor with silent metrics ports"
            with live.silent_ports(address) as is_listening:
                if is_listening:
                    self.live.silent_metrics(pair, self.title)
                else:
                    self.results.skip(name, "this machine has no address for it, or its ports are taken")
            if self.options.large:
                loading.load_plain(self.recorded, loaders[0], range(services, PLAIN), PODS)
                self.rows(pair, self.large_title, figures)

    # Both

    def fleets(self):
        fleet = objects.Fleet(self.recorded)
        with contextlib.ExitStack() as stack:
            pair = loader = None
            if self.is_real:
                count = self.options.tenants[-1] * FLEET_SERVICES
                pair = stack.enter_context(real_servers.real_fleet(self.directory / "fleet-servers", count))
                loader = loading.Loader(pair.management, self.recorded)
                loader.load_shared("management", keep=lambda item: not fleet.is_tenants(item))
                stack.enter_context(loading.renewed_leases([pair.management]))
            loaded = 0
            for tenants in self.options.tenants:
                if loader:
                    begin, before = time.monotonic(), loader.created
                    # Each fleet is the one before with more tenants.
                    loading.load_tenants(fleet, loader, range(loaded, tenants), FLEET_SERVICES)
                    loading.report([loader], time.monotonic() - begin, before)
                    loaded = tenants
                    self.fleet_row(pair, tenants)
                    continue
                bundle = self.directory / f"fleet-{tenants}"
                offline.in_other_process(offline.write_fleet, bundle, tenants, FLEET_SERVICES)
                with self.serve(bundle) as (pair, _):
                    self.fleet_row(pair, tenants)

    def fleet_row(self, pair, tenants):
        self.live.forget()
        words = ["doctor", "--all-tenants", "--management-only", "--no-metrics", *pair.management_options]
        self.live.row(f"doctor --all-tenants, live, {tenants} tenants x {FLEET_SERVICES} LoadBalancers", pair, words,
                      {"peak MB": 200}, {"wall": 1.5})

    def sandbox(self):
        """A sandbox with its controllers. Its objects can be changed; those of served bundles cannot."""
        services = min(self.options.services, SANDBOX_SERVICES)
        begin = time.monotonic()
        words = [self.options.sandbox, "up", "--services", services]
        with sandbox_servers(words, self.directory / "sandbox") as (pair, process):
            watching.sandbox_row(self.options.client, self.results, pair, process, begin, services)
            if not self.is_real:
                watching.idle_row(self.options.client, self.results, pair, f"kubelb-sandbox up, {services:,} Services", services,
                                  changes=True)


def main():
    options = arguments()
    # So that every server ends.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit("interrupted"))
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kubelb-bench.") as name:
        CLIENT_ENVIRONMENT["HOME"] = name
        is_real, description = servers()
        versions = {"client": first_line(options.client, "version"), "curl": first_line("curl", "--version"),
                    "kubectl": first_line("kubectl", "version", "--client"), "python": sys.version.split()[0]}
        print(f"servers: {description}")
        print("versions: " + "; ".join(text or f"no {program}" for program, text in versions.items()))
        print("Medians; bounds are those for 10,000 Services in a release build on an idle machine of 2 cores.\n", flush=True)
        results = Results({
            "date": now(), "machine": machine(), "servers": description, "versions": versions,
            "options": {"services": options.services, "tenants": options.tenants, "large": options.large}})
        results.head()
        Bench(options, is_real, results, pathlib.Path(name)).run()
    print(f"\n{len(results.rows)} rows in {time.monotonic() - begin:.0f} s")
    results.write(options.json)
    if options.earlier:
        compare(options.earlier, results)


if __name__ == "__main__":
    main()
