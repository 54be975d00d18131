import Characters
import Documents

/// `v1` Namespace.
package struct Namespace: KubernetesObject, Hashable {
    package static let kind = "Namespace"
    package static let resource = "namespaces"
    package static let isNamespaced = false

    package var metadata = ObjectMeta()
    /// `Active` or `Terminating`.
    package var phase = ""
    /// While Terminating, what still holds it.
    package var conditions: [Condition] = []

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "status" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "phase": phase = try reader.string() ?? ""
            case "conditions": conditions = try Condition.list(from: &reader)
            default: try reader.skip()
            }
        }
    }
}

/// `v1` ConfigMap; the keys, and of values those that switch something on or off, and few others.
package struct ConfigMap: KubernetesObject, Hashable {
    package static let kind = "ConfigMap"
    package static let resource = "configmaps"

    package var metadata = ObjectMeta()
    package var keys: [String] = []
    /// The values that are `true` or `false`.
    package var switches: [String: Bool] = [:]
    /// `outboundTrafficPolicy.mode` of Istio's `mesh`: `REGISTRY_ONLY` lets pods connect only to what the mesh knows.
    package var outboundTrafficMode: String?
    /// `devices` of Cilium's `cilium-config`.
    package var devices: String?
    /// `node-port-range` of the same: `30000,32767`.
    package var nodePortRange: String?
    /// `kube-proxy-replacement` of the same; before Cilium 1.14 also `strict`, `partial`, `probe` and `disabled`.
    package var kubeProxyReplacement: String?
    /// `mode` of kube-proxy's settings, which are a file: `ipvs`.
    package var proxyMode: String?
    /// `ipvs.strictARP` of the same: whether nodes answer ARP requests only for addresses of the interface that gets them.
    package var strictARP: Bool?

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "data" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            let name = key.string
            keys.append(name)
            let value = try reader.value().string
            switch value {
            case "true": switches[name] = true
            case "false": switches[name] = false
            default: break
            }
            switch name {
            case "devices": devices = value
            case "node-port-range": nodePortRange = value
            case "kube-proxy-replacement": kubeProxyReplacement = value
            case "mesh": outboundTrafficMode = value.flatMap(Self.outboundTrafficMode)
            default:
                if let value, value.containsBytes(of: "KubeProxyConfiguration") {
                    proxyMode = Self.proxyMode(in: value)
                    strictARP = Self.strictARP(in: value)
                }
            }
        }
    }

    /// Of the YAML that kubeadm and others write.
    private static func proxyMode(in settings: String) -> String? {
        let line = settings.split(whereSeparator: \.isNewline).first { $0.hasPrefix("mode:") }
        return line.map { line in String(line.dropFirst("mode:".count).filter { !" \"'".contains($0) }) }
    }

    private static func strictARP(in settings: String) -> Bool? {
        let line = settings.split(whereSeparator: \.isNewline).lazy.map { $0.drop { $0 == " " } }
            .first { $0.hasPrefix("strictARP:") }
        return line.flatMap { Bool(goText: $0.dropFirst("strictARP:".count).filter { $0 != " " }) }
    }

    /// Of the YAML that Istio's charts and istioctl write.
    private static func outboundTrafficMode(in mesh: String) -> String? {
        var isInside = false
        for line in mesh.split(whereSeparator: \.isNewline) {
            let isIndented = line.first == " "
            let words = line.split(whereSeparator: { $0 == " " || $0 == ":" })
            if isInside, isIndented, words.count == 2, words[0] == "mode" { return String(words[1]) }
            isInside = isIndented ? isInside : words == ["outboundTrafficPolicy"]
        }
        return nil
    }
}

/// A kind of which only existence, labels, owners and finalizers are read.
package protocol MetadataOnly: KubernetesObject {}

extension MetadataOnly {
    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        try reader.skip()
    }
}

/// ConfigMap `kube-root-ca.crt` without its contents. kube-controller-manager writes it to every namespace, and again if it is
/// deleted (Kubernetes 1.20), so it shows whether the objects of a namespace are visible.
package struct RootCertificate: MetadataOnly, Hashable {
    package static let kind = "ConfigMap"
    package static let resource = "configmaps"
    package static let fileName = "configmaps.rootca"
    package static let leavesContents = true
    /// Its name in each namespace.
    package static let name = "kube-root-ca.crt"
    package var metadata = ObjectMeta()
    package init() {}
}

/// `v1` ServiceAccount.
package struct ServiceAccount: MetadataOnly, Hashable {
    package static let kind = "ServiceAccount"
    package static let resource = "serviceaccounts"
    package var metadata = ObjectMeta()
    package init() {}
}

/// A Secret, for its keys and the comparison of two values. Never part of an observation, a bundle or an output.
package struct Secret: KubernetesObject {
    package static let kind = "Secret"
    package static let resource = "secrets"
    package static let holdsSecrets = true
    package var metadata = ObjectMeta()
    /// In Base64, as the API has it.
    package var data: [String: String] = [:]

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        if case "data" = key { data = try reader.stringMap() ?? [:] } else { try reader.skip() }
    }
}
