import Documents
import KubeLB
import Kubernetes
import Topology

/// The NetworkPolicies that restrict one direction of a pod's traffic.
///
/// They are additive: each allows something, and what none of them allows is refused (Kubernetes documentation, "Network
/// Policies").
struct PodPolicies: Hashable {
    enum Direction: String, CaseIterable {
        case egress = "Egress"
        case ingress = "Ingress"
    }

    let direction: Direction
    /// By their names; never empty.
    let restricting: [NetworkPolicy]

    /// nil if none of them selects the pod and restricts this direction.
    init?(
        _ policies: some Sequence<NetworkPolicy>, _ direction: Direction, namespace: String, labels: [String: String]
    ) {
        self.direction = direction
        restricting = policies.filter { policy in
            policy.metadata.namespace == namespace && policy.podSelector.matches(labels)
                && Self.rules(of: policy, direction) != nil
        }.sorted { $0.metadata.name < $1.metadata.name }
        if restricting.isEmpty { return nil }
    }

    private static func rules(of policy: NetworkPolicy, _ direction: Direction) -> [NetworkPolicy.Rule]? {
        direction == .egress ? policy.egress : policy.ingress
    }

    private var rules: [NetworkPolicy.Rule] { restricting.flatMap { Self.rules(of: $0, direction) ?? [] } }

    /// Whether a port is allowed, at least for some peers.
    func allows(_ port: Int, _ protocol: String) -> Bool { rules.contains { $0.covers(port, `protocol`) } }

    /// Whether a port is allowed for peers outside of the cluster, at least for some if the address is unknown.
    func allowsOutside(_ port: Int, _ protocol: String, _ address: String? = nil) -> Bool {
        rules.contains { $0.covers(port, `protocol`) && $0.admitsOutside(address) }
    }

    /// Whether a port is allowed for a pod of another namespace, by the labels of both.
    func allows(_ port: Int, _ protocol: String, pod: [String: String], namespace: [String: String]) -> Bool {
        rules.contains { $0.covers(port, `protocol`) && $0.admits(pod: pod, namespace: namespace) }
    }

    /// The same for a pod whose addresses are known.
    func allows(_ port: Int, _ protocol: String, from pod: Pod, in namespace: [String: String]) -> Bool {
        let addresses = (pod.podIPs + [pod.podIP].compactMap(\.self)).uniqued()
        return rules.contains {
            $0.covers(port, `protocol`)
                && $0.admits(pod: pod.metadata.labels, namespace: namespace, addresses: addresses)
        }
    }

    /// `NetworkPolicy shop/a, NetworkPolicy shop/b`.
    var names: String { restricting.map(\.reference).joined(separator: ", ") }

    /// `does not allow` or `do not allow`.
    var doNotAllow: String { restricting.count == 1 ? "does not allow" : "do not allow" }

    func references(_ side: ClusterSide) -> [ObjectReference] { restricting.map { ObjectReference(side, $0) } }

    var evidence: [Evidence] {
        restricting.prefix(4).map { $0.evidence("\(direction.rawValue.lowercased())", words($0)) }
    }

    private func words(_ policy: NetworkPolicy) -> String {
        let rules = Self.rules(of: policy, direction) ?? []
        return rules.isEmpty ? "nothing is allowed" : rules.map(Self.words).joined(separator: "; ")
    }

    private static func words(_ rule: NetworkPolicy.Rule) -> String {
        let ports = rule.ports.map { port in
            let range = port.endPort.map { "-\($0)" } ?? ""
            return "\(port.protocol) \(port.port.map { $0.description + range } ?? "all")"
        }
        let namespaces = rule.peers.compactMap(\.namespaces).flatMap(\.labels).map { "\($0.key)=\($0.value)" }
        let peers =
            rule.admitsOutside()
            ? "" : namespaces.isEmpty ? ", pods only" : ", namespaces with \(ServiceWords.list(namespaces.sorted()))"
        return (ports.isEmpty ? "all ports" : ports.joined(separator: ", ")) + peers
    }
}

extension CheckContext {
    /// Adds a NetworkPolicy that allows ports of some pods to or from everywhere.
    func allow(
        _ side: ClusterSide, _ direction: PodPolicies.Direction, _ ports: [(port: Int, protocol: String)],
        namespace: String, labels: [String: String], suffix: String = ""
    ) -> ShellCommand {
        let name = "kubelb-allow-\(direction.rawValue.lowercased())\(suffix)"
        let rule: JSONValue = [
            "ports": .array(
                ports.map { ["port": .number(JSONNumber($0.port)), "protocol": .string($0.protocol)] })
        ]
        let selected = JSONObject(members: labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
        return apply(
            side,
            [
                "apiVersion": "networking.k8s.io/v1", "kind": .string(NetworkPolicy.kind),
                "metadata": ["name": .string(name), "namespace": .string(namespace)],
                "spec": .object(
                    JSONObject(members: [
                        ("podSelector", ["matchLabels": .object(selected)]),
                        ("policyTypes", [.string(direction.rawValue)]), (direction.rawValue.lowercased(), [rule]),
                    ])),
            ])
    }
}
