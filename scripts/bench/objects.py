"""Makes clusters of any size from recorded ones: as bundles, or object by object for API servers."""
import contextlib
import json
import os
import pathlib
import re
import shutil

TESTS = pathlib.Path(__file__).resolve().parent.parent.parent / "Tests"
SMALL = TESTS / "Recorded/01-healthy"
ROUTES = TESTS / "RecordedRoutes/l02-healthy-ingress-tls"

UID = re.compile(r"[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")
PORT = re.compile(r'"(port|nodePort|targetPort|upstreamTargetPort)": (\d{5})')
# Node ports and Envoy ports of all Services are in this range, so that API servers accept them.
FIRST_PORT, PORTS = 10_000, 55_536
# The lists of which each Service of type LoadBalancer has an object, in the order in which they are created.
PARTS = ("tenant/services.json", "tenant/endpointslices.discovery.k8s.io.json",
         "management/loadbalancers.kubelb.k8c.io.json", "management/services.json")
LB_PARTS = PARTS[2:]
ADDRESS = "198.51.100.10"


def copy(bundle, target):
    shutil.copytree(bundle, target)
    for path in pathlib.Path(target).rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


def address(number):
    """From 100.64.0.0/10, which has no address of the recorded nodes and pods."""
    return f"100.{64 + (number >> 16 & 63)}.{number >> 8 & 255}.{number & 255}"


def write(path, head, items):
    """A list, item by item, from an iterable of objects as JSON."""
    with open(path, "w") as file:
        file.write(json.dumps({**head, "items": []}).removesuffix("]}"))
        for index, item in enumerate(items):
            file.write((",\n" if index else "") + item)
        file.write("]}")


class Recorded:
    """A bundle whose only LoadBalancer Service is the template of others."""

    def __init__(self, bundle=SMALL):
        self.bundle = pathlib.Path(bundle)
        self.lists = {}
        for path in sorted(self.bundle.glob("*/*.json")):
            value = json.loads(path.read_text())
            if isinstance(value.get("items"), list):
                self.lists[f"{path.parent.name}/{path.name}"] = value
        services = self.lists[PARTS[0]]["items"]
        service = next(item for item in services if item["spec"].get("type") == "LoadBalancer")
        self.namespace, self.name = service["metadata"]["namespace"], service["metadata"]["name"]
        self.uid = service["metadata"]["uid"]
        self.parts = {file: [item for item in self.lists[file]["items"] if self.belongs(item)] for file in PARTS}
        self.texts = {file: [self.template(file, item) for item in items] for file, items in self.parts.items()}
        self.own = {item["metadata"]["uid"] for items in self.parts.values() for item in items} | {self.uid}

    def belongs(self, item):
        labels = item["metadata"].get("labels", {})
        return self.uid in json.dumps(item) or labels.get("kubernetes.io/service-name") == self.name

    def template(self, file, item):
        """As JSON, with NAME for the name of the Service, which may occur in other words."""
        item = json.loads(json.dumps(item))
        metadata = item["metadata"]
        labels = metadata.get("labels", {})
        if file.startswith("tenant/"):
            metadata["name"] = metadata["name"].replace(self.name, "@NAME@", 1)
        for owner in metadata.get("ownerReferences", []):
            if owner["uid"] == self.uid:
                owner["name"] = "@NAME@"
        for key in ("kubernetes.io/service-name", "kubelb.k8c.io/origin-name"):
            if labels.get(key) == self.name:
                labels[key] = "@NAME@"
        return json.dumps(item)

    def others(self, file):
        """The objects of a list that belong to no LoadBalancer Service."""
        return [item for item in self.lists[file]["items"] if item not in self.parts.get(file, [])]

    def head(self, file):
        return {key: value for key, value in self.lists[file].items() if key != "items"}

    def service_name(self, number):
        return f"{self.name}-{number}" if number else self.name

    def objects(self, file, number):
        """What that list has of the Service with this number, which has its own UIDs, ports and address."""
        def port(match):
            return f'"{match[1]}": {FIRST_PORT + (int(match[2]) - FIRST_PORT + number) % PORTS}'

        for text in self.texts[file]:
            text = text.replace("@NAME@", self.service_name(number))
            if number:
                for uid in self.own:
                    text = text.replace(uid, f"{number:08x}{uid[8:]}")
                text = PORT.sub(port, text).replace(ADDRESS, address(number))
            yield text

    def plain_services(self, count):
        """Services of type ClusterIP: as many, or those with these numbers."""
        template = next(item for item in self.lists[PARTS[0]]["items"] if item["spec"].get("type") == "ClusterIP")
        return self.copies(template, "plain", count)

    def plain_pods(self, count):
        template = next(item for item in self.lists["tenant/pods.json"]["items"]
                        if item["metadata"]["namespace"] == self.namespace)
        return self.copies(template, "plain", count)

    def copies(self, item, name, count):
        """Copies that no controller of KubeLB manages."""
        item = json.loads(json.dumps(item))
        uid = item["metadata"]["uid"]
        item["metadata"].update(name="@NAME@", namespace=self.namespace)
        item["metadata"].pop("ownerReferences", None)
        item["metadata"]["labels"] = {"app": "@NAME@"}
        text = json.dumps(item)
        for number in range(count) if isinstance(count, int) else count:
            yield text.replace("@NAME@", f"{name}-{number}").replace(uid, f"{number:08x}{uid[8:]}")

    def write_bundle(self, target, services):
        """The recorded clusters with many more Services."""
        copy(self.bundle, target)
        for file in PARTS:
            write(target / file, self.head(file), self.all(file, services))

    def all(self, file, services):
        yield from map(json.dumps, self.others(file))
        for number in range(services):
            yield from self.objects(file, number)

    def write_mixed(self, bundle, target, services, plain, pods):
        """The same with other Services and pods, which KubeLB does not manage."""
        shutil.copytree(bundle, target, copy_function=os.link)
        for file, items in (("tenant/services.json", self.plain_services(plain)),
                            ("tenant/pods.json", self.plain_pods(pods))):
            with contextlib.suppress(FileNotFoundError):
                (target / file).unlink()
            own = self.all(file, services) if file in PARTS else map(json.dumps, self.others(file))
            write(target / file, self.head(file), (item for part in (own, items) for item in part))


