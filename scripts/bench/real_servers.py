"""Real API servers on loopback addresses: etcd and kube-apiserver, with certificates of their own."""
import base64
import contextlib
import json
import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import time

from clusters import Cluster, Pair, Refused, running, wait_until

# What needs other controllers, or changes objects as they are created.
DISABLED_ADMISSION = "ServiceAccount,TaintNodesByCondition,LimitRanger,ResourceQuota,Priority,PodSecurity"


def program(variable, name):
    """From the environment, where an empty value means none, or from PATH."""
    if variable in os.environ:
        return shutil.which(os.environ[variable]) if os.environ[variable] else None
    return shutil.which(name)


def programs():
    """kube-apiserver and etcd, or None for each that is not installed."""
    return program("KUBE_APISERVER", "kube-apiserver"), program("ETCD", "etcd")


def free_ports(count):
    """Ports that were free a moment ago."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def make_certificates(directory):
    """An authority, a certificate for 127.0.0.1, and a key for the tokens of service accounts."""
    def openssl(*words):
        done = subprocess.run(["openssl", *words], cwd=directory, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"error: openssl {words[0]}: {done.stderr.strip()}")

    # Configuration files, because the defaults of openssl differ between systems.
    (directory / "ca.conf").write_text(
        "[req]\ndistinguished_name=name\nx509_extensions=ca\nprompt=no\n[name]\nCN=bench-ca\n"
        "[ca]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,digitalSignature\n"
        "subjectKeyIdentifier=hash\n")
    (directory / "server.conf").write_text(
        "[req]\ndistinguished_name=name\nprompt=no\n[name]\nCN=kube-apiserver\n"
        "[server]\nbasicConstraints=CA:false\nkeyUsage=critical,digitalSignature,keyEncipherment\n"
        "extendedKeyUsage=serverAuth\nauthorityKeyIdentifier=keyid\nsubjectAltName=IP:127.0.0.1,DNS:localhost\n")
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-config", "ca.conf",
            "-keyout", "ca.key", "-out", "ca.crt")
    openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-config", "server.conf",
            "-keyout", "server.key", "-out", "server.csr")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "server.conf", "-extensions", "server", "-out", "server.crt")
    openssl("genrsa", "-out", "accounts.key", "2048")


def write_kubeconfig(path, contexts):
    """`contexts` are (name, URL, path of the authority's certificate, token)."""
    authority = {name: base64.b64encode(pathlib.Path(file).read_bytes()).decode() for name, _, file, _ in contexts}
    path.touch(0o600)
    # JSON is YAML, too.
    path.write_text(json.dumps({
        "apiVersion": "v1", "kind": "Config", "current-context": contexts[0][0],
        "clusters": [{"name": name, "cluster": {"server": url, "certificate-authority-data": authority[name]}}
                     for name, url, _, _ in contexts],
        "users": [{"name": name, "user": {"token": token}} for name, _, _, token in contexts],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}} for name, _, _, _ in contexts]}))


def address_prefix(services):
    """A range for the addresses of Services: not larger than necessary, because older API servers write a map of the whole range
    for each Service."""
    return max(12, 32 - (4 * (services + 256) - 1).bit_length())


@contextlib.contextmanager
def real_cluster(name, directory, services):
    """etcd and kube-apiserver with one administrator; `services` is the number of Services that will be created."""
    apiserver, etcd = programs()
    directory.mkdir(parents=True)
    make_certificates(directory)
    token = secrets.token_hex(24)
    (directory / "tokens.csv").touch(0o600)
    (directory / "tokens.csv").write_text(f"{token},bench,bench,system:masters\n")
    client_port, peer_port, port = free_ports(3)
    store, peer = f"http://127.0.0.1:{client_port}", f"http://127.0.0.1:{peer_port}"
    store_words = [
        etcd, f"--name={name}", f"--data-dir={directory}/etcd", f"--listen-client-urls={store}",
        f"--advertise-client-urls={store}", f"--listen-peer-urls={peer}", f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster={name}={peer}", "--quota-backend-bytes=8589934592"]
    usage = subprocess.run([etcd, "--help"], capture_output=True, text=True, check=False)
    # The data are thrown away; older versions do not have the flag.
    if "unsafe-no-fsync" in usage.stdout + usage.stderr:
        store_words.append("--unsafe-no-fsync")
    server_words = [
        apiserver, f"--etcd-servers={store}", "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1",
        f"--secure-port={port}", f"--tls-cert-file={directory}/server.crt",
        f"--tls-private-key-file={directory}/server.key", f"--cert-dir={directory}/generated",
        f"--token-auth-file={directory}/tokens.csv", "--authorization-mode=AlwaysAllow",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={directory}/accounts.key",
        f"--service-account-signing-key-file={directory}/accounts.key",
        f"--service-cluster-ip-range=10.96.0.0/{address_prefix(services)}", "--service-node-port-range=10000-65535",
        # No Endpoints of the server itself: its address is a loopback address, which Endpoints may not have.
        "--endpoint-reconciler-type=none", f"--disable-admission-plugins={DISABLED_ADMISSION}",
        "--allow-privileged=true", "--event-ttl=24h", "--profiling=false"]
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(running(store_words, directory / "etcd.log"))
        wait_until(lambda: accepts(client_port), process, directory / "etcd.log", "etcd")
        process = stack.enter_context(running(server_words, directory / "kube-apiserver.log"))
        wait_until(lambda: accepts(port), process, directory / "kube-apiserver.log", "kube-apiserver")
        url = f"https://127.0.0.1:{port}"
        kubeconfig = directory / "kubeconfig"
        write_kubeconfig(kubeconfig, [(f"bench-{name}", url, directory / "ca.crt", token)])
        cluster = Cluster(kubeconfig, f"bench-{name}", url, directory / "ca.crt", token=token)
        wait_until(lambda: is_ready(cluster), process, directory / "kube-apiserver.log", "kube-apiserver")
        yield cluster


@contextlib.contextmanager
def real_pair(directory, services):
    """Both clusters, and one kubeconfig for them."""
    with contextlib.ExitStack() as stack:
        clusters = [stack.enter_context(real_cluster(name, directory / name, services)) for name in ("tenant", "management")]
        kubeconfig = directory / "kubeconfig"
        write_kubeconfig(kubeconfig, [(each.context, each.url, each.authority, each.token) for each in clusters])
        for each in clusters:
            each.kubeconfig = kubeconfig
        yield Pair(*clusters)


@contextlib.contextmanager
def real_fleet(directory, services):
    """A management cluster alone."""
    with real_cluster("fleet", directory, services) as cluster:
        yield Pair(None, cluster)


def accepts(port):
    with socket.socket() as connection:
        connection.settimeout(1)
        return connection.connect_ex(("127.0.0.1", port)) == 0


def is_ready(cluster):
    try:
        cluster.request("GET", "/readyz")
        # The server creates the namespace itself, soon after it is ready.
        cluster.request("GET", "/api/v1/namespaces/default")
        return True
    except (Refused, OSError):
        time.sleep(0.2)
        return False
