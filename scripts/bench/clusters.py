"""One cluster as a client sees it, and the servers of kubelb-sandbox."""
import base64
import contextlib
import dataclasses
import http.client
import json
import pathlib
import re
import ssl
import subprocess
import threading
import time
import urllib.parse

from measuring import CLIENT_ENVIRONMENT


class Refused(Exception):
    """A request that the server did not accept."""

    def __init__(self, status, text):
        super().__init__(f"HTTP {status}: {text[:300]}")
        self.status = status


@dataclasses.dataclass
class Cluster:
    """A context of a kubeconfig, for Python and for curl."""
    kubeconfig: pathlib.Path
    context: str
    url: str
    authority: pathlib.Path
    token: str = ""
    certificate: pathlib.Path | None = None
    key: pathlib.Path | None = None

    def __post_init__(self):
        self.local = threading.local()
        self.tls = ssl.create_default_context(cafile=str(self.authority))
        # Python 3.13 and later would require extensions that API servers do without.
        self.tls.verify_flags &= ~ssl.VERIFY_X509_STRICT
        if self.certificate:
            self.tls.load_cert_chain(self.certificate, self.key)

    def request(self, method, path, body=None, content="application/json"):
        """The response as a value, or as bytes if it is not JSON. Each thread has a connection of its own."""
        headers = {"Accept": "application/json", "Content-Type": content}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = body.encode() if isinstance(body, str) else body
        for attempt in range(8):
            try:
                connection = getattr(self.local, "connection", None)
                if not connection:
                    host = urllib.parse.urlsplit(self.url)
                    connection = http.client.HTTPSConnection(host.hostname, host.port, context=self.tls, timeout=60)
                    self.local.connection = connection
                connection.request(method, path, data, headers)
                response = connection.getresponse()
                status, text = response.status, response.read()
            except (OSError, http.client.HTTPException):
                self.local.connection = None
                if attempt == 7:
                    raise
                time.sleep(0.1 * attempt)
                continue
            # Too many requests, or a server that is not ready to allocate addresses.
            if (status == 429 or status >= 500) and attempt < 7:
                time.sleep(0.2 * (attempt + 1))
                continue
            break
        if status >= 300:
            raise Refused(status, text.decode(errors="replace"))
        return json.loads(text) if "json" in response.getheader("Content-Type", "") else text

    def write_curl_config(self, path, urls):
        """What curl needs to fetch all of them at the same time. Credentials are not for the command line."""
        lines = ["silent", "parallel", "globoff", f'cacert = "{self.authority}"', 'header = "Accept: application/json"']
        if self.token:
            lines.append(f'header = "Authorization: Bearer {self.token}"')
        if self.certificate:
            lines += [f'cert = "{self.certificate}"', f'key = "{self.key}"']
        for url in urls:
            lines += [f'url = "{url}"', 'output = "/dev/null"']
        path.write_text("\n".join(lines) + "\n")
        path.chmod(0o600)


@dataclasses.dataclass
class Pair:
    tenant: Cluster | None
    management: Cluster

    @property
    def options(self):
        """What selects both clusters for the client."""
        return ["--kubeconfig", str(self.tenant.kubeconfig), "--context", self.tenant.context,
                "--management-context", self.management.context]

    @property
    def management_options(self):
        return ["--kubeconfig", str(self.management.kubeconfig), "--management-context", self.management.context]

    def cluster(self, url):
        return next(cluster for cluster in (self.tenant, self.management) if cluster and url.startswith(f"{cluster.url}/"))


def sandbox_cluster(directory, context):
    """Reads the kubeconfig that kubelb-sandbox writes; its administrators have certificates."""
    kubeconfig = directory / "kubeconfig"
    text = kubeconfig.read_text()

    def value(key, section):
        block = text.split(f"\n{section}:\n", 1)[1].split(f"  - name: {context}\n", 1)[1].split("  - name:", 1)[0]
        return re.search(rf'{key}: "?([^"\n]+)"?', block)[1]

    def file(key, section):
        # Next to the directory: a sandbox's own must contain nothing else.
        path = directory.with_name(f"{directory.name}.{context}.{key}.pem")
        path.touch(0o600)
        path.write_bytes(base64.b64decode(value(key, section)))
        return path

    return Cluster(kubeconfig, context, value("server", "clusters"), file("certificate-authority-data", "clusters"),
                   certificate=file("client-certificate-data", "users"), key=file("client-key-data", "users"))


@contextlib.contextmanager
def running(words, log):
    """A program that runs until the block is left."""
    with open(log, "wb") as output:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=CLIENT_ENVIRONMENT)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(condition, process, log, what, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        if process.poll() is not None or time.monotonic() > end:
            lines = pathlib.Path(log).read_text(errors="replace").splitlines()[-15:]
            raise SystemExit("\n".join([f"error: {what} did not start", *lines]))
        time.sleep(0.05)


@contextlib.contextmanager
def sandbox_servers(words, directory):
    """`kubelb-sandbox serve` or `up`, as a pair of clusters and the process."""
    directory.mkdir(parents=True)
    kubeconfig, log = directory / "kubeconfig", directory.with_name(f"{directory.name}.log")
    with running([*map(str, words), "--dir", str(directory)], log) as process:
        # The program prints how to use the kubeconfig when all servers run.
        wait_until(lambda: "kubeconfig" in log.read_text().lower() and kubeconfig.exists(), process, log,
                   "kubelb-sandbox", 900)
        yield Pair(*(sandbox_cluster(directory, f"sandbox-{side}") for side in ("tenant", "management"))), process
