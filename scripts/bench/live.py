"""Rows of live clusters, next to curl and kubectl in the same run."""
import contextlib
import re
import shutil
import socket
import subprocess
import urllib.parse

from measuring import CLIENT_ENVIRONMENT, cost

REQUEST = re.compile(r"^GET (https://\S+) 200 in \d+ ms, (\d+) bytes", re.M)
# The ports at which the CCM and the manager serve their metrics.
METRICS_PORTS = (9445, 9443)
LISTS_BOUNDS = {"CPU ms": 800, "peak MB": 64}


class Live:
    """Measures commands of the client against a pair of clusters."""

    def __init__(self, client, results, directory):
        self.client = client
        self.results = results
        self.directory = directory
        # Of curl and kubectl, against the clusters as they are.
        self.costs = {}

    def forget(self):
        """Measures curl and kubectl again: there are other objects now."""
        self.costs.clear()

    def requests(self, words):
        """What a command reads: each URL without the limits of pages, the number of requests, and of bytes."""
        done = subprocess.run([self.client, *words, "-v=6"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                              env=CLIENT_ENVIRONMENT, check=False)
        found = REQUEST.findall(done.stderr)
        if not found:
            raise SystemExit(f"error: {' '.join(words)} -v=6 logged no requests: {done.stderr.strip()[-500:]}")
        return sorted({unpaged(url) for url, _ in found}), len(found), sum(int(size) for _, size in found)

    def curl(self, pair, urls):
        """The cost of the same requests with curl: all at the same time, one curl for each cluster. None without curl."""
        if not shutil.which("curl"):
            return None
        by_cluster = {}
        for url in urls:
            cluster = pair.cluster(url)
            by_cluster.setdefault(cluster.context, (cluster, []))[1].append(url)
        key = tuple(urls)
        if key not in self.costs:
            commands = []
            for cluster, own in by_cluster.values():
                config = self.directory / f"curl-{cluster.context}.conf"
                cluster.write_curl_config(config, own)
                commands.append(["curl", "--config", config])
            self.costs[key] = cost(*commands)
        return self.costs[key].figures()

    def kubectl(self, *commands, in_turn=False):
        """The cost of (cluster, words…) with kubectl; None without it."""
        if not shutil.which("kubectl"):
            return None
        words = [("kubectl", "--kubeconfig", str(cluster.kubeconfig), "--context", cluster.context, *rest)
                 for cluster, *rest in commands]
        key = (*words, in_turn)
        if key not in self.costs:
            self.costs[key] = cost(*words, in_turn=in_turn)
        return self.costs[key].figures()

    def row(self, name, pair, words, bounds, curl_bounds, kubectl=None, without=None):
        """A command next to curl, kubectl (what it does, figures, bounds), and the figures of a row of smaller clusters."""
        urls, count, size = self.requests(words)
        measured = cost([self.client, *words])
        figures = {**measured.figures(), "requests": count, "received MB": size / 1e6}
        references = [("curl", f"the same {len(urls)} requests", self.curl(pair, urls), curl_bounds)]
        if kubectl:
            references.append(("kubectl", *kubectl))
        if without:
            references.append(("client", "without the other objects", without, {"wall": 1.1, "CPU": 1.1, "peak": 1.1}))
        self.results.add(name, figures, bounds, references, cost=measured)
        return figures

    def all_services(self, pair, title, without=None):
        """`status -A` and `doctor`. `without` is what this returned for the same clusters without other objects."""
        self.forget()
        kubectl = ("get svc -A and get loadbalancers -A together",
                   self.kubectl((pair.tenant, "get", "svc", "-A"), (pair.management, "get", "loadbalancers", "-A")),
                   {"wall": 0.4})
        return {command: self.row(
            f"{command}, live, {title}", pair, [*command.split(), "--no-metrics", *pair.options], LISTS_BOUNDS,
            {"wall": 1.3}, kubectl, without[command] if without else None) for command in ("status -A", "doctor")}

    def one_service(self, pair, title, namespace, name, without=None):
        """One named Service, and the candidates of shell completion. `without` as above."""
        service = pair.tenant.request("GET", f"/api/v1/namespaces/{namespace}/services/{name}")
        uid = service["metadata"]["uid"]
        tenant = "tenant-demo"
        five = self.kubectl(
            (pair.tenant, "get", "svc", name, "-n", namespace),
            (pair.tenant, "get", "endpointslices", "-n", namespace, "-l", f"kubernetes.io/service-name={name}"),
            (pair.management, "get", "loadbalancer", uid, "-n", tenant),
            (pair.management, "get", "svc", f"envoy-{uid}", "-n", tenant),
            (pair.management, "get", "addresses", "default", "-n", tenant), in_turn=True)
        figures = self.row(
            f"status of one Service, live, {title}", pair,
            ["status", f"svc/{name}", "-n", namespace, "--no-metrics", *pair.options], {"peak MB": 24}, {},
            ("get, five objects in turn", five, {"wall": 0.7}), without)
        names = cost([self.client, "__complete", "service", "--", "status", *pair.options, "svc/"])
        self.results.add(f"names for Tab, live, {title}", names.figures(), cost=names)
        return figures

    def silent_metrics(self, pair, title):
        """`doctor` if metrics ports accept connections but never respond, compared with `doctor` without metrics."""
        name = f"doctor with silent metrics ports, live, {title}"
        words = ["doctor", *pair.options]
        silent = cost([self.client, *words])
        usual = cost([self.client, *words, "--no-metrics"])
        figures = {**silent.figures(), "more than without, ms": silent.wall * 1000 - usual.wall * 1000}
        self.results.add(name, figures, {"more than without, ms": 2000}, cost=silent)


def unpaged(url):
    parts = urllib.parse.urlsplit(url)
    query = "&".join(word for word in parts.query.split("&") if word and not word.startswith(("limit=", "continue=")))
    return urllib.parse.urlunsplit(parts._replace(query=query))


def own_address():
    """An address of this machine that API servers connect to: not a loopback address. None if there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        # Nothing is sent; the system only chooses the address that it would send from.
        probe.connect(("192.0.2.1", 9))
        address = probe.getsockname()[0]
        if not address.startswith(("127.", "0.")):
            return address
    return None


@contextlib.contextmanager
def silent_ports(address):
    """Ports that accept connections and send nothing; False if they cannot be opened."""
    if not address:
        yield False
        return
    with contextlib.ExitStack() as stack:
        try:
            for port in METRICS_PORTS:
                listener = stack.enter_context(socket.socket())
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind((address, port))
                # The system completes connections to a listening socket; nobody reads from them.
                listener.listen(128)
        except OSError:
            yield False
            return
        yield True
