import Documents
import Kubernetes

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
