import Documents
import Kubernetes

/// Gives a Service whose selector matches no pod two pods that answer, so that a first try needs one command only.
package struct AutoPods: Sendable {
    /// A Service with this annotation at `"false"` gets none.
    package static let annotation = "sandbox.kubelb-ctl/auto-pods"

    private let client: APIClient

    package init(client: APIClient) { self.client = client }

    private struct Key: Hashable { var namespace: String, name: String }

    /// Runs until the task is cancelled.
    package func run() async {
        let work = WorkQueue<Key>()
        let pods = WatchedObjects(client, Pod.self)
        let services = WatchedObjects(client, Service.self) { _, service in
            await work.add(Key(namespace: service.metadata.namespace, name: service.metadata.name), after: Self.pause)
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await pods.run() }
            group.addTask { await services.run() }
            group.addTask {
                for isSynced in [await pods.waitUntilSynced(), await services.waitUntilSynced()] where !isSynced {
                    return
                }
                await work.run(workers: 2) { key in
                    guard let service = await services.object(key.name, in: key.namespace),
                        Self.wantsPods(service.object)
                    else { return nil }
                    let isServed = await pods.all(in: key.namespace).contains {
                        $0.metadata.labels.satisfy(service.object.selector)
                    }
                    guard !isServed else { return nil }
                    do throws(APIError) {
                        try await client.create(
                            Self.deployment(for: service.document),
                            in: ObjectPath(Deployment.self, namespace: key.namespace))
                    } catch {
                        guard case .conflict = error else { throw error }
                    }
                    return nil
                }
            }
        }
    }

    /// Whoever makes a Service and its pods together is given the time to.
    private static let pause = Duration.milliseconds(300)

    private static func wantsPods(_ service: Service) -> Bool {
        let own: Set<String> = ["kube-system", "kube-public", "kube-node-lease", "kubelb", "metallb-system"]
        return service.isLoadBalancer && !service.selector.isEmpty && !service.metadata.isBeingDeleted
            && !own.contains(service.metadata.namespace) && !service.metadata.namespace.hasPrefix("tenant-")
            && service.metadata.annotations[annotation] != "false"
    }

    /// Two pods with the selector's labels and the Service's target ports; gone with the Service.
    static func deployment(for service: JSONValue) -> JSONValue {
        let labels = service["spec"]?["selector"] ?? [:]
        var ports: [JSONValue] = []
        for port in service["spec"]?["ports"]?.array ?? [] {
            var own: JSONObject = ["protocol": port["protocol"] ?? "TCP"]
            switch port["targetPort"] {
            case .string(let name)?:
                own["name"] = .string(name)
                own["containerPort"] = port["port"]
            case let number?: own["containerPort"] = number
            case nil: own["containerPort"] = port["port"]
            }
            if !ports.contains(.object(own)) { ports.append(.object(own)) }
        }
        var owner = service.controllerReference.object ?? [:]
        owner["controller"] = nil
        owner["blockOwnerDeletion"] = nil
        return [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": [
                "name": service["metadata"]?["name"] ?? "", "namespace": service["metadata"]?["namespace"] ?? "",
                "labels": labels, "ownerReferences": [.object(owner)],
            ],
            "spec": [
                "replicas": 2, "selector": ["matchLabels": labels],
                "template": [
                    "metadata": ["labels": labels],
                    "spec": [
                        "containers": [["name": "echo", "image": "sandbox/echo", "ports": .array(ports)]]
                    ],
                ],
            ],
        ]
    }
}
