import Documents

/// `security.istio.io` PeerAuthentication: whether pods in the mesh accept connections without mutual TLS.
package struct PeerAuthentication: KubernetesObject, Hashable {
    package static let kind = "PeerAuthentication"
    package static let resource = "peerauthentications.security.istio.io"
    package static let version = "v1beta1"
    package var metadata = ObjectMeta()
    /// Labels of the pods that it is for; nil for all of its namespace, or of the mesh.
    package var selector: PodSelector?
    /// `STRICT`, `PERMISSIVE`, `DISABLE`; nil if it is left to a wider one.
    package var mode: String?
    /// Modes of single ports of pods.
    package var portModes: [Int: String] = [:]

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "selector": selector = try PodSelector(from: &reader)
            case "mtls": mode = try Self.mode(from: &reader)
            case "portLevelMtls":
                try reader.object { (reader, key) throws(JSONError) in
                    let port = Int(key.string)
                    let mode = try Self.mode(from: &reader)
                    if let port, let mode { portModes[port] = mode }
                }
            default: try reader.skip()
            }
        }
    }

    private static func mode(from reader: inout JSONReader) throws(JSONError) -> String? {
        var mode: String?
        try reader.object { (reader, key) throws(JSONError) in
            if case "mode" = key { mode = try reader.string() } else { try reader.skip() }
        }
        return mode == "UNSET" ? nil : mode
    }

    /// The mode for a port of a pod, and the object that sets it: the narrowest that does (Istio's reference,
    /// PeerAuthentication). nil if none sets one, which means PERMISSIVE.
    package static func mode(
        of port: Int, labels: [String: String], namespace: String, root: String, among all: [PeerAuthentication]
    ) -> (mode: String, policy: PeerAuthentication)? {
        let own = all.filter { $0.metadata.namespace == namespace }
        let selecting = own.filter { $0.selector?.isEmpty == false && $0.selector?.matches(labels) == true }
        let wide = own.filter { $0.selector?.isEmpty != false }
        let mesh = all.filter { $0.metadata.namespace == root && $0.selector?.isEmpty != false }
        for policy in selecting {
            if let mode = policy.portModes[port] ?? policy.mode { return (mode, policy) }
        }
        return (wide + mesh).lazy.compactMap { policy in policy.mode.map { ($0, policy) } }.first
    }
}

/// `security.istio.io` AuthorizationPolicy: which connections pods in the mesh accept.
package struct AuthorizationPolicy: KubernetesObject, Hashable {
    package static let kind = "AuthorizationPolicy"
    package static let resource = "authorizationpolicies.security.istio.io"
    package static let version = "v1beta1"
    package var metadata = ObjectMeta()
    package var selector: PodSelector?
    /// `ALLOW`, `DENY`, `AUDIT`, `CUSTOM`.
    package var action = "ALLOW"
    /// A rule has to match; without rules, an `ALLOW` allows nothing.
    package var rules: [Rule] = []
    /// Whether it is for waypoints or gateways instead of pods.
    package var hasTargets = false

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "selector": selector = try PodSelector(from: &reader)
            case "action": action = try reader.string() ?? "ALLOW"
            case "targetRef", "targetRefs":
                hasTargets = true
                try reader.skip()
            case "rules": rules = try reader.list { (reader) throws(JSONError) in try Rule(from: &reader) }
            default: try reader.skip()
            }
        }
    }

    package struct Rule: Sendable, Hashable {
        /// Each list: one source; the fields that it sets. Empty: any source.
        package var sources: [Set<String>] = []
        /// `source.namespaces` of all of them.
        package var namespaces: [String] = []
        /// Ports of each operation; an operation without ports is for all of them.
        package var ports: [[String]] = []
        package var hasConditions = false

        package init() {}

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "from":
                    _ = try reader.list { (reader) throws(JSONError) in
                        try reader.object { (reader, key) throws(JSONError) in
                            guard case "source" = key else { return try reader.skip() }
                            var fields: Set<String> = []
                            try reader.object { (reader, key) throws(JSONError) in
                                fields.insert(key.string)
                                if case "namespaces" = key {
                                    namespaces += try reader.strings() ?? []
                                } else {
                                    try reader.skip()
                                }
                            }
                            sources.append(fields)
                        }
                    }
                case "to":
                    _ = try reader.list { (reader) throws(JSONError) in
                        var own: [String] = []
                        try reader.object { (reader, key) throws(JSONError) in
                            guard case "operation" = key else { return try reader.skip() }
                            try reader.object { (reader, key) throws(JSONError) in
                                if case "ports" = key { own = try reader.strings() ?? [] } else { try reader.skip() }
                            }
                        }
                        ports.append(own)
                    }
                case "when":
                    hasConditions = true
                    try reader.skip()
                default: try reader.skip()
                }
            }
        }

        package func covers(_ port: Int) -> Bool {
            ports.isEmpty || ports.contains { $0.isEmpty || $0.contains(String(port)) }
        }

        /// Sources that only callers with an identity of the mesh can match.
        private static let identities: Set<String> = ["namespaces", "principals", "serviceAccounts"]

        /// Whether a caller outside of the mesh may match: it has an address and no identity.
        package var admitsOutsiders: Bool {
            sources.isEmpty || sources.contains { $0.isDisjoint(with: Self.identities) }
        }
    }
}
