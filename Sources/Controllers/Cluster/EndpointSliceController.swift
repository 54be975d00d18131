import Documents
import Kubernetes

/// What kube-controller-manager does for Services with a selector: their EndpointSlices.
package struct EndpointSliceController: Sendable {
    private let client: APIClient

    package init(client: APIClient) { self.client = client }

    private struct Key: Hashable { var namespace: String, name: String }

    /// Runs until the task is cancelled.
    package func run() async {
        let work = WorkQueue<Key>()
        let services = WatchedObjects(client, Service.self) { _, service in
            await work.add(Key(namespace: service.metadata.namespace, name: service.metadata.name))
        }
        let pods = WatchedObjects(client, Pod.self) { _, pod in
            for service in await services.all(in: pod.metadata.namespace)
            where pod.metadata.labels.satisfy(service.object.selector) {
                await work.add(
                    Key(namespace: service.metadata.namespace, name: service.metadata.name), after: Self.pause)
            }
        }
        let slices = WatchedObjects(client, EndpointSlice.self)
        await withDiscardingTaskGroup { group in
            group.addTask { await services.run() }
            group.addTask { await pods.run() }
            group.addTask { await slices.run() }
            group.addTask {
                for isSynced in [
                    await services.waitUntilSynced(), await pods.waitUntilSynced(), await slices.waitUntilSynced(),
                ] where !isSynced { return }
                await work.run(workers: 4) { key in
                    guard let service = await services.object(key.name, in: key.namespace),
                        !service.object.selector.isEmpty, service.object.type != "ExternalName"
                    else { return nil }
                    let selected = await pods.all(in: key.namespace).filter {
                        $0.metadata.labels.satisfy(service.object.selector)
                    }
                    try await self.write(service, selected)
                    return nil
                }
            }
        }
    }

    /// Pods of one Deployment change together.
    private static let pause = Duration.milliseconds(30)

    private func write(_ service: WatchedObject<Service>, _ pods: [WatchedObject<Pod>]) async throws {
        let namespace = service.metadata.namespace
        let slices = DesiredSlices.make(for: service.document, pods: pods.map(\.document))
        for slice in slices {
            let name = slice["metadata"]?["name"]?.string ?? ""
            let path = ObjectPath(EndpointSlice.self, namespace: namespace, name: name)
            do throws(APIError) {
                let present = try await client.get(path)
                guard present.merging(patch: slice) != present else { continue }
                try await client.update(
                    slice.merging(patch: [
                        "metadata": ["resourceVersion": present["metadata"]?["resourceVersion"] ?? ""]
                    ]),
                    at: path)
            } catch {
                guard case .notFound = error else { throw error }
                try await client.create(slice, in: ObjectPath(EndpointSlice.self, namespace: namespace))
            }
        }
    }
}

/// The EndpointSlices of a Service (Kubernetes API concepts, "EndpointSlices").
enum DesiredSlices {
    /// Endpoints in one slice.
    private static let limit = 100

    /// One slice at least; ports that pods resolve differently stand in slices of their own.
    static func make(for service: JSONValue, pods: [JSONValue]) -> [JSONValue] {
        let ports = service["spec"]?["ports"]?.array ?? []
        var groups: [(ports: [JSONValue], pods: [JSONValue])] = []
        for pod in pods.sorted(by: { name($0) < name($1) }) {
            guard pod["status"]?["podIP"]?.string != nil, !isOver(pod) else { continue }
            let resolved = ports.compactMap { resolve($0, in: pod) }
            if let index = groups.firstIndex(where: { $0.ports == resolved }) {
                groups[index].pods.append(pod)
            } else {
                groups.append((resolved, [pod]))
            }
        }
        if groups.isEmpty { groups = [([], [])] }
        var slices: [JSONValue] = []
        for group in groups {
            for start in stride(from: 0, to: max(1, group.pods.count), by: limit) {
                let part = group.pods.dropFirst(start).prefix(limit)
                slices.append(slice(of: service, number: slices.count, ports: group.ports, pods: Array(part)))
            }
        }
        return slices
    }

    private static func name(_ object: JSONValue) -> String { object["metadata"]?["name"]?.string ?? "" }

    private static func isOver(_ pod: JSONValue) -> Bool {
        ["Succeeded", "Failed"].contains(pod["status"]?["phase"]?.string ?? "")
    }

    /// nil where the port is a name that the pod has not.
    private static func resolve(_ port: JSONValue, in pod: JSONValue) -> JSONValue? {
        let transport = port["protocol"]?.string ?? "TCP"
        let number: Int?
        switch port["targetPort"] {
        case .string(let wanted)?:
            number =
                (pod["spec"]?["containers"]?.array ?? []).flatMap { $0["ports"]?.array ?? [] }
                .first { $0["name"]?.string == wanted && ($0["protocol"]?.string ?? "TCP") == transport }?[
                    "containerPort"]?
                .int
        case .some(let value): number = value.int
        case nil: number = port["port"]?.int
        }
        guard let number else { return nil }
        return [
            "name": port["name"] ?? "", "protocol": .string(transport), "port": .number(JSONNumber(number)),
        ]
    }

    private static func slice(
        of service: JSONValue, number: Int, ports: [JSONValue], pods: [JSONValue]
    ) -> JSONValue {
        let uid = service["metadata"]?["uid"]?.string ?? ""
        let suffix = ShortHash.text(Array("\(uid)/\(number)".utf8)).prefix(5)
        return [
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
            "metadata": [
                "name": .string("\(name(service))-\(suffix)"),
                "namespace": service["metadata"]?["namespace"] ?? "",
                "labels": [
                    "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
                    "kubernetes.io/service-name": .string(name(service)),
                ],
                "ownerReferences": [service.controllerReference],
            ],
            "endpoints": .array(pods.map(endpoint)), "ports": .array(ports),
        ]
    }

    private static func endpoint(_ pod: JSONValue) -> JSONValue {
        let isLeaving = pod["metadata"]?["deletionTimestamp"]?.string != nil
        let isReady = (pod["status"]?["conditions"]?.array ?? []).contains {
            $0["type"]?.string == "Ready" && $0["status"]?.string == "True"
        }
        return [
            "addresses": [pod["status"]?["podIP"] ?? ""],
            "conditions": [
                "ready": .bool(isReady && !isLeaving), "serving": .bool(isReady), "terminating": .bool(isLeaving),
            ],
            "nodeName": pod["spec"]?["nodeName"] ?? "",
            "targetRef": [
                "kind": "Pod", "namespace": pod["metadata"]?["namespace"] ?? "", "name": .string(name(pod)),
                "uid": pod["metadata"]?["uid"] ?? "",
            ],
        ]
    }
}
