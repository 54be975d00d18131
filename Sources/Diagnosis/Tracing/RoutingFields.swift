import KubeLB
import Kubernetes
import Topology

/// The fields of a `RoutingSpec` as words, to be compared one by one.
struct RoutingFields {
    private var fields: [(name: String, words: String)] = []

    init(_ spec: RoutingSpec) {
        add("ingressClassName", spec.ingressClassName)
        add("gatewayClassName", spec.gatewayClassName)
        for (index, reference) in spec.parentRefs.enumerated() {
            add("parentRefs[\(index)]", RouteText.parent(reference))
        }
        add("hostnames", spec.hostnames.isEmpty ? nil : spec.hostnames.joined(separator: ","))
        for listener in spec.listeners {
            let host = listener.hostname.map { " \($0)" } ?? ""
            add("listeners[\(listener.name)]", "\(listener.port)/\(listener.protocol)\(host)")
        }
        for (index, rule) in spec.rules.enumerated() {
            if let host = rule.host { add("rules[\(index)].host", host) }
            for (number, backend) in rule.backends.enumerated() {
                add("rules[\(index)].backends[\(number)]", Self.words(for: backend))
            }
        }
        add("defaultBackend", spec.defaultBackend.map(Self.words))
        for (index, tls) in spec.tls.enumerated() {
            add("tls[\(index)]", "\(tls.hosts.joined(separator: ",")) \(tls.secretName ?? "without Secret")")
        }
    }

    private mutating func add(_ name: String, _ words: String?) {
        if let words, !words.isEmpty { fields.append((name, words)) }
    }

    private static func words(for backend: BackendReference) -> String {
        let namespace = backend.reference.namespace.map { "\($0)/" } ?? ""
        let port = backend.port.map { ":\($0)" } ?? ""
        return "\(backend.path.map { "\($0) " } ?? "")\(namespace)\(backend.reference.name)\(port)"
    }

    /// What differs, with `none` for what one of them lacks.
    func differences(from actual: RoutingFields) -> [(field: String, expected: String, actual: String)] {
        let found = Dictionary(actual.fields.map { ($0.name, $0.words) }, uniquingKeysWith: { first, _ in first })
        let known = Set(fields.map(\.name))
        return fields.compactMap { name, words in
            found[name] == words ? nil : (name, words, found[name] ?? "none")
        } + actual.fields.filter { !known.contains($0.name) }.map { ($0.name, "none", $0.words) }
    }

    // MARK: What the manager makes of it

    /// As the manager writes it (KubeLB v1.4.3, `CreateOrUpdateIngress` and its siblings): the class of Tenant or Config, parents
    /// without namespace. Backends and Secrets are renamed, and compared by nobody here.
    mutating func expectGenerated(from exposure: RouteExposure, className: String?, isClassKnown: Bool) {
        let classField = exposure.kind == .ingress ? "ingressClassName" : "gatewayClassName"
        fields.removeAll { field in
            field.name == "defaultBackend" || field.name.hasPrefix("tls[") || field.name.contains(".backends[")
                || field.name.hasPrefix("parentRefs[") || !isClassKnown && field.name == classField
        }
        guard isClassKnown, let className else { return }
        fields.removeAll { $0.name == classField }
        if !exposure.kind.hasParent { fields.insert((classField, className), at: 0) }
    }

    /// Keeps only the sort of fields that `expected` has or could have.
    mutating func leaveOut(unknownIn expected: RoutingFields) {
        let names = Set(expected.fields.map(\.name))
        fields.removeAll { field in
            !names.contains(field.name)
                && (field.name == "defaultBackend" || field.name.hasPrefix("tls[") || field.name.contains(".backends[")
                    || field.name.hasPrefix("parentRefs[") || field.name.hasSuffix("ClassName"))
        }
    }
}
