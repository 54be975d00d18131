import Documents
import Transport

/// `networking.k8s.io/v1` NetworkPolicy: which pods it is about, which ports it allows, and whether for pods only or for
/// addresses as well.
package struct NetworkPolicy: KubernetesObject, Hashable {
    package static let kind = "NetworkPolicy"
    package static let resource = "networkpolicies.networking.k8s.io"

    package var metadata = ObjectMeta()
    package var podSelector = PodSelector()
    /// nil: nothing is restricted in this direction. An empty list allows nothing.
    package var ingress: [Rule]? { isAbout("Ingress", orElse: true) ? ingressRules : nil }
    package var egress: [Rule]? { isAbout("Egress", orElse: !egressRules.isEmpty) ? egressRules : nil }

    private var policyTypes: [String] = []
    private var ingressRules: [Rule] = []
    private var egressRules: [Rule] = []

    package init() {}

    /// The API server fills the types in; without them the rules decide (Kubernetes API, NetworkPolicySpec).
    private func isAbout(_ type: String, orElse implied: Bool) -> Bool {
        policyTypes.isEmpty ? implied : policyTypes.contains(type)
    }

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "podSelector": podSelector = try PodSelector(from: &reader)
            case "policyTypes": policyTypes = try reader.strings() ?? []
            case "ingress": ingressRules = try reader.list { (reader) throws(JSONError) in try Rule(from: &reader) }
            case "egress": egressRules = try reader.list { (reader) throws(JSONError) in try Rule(from: &reader) }
            default: try reader.skip()
            }
        }
    }

    /// Ports that a rule lets through, with some peers or all.
    package struct Rule: Sendable, Hashable {
        /// Empty: all.
        package var ports: [Port] = []
        /// `from` or `to`. Empty: all.
        package var peers: [Peer] = []

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "ports": ports = try reader.list { (reader) throws(JSONError) in try Port(from: &reader) }
                case "from", "to": peers = try reader.list { (reader) throws(JSONError) in try Peer(from: &reader) }
                default: try reader.skip()
                }
            }
        }

        /// Whether it allows peers outside of the cluster: the one with this address, or any if the address is unknown or a
        /// name.
        package func admitsOutside(_ address: String? = nil) -> Bool {
            peers.isEmpty || peers.contains { $0.includes(address) }
        }

        /// Whether it may allow a pod with these labels in another namespace with those.
        package func admits(pod: [String: String], namespace: [String: String]) -> Bool {
            peers.isEmpty || peers.contains { $0.includes(pod: pod, namespace: namespace) }
        }

        /// Whether it allows a pod of another namespace with these labels and these addresses.
        package func admits(pod: [String: String], namespace: [String: String], addresses: [String]) -> Bool {
            peers.isEmpty
                || peers.contains { peer in
                    peer.block == nil
                        ? peer.includes(pod: pod, namespace: namespace)
                        : addresses.isEmpty || addresses.contains { peer.includes($0) }
                }
        }

        /// Whether it allows this port, at least for some peers. A named port may be any.
        package func covers(_ port: Int, _ protocol: String) -> Bool {
            ports.isEmpty || ports.contains { $0.covers(port, `protocol`) }
        }
    }

    /// One of the peers of a rule: pods by their labels, or addresses.
    package struct Peer: Sendable, Hashable {
        /// `ipBlock.cidr`; nil for pods.
        package var block: String?
        /// `ipBlock.except`.
        package var exceptions: [String] = []
        /// The namespaces of the pods; nil: that of the policy.
        package var namespaces: PodSelector?
        /// nil: all pods of these namespaces.
        package var pods: PodSelector?

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "ipBlock": try readBlock(from: &reader)
                case "namespaceSelector": namespaces = try PodSelector(from: &reader)
                case "podSelector": pods = try PodSelector(from: &reader)
                default: try reader.skip()
                }
            }
        }

        private mutating func readBlock(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "cidr": block = try reader.string()
                case "except": exceptions = try reader.strings() ?? []
                default: try reader.skip()
                }
            }
        }

        /// Whether it may be a pod with these labels in another namespace with those; an address may be any pod's.
        fileprivate func includes(pod: [String: String], namespace: [String: String]) -> Bool {
            if block != nil { return true }
            guard let namespaces, namespaces.matches(namespace) else { return false }
            return pods.selects(pod)
        }

        fileprivate func includes(_ address: String?) -> Bool {
            guard let block else { return false }
            guard let address = address.flatMap({ IPAddress($0) }), let network = IPNetwork(block) else { return true }
            return network.contains(address) && !exceptions.contains { IPNetwork($0)?.contains(address) == true }
        }
    }

    package struct Port: Sendable, Hashable {
        package var `protocol` = "TCP"
        /// nil: all.
        package var port: PortReference?
        /// The end of a range that begins at `port`.
        package var endPort: Int?

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "protocol": `protocol` = try reader.string() ?? "TCP"
                case "port": port = try reader.portReference()
                case "endPort": endPort = try reader.int()
                default: try reader.skip()
                }
            }
        }

        func covers(_ wanted: Int, _ wantedProtocol: String) -> Bool {
            guard `protocol` == wantedProtocol else { return false }
            guard case .number(let first)? = port else { return true }
            return wanted >= first && wanted <= endPort ?? first
        }
    }
}

/// `metav1.LabelSelector`: by labels that have a value, are there, or are not.
package struct PodSelector: Sendable, Hashable {
    package var labels: [String: String] = [:]
    package var expressions: [Expression] = []

    package struct Expression: Sendable, Hashable {
        package var key = ""
        package var `operator` = ""
        package var values: [String] = []
    }

    package init() {}

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "matchLabels": labels = try reader.stringMap() ?? [:]
            case "matchExpressions":
                expressions = try reader.list { (reader) throws(JSONError) in
                    var expression = Expression()
                    try reader.object { (reader, key) throws(JSONError) in
                        switch key {
                        case "key": expression.key = try reader.string() ?? ""
                        case "operator": expression.operator = try reader.string() ?? ""
                        case "values": expression.values = try reader.strings() ?? []
                        default: try reader.skip()
                        }
                    }
                    return expression
                }
            default: try reader.skip()
            }
        }
    }

    /// Whether it is true of every pod.
    package var isEmpty: Bool { labels.isEmpty && expressions.isEmpty }

    /// All of it has to be true; an empty selector is true of every pod. An operator that is not known is true of none.
    package func matches(_ pod: [String: String]) -> Bool {
        labels.allSatisfy { pod[$0.key] == $0.value }
            && expressions.allSatisfy { expression in
                let value = pod[expression.key]
                return switch expression.operator {
                case "In": value.map(expression.values.contains) ?? false
                case "NotIn": value.map { !expression.values.contains($0) } ?? true
                case "Exists": value != nil
                case "DoesNotExist": value == nil
                default: false
                }
            }
    }
}

extension PodSelector? {
    /// Without a selector, everything is selected.
    func selects(_ labels: [String: String]) -> Bool { self?.matches(labels) ?? true }
}
