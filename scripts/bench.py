#!/usr/bin/python3
"""Measures the tool: median and worst time of several runs, CPU time, and peak memory. It does not pass or fail.

usage: scripts/bench.py CLIENT SANDBOX [SERVICES]
"""
import concurrent.futures
import json
import multiprocessing
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

CLIENT, SANDBOX = sys.argv[1:3]
SERVICES = int(sys.argv[3]) if len(sys.argv) > 3 else 10_000
ROOT = pathlib.Path(__file__).resolve().parent.parent
SMALL = ROOT / "Tests/Recorded/01-healthy"
ROUTES = ROOT / "Tests/RecordedRoutes/l02-healthy-ingress-tls"
INGRESSES = (1_000, 2_000)
RUNS = 7


def grown(target):
    """The healthy clusters with many more Services, each with all its objects."""
    shutil.copytree(SMALL, target)
    for path in target.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)

    def read(name):
        return json.loads((target / name).read_text())

    def write(name, value):
        (target / name).write_text(json.dumps(value))

    def distinct(text, number):
        """With its own node ports, Envoy ports and address."""
        text = re.sub(r'"(port|nodePort|targetPort|upstreamTargetPort)": (\d{5})', lambda m: f'"{m[1]}": {int(m[2]) + number}', text)
        return text.replace("198.51.100.10", f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")

    services = read("tenant/services.json")
    template = next(item for item in services["items"] if item["spec"].get("type") == "LoadBalancer")
    uid, name = template["metadata"]["uid"], template["metadata"]["name"]
    files = ["tenant/services.json", "tenant/endpointslices.discovery.k8s.io.json",
             "management/loadbalancers.kubelb.k8c.io.json", "management/services.json"]
    for file in files:
        value = read(file)
        own = [item for item in value["items"] if uid in json.dumps(item) or
               item["metadata"].get("labels", {}).get("kubernetes.io/service-name") == name]
        for number in range(1, SERVICES):
            for item in own:
                text = json.dumps(item).replace(uid, f"{number:08x}-0000-4000-8000-000000000000")
                other = json.loads(distinct(text, number))
                metadata = other["metadata"]
                labels = metadata.get("labels", {})
                if file.startswith("tenant/"):
                    metadata["name"] = metadata["name"].replace(name, f"{name}-{number}", 1)
                    if "kubernetes.io/service-name" in labels:
                        labels["kubernetes.io/service-name"] = f"{name}-{number}"
                if labels.get("kubelb.k8c.io/origin-name") == name:
                    labels["kubelb.k8c.io/origin-name"] = f"{name}-{number}"
                value["items"].append(other)
        write(file, value)
    return f"{template['metadata']['namespace']}/service/{name}-{SERVICES // 2}"


def grown_routes(target, count):
    """A healthy Ingress with TLS, many times: each with its Service, Secret, Route, generated Ingress and copies."""
    shutil.copytree(ROUTES, target)
    files = ["tenant/ingresses.networking.k8s.io", "tenant/services", "tenant/endpointslices.discovery.k8s.io",
             "tenant/secrets.metadata", "tenant/syncsecrets.kubelb.k8c.io", "management/ingresses.networking.k8s.io",
             "management/services", "management/routes.kubelb.k8c.io", "management/secrets.metadata"]
    uids = {}

    def renumbered(text, number):
        """Every UID that occurs, with the number in its first part, the same for each occurrence."""
        def other(match):
            return f"{uids.setdefault(match[0], len(uids)) + 1:x}{number:07x}"
        return re.sub(r"[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})", other, text.replace("shop", f"shop{number}"))

    for file in files:
        path = target / f"{file}.json"
        path.chmod(0o644)
        value = json.loads(path.read_text())
        own = [item for item in value["items"] if "shop" in json.dumps(item)]
        value["items"] = [item for item in value["items"] if item not in own]
        for number in range(count):
            for item in own:
                other = json.loads(renumbered(json.dumps(item), number))
                if file == "management/services":
                    other["spec"]["clusterIP"] = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
                    for port in other["spec"]["ports"]:
                        port["targetPort"] = 10000 + number
                value["items"].append(other)
        path.write_text(json.dumps(value))


def once(words):
    begin = time.perf_counter()
    process = subprocess.Popen([CLIENT, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    cpu = (usage.ru_utime + usage.ru_stime) * 1000
    return (time.perf_counter() - begin) * 1000, cpu, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def row(what, *words):
    once(words)
    runs = [once(words) for _ in range(RUNS)]
    times = [run[0] for run in runs]
    status = ",".join(str(status) for status in sorted({run[3] for run in runs}))
    cpu, memory = statistics.median(run[1] for run in runs), max(run[2] for run in runs)
    print(f"{what:<52} {statistics.median(times):>8.0f} {max(times):>8.0f} {cpu:>8.0f} {memory:>7.0f} {status:>6}", flush=True)


def serve(bundle, directory):
    server = subprocess.Popen([SANDBOX, "serve", str(bundle), "--dir", str(directory)], stdout=subprocess.DEVNULL)
    while not (directory / "kubeconfig").exists():
        if server.poll() is not None:
            sys.exit("error: the servers did not start")
        time.sleep(0.05)
    time.sleep(0.5)
    return server, ["--kubeconfig", str(directory / "kubeconfig"), "--context", "sandbox-tenant",
                    "--management-context", "sandbox-management"]


def shown_after(services):
    """From the creation of a Service to its row in a watch over many, without kubectl's own time."""
    with tempfile.TemporaryDirectory() as name:
        subprocess.run([SANDBOX, "up", "--detach", "--dir", name, "--services", str(services)],
                       stdout=subprocess.DEVNULL, check=True)
        watch = None
        try:
            kubeconfig = ["--kubeconfig", f"{name}/kubeconfig", "--context", "sandbox-tenant"]
            both = [*kubeconfig, "--management-context", "sandbox-management"]
            subprocess.run([CLIENT, "status", "-A", "-q", "--wait", "--timeout", "30m", *both], stdout=subprocess.DEVNULL, check=True)
            watch = subprocess.Popen([CLIENT, "status", "-A", "--watch", "-o", "name", *both], stdout=subprocess.PIPE, text=True)
            for _ in range(services):
                watch.stdout.readline()
            # Time for the watches to start, and for changes since the first list.
            time.sleep(20)
            times = []
            for number in range(RUNS):
                subprocess.run(["kubectl", *kubeconfig, "create", "service", "loadbalancer", f"late{number}", "--tcp=8080:8080"],
                               stdout=subprocess.DEVNULL, check=True)
                begin = time.perf_counter()
                while f"/late{number}\n" not in watch.stdout.readline():
                    pass
                times.append((time.perf_counter() - begin) * 1000)
                time.sleep(8)
            title = f"status -A --watch: a new Service among {services:,}"
            print(f"{title:<52} {statistics.median(times):>8.0f} {max(times):>8.0f}", flush=True)
        finally:
            if watch:
                watch.terminate()
            subprocess.run([SANDBOX, "down", "--dir", name], stdout=subprocess.DEVNULL)


with tempfile.TemporaryDirectory() as name:
    directory = pathlib.Path(name)
    print(f"{'median and worst of ' + str(RUNS) + ' runs':<52} {'ms':>8} {'worst':>8} {'CPU ms':>8} {'MB':>7} {'status':>6}")
    row("version", "version")
    row("help", "--help")
    row("doctor, a small bundle", "doctor", "--from-bundle", str(SMALL))
    large = directory / "large"
    # In a separate process, because the peak includes the memory of the process that started it.
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        middle = pool.submit(grown, large).result()
    row(f"doctor, a bundle of {SERVICES:,} Services", "doctor", "--from-bundle", str(large))
    row(f"status -A, a bundle of {SERVICES:,} Services", "status", "-A", "--from-bundle", str(large))
    row(f"status -A -o json, a bundle of {SERVICES:,} Services", "status", "-A", "-o", "json", "--from-bundle", str(large))
    for count in INGRESSES:
        many = directory / f"ingresses-{count}"
        with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
            pool.submit(grown_routes, many, count).result()
        row(f"status -A, a bundle of {count:,} Ingresses", "status", "-A", "--from-bundle", str(many))
    for title, bundle in (("a small pair", SMALL), (f"{SERVICES:,} Services", large)):
        server, contexts = serve(bundle, directory / f"served-{bundle.name}")
        try:
            row(f"doctor, live, {title}", "doctor", *contexts)
            one = middle if bundle == large else "svc/web"
            row(f"status of one Service, live, {title}", "status", one, *contexts)
            row(f"names for Tab, live, {title}", "__complete", "service", "--", "status", *contexts, "svc/")
        finally:
            server.terminate()
            server.wait()

if shutil.which("kubectl"):
    shown_after(1000)
else:
    print("no kubectl in PATH: the delay of watches is not measured")
