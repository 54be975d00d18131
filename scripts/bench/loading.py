"""Creates the recorded objects, and many more, in real API servers."""
import concurrent.futures
import contextlib
import datetime
import json
import re
import threading
import time
import urllib.parse

from clusters import Refused
from objects import LB_PARTS, PARTS, UID

THREADS = 12
# Kinds whose objects others refer to by UID, in the order in which they are created; the remaining ones follow.
ORDER = ("namespaces", "nodes", "configs", "tenants", "deployments", "daemonsets", "replicasets", "pods", "services")
# Definitions of kinds are not recorded as a whole: see install_kinds.
SKIPPED = "customresourcedefinitions."
# The kinds that KubeLB's charts install in each cluster.
TENANT_KINDS = ("syncsecrets",)
WHOLE_UID = re.compile(UID.pattern + r"-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# API servers refuse to connect to pods at such an address, immediately.
NO_POD_ADDRESS = "127.0.0.1"


def resource(file):
    """The plural of a list's kind, from its file."""
    return file.split("/")[1].split(".")[0]


class Loader:
    """Creates objects in one cluster. Objects that the server rejects are counted, not fatal: it may be of any version."""

    def __init__(self, cluster, recorded):
        self.cluster = cluster
        self.recorded = recorded
        self.created = 0
        self.rejected = []
        self.lock = threading.Lock()

    def path(self, file, value):
        version = self.recorded.lists[file]["apiVersion"]
        prefix = f"/api/{version}" if "/" not in version else f"/apis/{version}"
        namespace = value["metadata"].get("namespace")
        return f"{prefix}/namespaces/{namespace}/{resource(file)}" if namespace else f"{prefix}/{resource(file)}"

    def create(self, file, text):
        """Creates an object and writes its status. Returns its UID in the server, or None."""
        value = json.loads(text)
        kind = self.recorded.lists[file]
        value = {**value, "apiVersion": kind["apiVersion"], "kind": kind["kind"].removesuffix("List")}
        writers = managers(value)
        status = prepare(value)
        path = self.path(file, value)
        try:
            try:
                made = self.cluster.request("POST", f"{path}?fieldManager={urllib.parse.quote(writers[0])}", json.dumps(value))
            except Refused as refused:
                if refused.status != 409:
                    raise
                # What the server itself creates, such as the namespace default.
                made = self.cluster.request("GET", f"{path}/{value['metadata']['name']}")
            if status and resource(file) != "namespaces":
                self.cluster.request(
                    "PATCH", f"{path}/{value['metadata']['name']}/status?fieldManager={urllib.parse.quote(writers[1])}",
                    json.dumps({"status": status}), "application/merge-patch+json")
        except Refused as refused:
            with self.lock:
                self.rejected.append(f"{value['kind']} {value['metadata']['name']}: {refused}")
            return None
        with self.lock:
            self.created += 1
        return made["metadata"]["uid"]

    def load(self, objects):
        """Creates objects, as texts by file, one after the other. References are updated to the UIDs that the server assigns."""
        uids = {}

        def rank(file):
            return ORDER.index(resource(file)) if resource(file) in ORDER else len(ORDER)

        for file in sorted(objects, key=rank):
            for text in objects[file]:
                own = json.loads(text)["metadata"].get("uid")
                text = WHOLE_UID.sub(lambda match: uids.get(match[0], match[0]), text)
                made = self.create(file, text)
                if own and made:
                    uids[own] = made

    def install_kinds(self, side):
        """Definitions of KubeLB's kinds, with any content: their names are recorded, their schemas are not."""
        discovery = json.loads((self.recorded.bundle / "management/discovery.kubelb.k8c.io.json").read_text())
        group, version = discovery["groupVersion"].split("/")
        kinds = [each for each in discovery["resources"] if "/" not in each["name"]
                 and (side == "management" or each["name"] in TENANT_KINDS)]
        for kind in kinds:
            schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
            self.cluster.request("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", json.dumps({
                "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                "metadata": {"name": f"{kind['name']}.{group}"},
                "spec": {
                    "group": group, "scope": "Namespaced" if kind["namespaced"] else "Cluster",
                    "names": {"plural": kind["name"], "singular": kind["singularName"], "kind": kind["kind"],
                              "listKind": f"{kind['kind']}List", "shortNames": kind.get("shortNames", [])},
                    "versions": [{"name": version, "served": True, "storage": True,
                                  "schema": {"openAPIV3Schema": schema}, "subresources": {"status": {}}}]}}))
        end = time.monotonic() + 60
        for kind in kinds:
            while True:
                try:
                    self.cluster.request("GET", f"/apis/{group}/{version}/{kind['name']}?limit=1")
                    break
                except Refused:
                    if time.monotonic() > end:
                        raise SystemExit(f"error: the API server does not serve {kind['name']}") from None
                    time.sleep(0.2)

    def create_account(self, namespace):
        """What the manager creates for a tenant's CCM. Recorded clusters do not have it."""
        meta = {"name": "kubelb-ccm", "namespace": namespace}
        group = "rbac.authorization.k8s.io"
        for path, value in (
            ("/api/v1/namespaces/{}/serviceaccounts", {"apiVersion": "v1", "kind": "ServiceAccount"}),
            (f"/apis/{group}/v1/namespaces/{{}}/roles", {"apiVersion": f"{group}/v1", "kind": "Role", "rules": []}),
            (f"/apis/{group}/v1/namespaces/{{}}/rolebindings", {
                "apiVersion": f"{group}/v1", "kind": "RoleBinding",
                "roleRef": {"apiGroup": group, "kind": "Role", "name": "kubelb-ccm"},
                "subjects": [{"kind": "ServiceAccount", **meta}]}),
        ):
            self.cluster.request("POST", path.format(namespace), json.dumps({**value, "metadata": meta}))

    def load_shared(self, side, pod_address=NO_POD_ADDRESS, keep=lambda item: True):
        """The objects of one cluster that `keep` accepts, without the LoadBalancer Services and their parts."""
        self.install_kinds(side)
        objects = {}
        for file in self.recorded.lists:
            if file.startswith(f"{side}/") and not file_is_skipped(file):
                objects[file] = [json.dumps(item) for item in self.recorded.others(file) if keep(item)]
        for item in (pods := [json.loads(text) for text in objects.get(f"{side}/pods.json", [])]):
            controller = item["metadata"]["namespace"] == "kubelb"
            address = pod_address if controller else NO_POD_ADDRESS
            item.get("status", {}).update(podIP=address, podIPs=[{"ip": address}])
        objects[f"{side}/pods.json"] = [json.dumps(item) for item in pods]
        self.load(objects)
        for item in map(json.loads, objects.get("management/tenantstates.kubelb.k8c.io.json", [])):
            self.create_account(item["metadata"]["namespace"])


def file_is_skipped(file):
    return file.split("/")[1].startswith(SKIPPED)


def managers(value):
    """Who wrote the recorded object, and who its status: API servers record the same names again."""
    fields = value["metadata"].get("managedFields", [])
    first = next((field["manager"] for field in fields if not field.get("subresource")), "bench")
    return first, next((field["manager"] for field in fields if field.get("subresource") == "status"), first)


def prepare(value):
    """Removes what only servers write. Returns the status, which is written on its own."""
    metadata = value["metadata"]
    for key in ("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields"):
        metadata.pop(key, None)
    if value["kind"] == "Service":
        # The server allocates other addresses; the recorded range may differ.
        if value["spec"].get("clusterIP") != "None":
            value["spec"].pop("clusterIP", None)
            value["spec"].pop("clusterIPs", None)
    if value["kind"] == "Namespace":
        value.pop("spec", None)
    return value.pop("status", None)


def load_services(recorded, tenant, management, numbers):
    """LoadBalancer Services with the objects that KubeLB creates for them, whose names contain the UIDs in the tenant cluster."""
    def one(number):
        (service,) = recorded.objects(PARTS[0], number)
        uid = tenant.create(PARTS[0], service)
        if not uid:
            return
        recorded_uid = json.loads(service)["metadata"]["uid"]
        for file in PARTS[1:]:
            for text in recorded.objects(file, number):
                (tenant if file.startswith("tenant/") else management).create(file, text.replace(recorded_uid, uid))

    in_parallel(one, numbers)


def load_plain(recorded, tenant, services, pods):
    """Services (a range of numbers) and pods (a count) that KubeLB does not manage."""
    in_parallel(lambda text: tenant.create("tenant/services.json", text), recorded.plain_services(services))
    in_parallel(lambda text: tenant.create("tenant/pods.json", text), recorded.plain_pods(pods))


def load_tenants(fleet, management, tenants, services):
    def one(tenant):
        management.load({file: list(fleet.objects(file, tenant, 0)) for file in fleet.tenants
                         if not file_is_skipped(file)})
        management.create_account(f"tenant-{fleet.name(tenant)}")
        for number in range(services):
            for file in LB_PARTS:
                for text in fleet.recorded.objects(file, tenant * services + number + 1):
                    management.create(file, fleet.named(text, tenant))

    in_parallel(one, tenants)


def in_parallel(work, items):
    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        # In batches, so that not all of a hundred thousand texts are in memory.
        items = iter(items)
        while batch := [item for _, item in zip(range(2000), items)]:
            for _ in pool.map(work, batch):
                pass


@contextlib.contextmanager
def renewed_leases(clusters):
    """Renews the Leases of KubeLB's controllers, as these would: else they count as stopped."""
    stop = threading.Event()

    def renew():
        while True:
            for cluster in clusters:
                with contextlib.suppress(Refused, OSError):
                    time_now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
                    path = "/apis/coordination.k8s.io/v1/namespaces/kubelb/leases"
                    for lease in cluster.request("GET", path)["items"]:
                        cluster.request("PATCH", f"{path}/{lease['metadata']['name']}",
                                        json.dumps({"spec": {"renewTime": time_now}}), "application/merge-patch+json")
            if stop.wait(5):
                return

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)


def report(loaders, seconds, before=0):
    """Prints what was created, and what API servers did not accept."""
    count = sum(loader.created for loader in loaders) - before
    print(f"  created {count:,} objects in {seconds:.0f} s", flush=True)
    for loader in loaders:
        if loader.rejected:
            print(f"  {loader.cluster.context} rejected {len(loader.rejected):,} objects, such as {loader.rejected[0]}")
            loader.rejected.clear()
