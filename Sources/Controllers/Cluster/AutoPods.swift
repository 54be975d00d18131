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
        let deployments = WatchedObjects(client, Deployment.self)
        let decided = Decided()
        let services = WatchedObjects(client, Service.self) { change, service in
            if change == .deleted { await decided.forget(service.object) }
            await work.add(Key(namespace: service.metadata.namespace, name: service.metadata.name), after: Self.pause)
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await pods.run() }
            group.addTask { await deployments.run() }
            group.addTask { await services.run() }
            group.addTask {
                for isSynced in [
                    await pods.waitUntilSynced(), await deployments.waitUntilSynced(), await services.waitUntilSynced(),
                ] where !isSynced { return }
                await work.run(workers: 2) { key in
                    guard let service = await services.object(key.name, in: key.namespace),
                        AutoPodsDecision.mayHavePods(service.object), await !decided.contains(service.object)
                    else { return nil }
                    let present =
                        await pods.all(in: key.namespace).map(\.metadata.labels)
                        + deployments.all(in: key.namespace).map(\.object.state.templateLabels)
                    guard !AutoPodsDecision.isServed(service.object, by: present) else {
                        await decided.insert(service.object)
                        return nil
                    }
                    do throws(APIError) {
                        try await client.create(
                            AutoPodsDecision.deployment(for: service.document),
                            in: ObjectPath(Deployment.self, namespace: key.namespace))
                    } catch {
                        guard case .conflict = error else { throw error }
                    }
                    await decided.insert(service.object)
                    return nil
                }
            }
        }
    }

    /// Whoever makes a Service and its pods together is given the time to.
    private static let pause = Duration.milliseconds(300)

    /// Services that have been decided on, with the selector they had: pods that somebody takes away stay away.
    private actor Decided {
        private var selectors: [String: [String: String]] = [:]

        func contains(_ service: Service) -> Bool { selectors[service.metadata.uid] == service.selector }
        func insert(_ service: Service) { selectors[service.metadata.uid] = service.selector }
        func forget(_ service: Service) { selectors[service.metadata.uid] = nil }
    }
}

/// Which Services get pods, and which.
enum AutoPodsDecision {
    private static let systemNamespaces: Set<String> = [
        "kube-system", "kube-public", "kube-node-lease", "kubelb", "metallb-system",
    ]

    /// Whether a Service gets pods if it has none.
    static func mayHavePods(_ service: Service) -> Bool {
        !service.selector.isEmpty && service.type != "ExternalName" && !service.metadata.isBeingDeleted
            && !systemNamespaces.contains(service.metadata.namespace)
            && !service.metadata.namespace.hasPrefix("tenant-")
            && service.metadata.annotations[AutoPods.annotation] != "false"
    }

    /// Whether something has the labels that a Service selects: a pod, or a Deployment's template, even if it is scaled to
    /// nothing.
    static func isServed(_ service: Service, by labels: [[String: String]]) -> Bool {
        labels.contains { $0.satisfy(service.selector) }
    }

    /// Two pods with the selector's labels and the Service's target ports; gone with the Service.
    static func deployment(for service: JSONValue) -> JSONValue {
        let owner = ObjectReference(service, of: Service.self)
        let labels = service["spec"]?["selector"] ?? [:]
        return [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": [
                "name": .string("\(owner.name)-pods"), "namespace": .string(owner.namespace), "labels": labels,
                "ownerReferences": [owner.asOwner],
            ],
            "spec": [
                "replicas": 2, "selector": ["matchLabels": labels],
                "template": [
                    "metadata": ["labels": labels],
                    "spec": [
                        "containers": [
                            ["name": "echo", "image": "sandbox/echo", "ports": .array(ports(for: service))]
                        ]
                    ],
                ],
            ],
        ]
    }

    /// A named target port gets the Service's number, or the next one that is free.
    private static func ports(for service: JSONValue) -> [JSONValue] {
        struct Port: Hashable {
            let number: Int
            let transport: String
        }
        var taken: Set<Port> = []
        var names: Set<String> = []
        var ports: [JSONValue] = []
        let wanted = (service["spec"]?["ports"]?.array ?? [])
            .map { port in (port, port["targetPort"]?.string, port["protocol"]?.string ?? "TCP") }
        // Numbers first: they cannot give way.
        for (port, name, transport) in wanted where name == nil {
            let target = port["targetPort"]?.int ?? 0
            guard let number = target > 0 ? target : port["port"]?.int,
                taken.insert(Port(number: number, transport: transport)).inserted
            else { continue }
            ports.append(["containerPort": .number(JSONNumber(number)), "protocol": .string(transport)])
        }
        for (port, name, transport) in wanted {
            guard let name, var number = port["port"]?.int, names.insert("\(name)/\(transport)").inserted else {
                continue
            }
            while !taken.insert(Port(number: number, transport: transport)).inserted {
                number = number < 65535 ? number + 1 : 1
            }
            ports.append([
                "name": .string(name), "containerPort": .number(JSONNumber(number)), "protocol": .string(transport),
            ])
        }
        return ports
    }
}