class Fleet:
    """Many tenants of one management cluster, each a copy of the recorded tenant, with its own Envoy."""

    TENANT = "demo"

    def __init__(self, recorded):
        self.recorded = recorded
        # What belongs to the tenant, but not to its Service.
        self.tenants = {}
        self.own = set()
        for file in recorded.lists:
            if file.startswith("management/"):
                items = [item for item in recorded.others(file) if self.is_tenants(item)]
                self.tenants[file] = [json.dumps(item) for item in items]
                self.own |= {item["metadata"]["uid"] for item in items if item["metadata"].get("uid")}

    def is_tenants(self, item):
        metadata = item["metadata"]
        namespace = f"tenant-{self.TENANT}"
        return namespace in (metadata.get("namespace"), metadata["name"]) or (
            item.get("kind") == "Tenant" and metadata["name"] == self.TENANT)

    @staticmethod
    def name(tenant):
        return f"fleet-{tenant:04d}"

    def named(self, text, tenant):
        name = self.name(tenant)
        return text.replace(f"tenant-{self.TENANT}", f"tenant-{name}").replace(
            f'"name": "{self.TENANT}"', f'"name": "{name}"')

    def objects(self, file, tenant, services):
        """Of one tenant and list: with LoadBalancers if `services` is above 0."""
        for text in self.tenants.get(file, []):
            for uid in self.own:
                text = text.replace(uid, f"f{tenant:07x}{uid[8:]}")
            yield self.named(text, tenant)
        if file in LB_PARTS:
            for number in range(services):
                # Numbers are unique in the cluster, and above 0: that one keeps the recorded UIDs.
                for text in self.recorded.objects(file, tenant * services + number + 1):
                    yield self.named(text, tenant)

    def write_bundle(self, target, tenants, services):
        copy(self.recorded.bundle, target)
        for file in self.tenants:
            shared = (json.dumps(item) for item in self.recorded.others(file) if not self.is_tenants(item))
            of_tenants = (text for tenant in range(tenants) for text in self.objects(file, tenant, services))
            write(target / file, self.recorded.head(file), (text for part in (shared, of_tenants) for text in part))


def write_ingresses(target, count):
    """A healthy Ingress with TLS, many times: each with its Service, Secret, Route, generated Ingress and copies."""
    copy(ROUTES, target)
    uids = {}

    def renumbered(text, number):
        """Every UID that occurs, with the number in its first part, the same for each occurrence."""
        def other(match):
            return f"{uids.setdefault(match[0], len(uids)) + 1:x}{number:07x}"
        return UID.sub(other, text.replace("shop", f"shop{number}"))

    for file in ("tenant/ingresses.networking.k8s.io", "tenant/services", "tenant/endpointslices.discovery.k8s.io",
                 "tenant/secrets.metadata", "tenant/syncsecrets.kubelb.k8c.io", "management/ingresses.networking.k8s.io",
                 "management/services", "management/routes.kubelb.k8c.io", "management/secrets.metadata"):
        path = target / f"{file}.json"
        value = json.loads(path.read_text())
        own = [item for item in value["items"] if "shop" in json.dumps(item)]
        items = [item for item in value.pop("items") if item not in own]
        for number in range(count):
            for item in own:
                other = json.loads(renumbered(json.dumps(item), number))
                if file == "management/services":
                    other["spec"]["clusterIP"] = address(number)
                    for port in other["spec"]["ports"]:
                        port["targetPort"] = FIRST_PORT + number
                items.append(other)
        write(path, value, map(json.dumps, items))
