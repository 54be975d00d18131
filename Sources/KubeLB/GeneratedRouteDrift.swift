import Documents
import Kubernetes

/// How a generated Ingress, Gateway or route differs from what the manager would make of its Route now.
package struct RouteDifference: Sendable, Hashable {
    /// `spec.hostnames`.
    package let field: String
    /// What the generated object does wrong, without a subject: `lacks host shop.example.com`.
    package let text: String
    /// In the Route.
    package let expected: String
    /// In the generated object.
    package let actual: String
    /// The host that it is about.
    package var host: String?
    /// Whether the generated object lacks a field altogether, as if the API server of the management cluster did not know it.
    package var isUnknownField = false
}

/// Compares a generated object with its Route (KubeLB v1.4.3, `internal/resources/ingress`, `…/gatewayapi`): the manager copies
/// the spec and rewrites the class, the names of backends and certificates, and the namespaces of references. What the generated
/// object has beyond the Route is no difference: API servers add defaults.
package struct GeneratedRouteDrift {
    private let kind: RouteKind
    private let route: Route
    private let wanted: RoutingSpec
    private let actual: RoutingSpec

    private init(_ kind: RouteKind, _ route: Route, _ generated: RoutingSpec) {
        self.kind = kind
        self.route = route
        wanted = route.source.spec
        actual = generated
    }

    /// Empty if the generated object is up to date. Classes and certificates are left out: other checks compare them.
    package static func differences(
        _ kind: RouteKind, of generated: RoutingSpec, from route: Route
    ) -> [RouteDifference] {
        let drift = GeneratedRouteDrift(kind, route, generated)
        let parts = kind == .gateway ? drift.listeners : drift.hosts + drift.parents + drift.rules + drift.certificates
        var seen: Set<String> = []
        return (parts + drift.others("spec", drift.wanted.others, drift.actual.others)).filter {
            seen.insert($0.text).inserted
        }
    }

    private func list(_ names: some Sequence<String>) -> String {
        let text = names.joined(separator: ", ")
        return text.isEmpty ? "none" : text
    }

    // MARK: Parts

    private func hosts(of spec: RoutingSpec) -> [String] {
        kind == .ingress ? spec.rules.compactMap(\.host).filter { !$0.isEmpty } : spec.hostnames
    }

    private var hosts: [RouteDifference] {
        let (expected, found) = (hosts(of: wanted), hosts(of: actual))
        func difference(_ verb: String, _ host: String) -> RouteDifference {
            RouteDifference(
                field: kind == .ingress ? "spec.rules[].host" : "spec.hostnames", text: "\(verb) host \(host)",
                expected: list(expected), actual: list(found), host: host)
        }
        return expected.filter { !found.contains($0) }.map { difference("lacks", $0) }
            + found.filter { !expected.contains($0) }.map { difference("still has", $0) }
    }

    private var listeners: [RouteDifference] {
        func difference(_ text: String) -> RouteDifference {
            func names(_ spec: RoutingSpec) -> String { list(spec.listeners.map { "\($0.name) on port \($0.port)" }) }
            return RouteDifference(
                field: "spec.listeners", text: text, expected: names(wanted), actual: names(actual))
        }
        return wanted.listeners.flatMap { listener -> [RouteDifference] in
            guard let found = actual.listeners.first(where: { $0.name == listener.name }) else {
                return [difference("lacks listener \(listener.name)")]
            }
            let changed =
                isSame(listener, found) ? [] : [difference("has other settings for listener \(listener.name)")]
            return changed + others("spec.listeners[]", listener.others, found.others)
        }
            + actual.listeners.filter { listener in !wanted.listeners.contains { $0.name == listener.name } }
            .map { difference("still has listener \($0.name)") }
    }

    private func isSame(_ left: Listener, _ right: Listener) -> Bool {
        (left.hostname ?? "") == (right.hostname ?? "") && left.port == right.port && left.protocol == right.protocol
            && left.allowsRoutesFrom == right.allowsRoutesFrom && left.allowedLabels == right.allowedLabels
            && left.allowedKinds == right.allowedKinds && left.certificateRefs.count == right.certificateRefs.count
    }

    private var parents: [RouteDifference] {
        func names(_ spec: RoutingSpec) -> [String] {
            spec.parentRefs.map { parent in
                parent.name + (parent.sectionName.map { "/\($0)" } ?? "") + (parent.port.map { ":\($0)" } ?? "")
            }
        }
        let (expected, found) = (names(wanted), names(actual))
        guard expected != found else { return [] }
        return [
            RouteDifference(
                field: "spec.parentRefs", text: "has other parentRefs", expected: list(expected), actual: list(found))
        ]
    }

    private var certificates: [RouteDifference] {
        let (expected, found) = (wanted.tls.map(\.hosts), actual.tls.map(\.hosts))
        guard expected != found else { return [] }
        return [
            RouteDifference(
                field: "spec.tls[].hosts", text: "has other hosts in spec.tls", expected: list(expected.joined()),
                actual: list(found.joined()))
        ]
    }

    // MARK: Rules

    private var rules: [RouteDifference] {
        // Other hosts come with other rules.
        guard hosts(of: wanted) == hosts(of: actual) else { return [] }
        guard wanted.rules.count == actual.rules.count else {
            return [
                RouteDifference(
                    field: "spec.rules", text: "has \(actual.rules.count) rules instead of \(wanted.rules.count)",
                    expected: String(wanted.rules.count), actual: String(actual.rules.count))
            ]
        }
        let pairs = zip(wanted.rules, actual.rules).flatMap { rule, found -> [RouteDifference] in
            (rule.matches == found.matches
                ? []
                : [
                    RouteDifference(
                        field: "spec.rules[].matches", text: "matches other requests",
                        expected: list(rule.matches.map(\.path)), actual: list(found.matches.map(\.path)))
                ])
                + backends(rule.backends, found.backends) + others("spec.rules[]", rule.others, found.others)
        }
        return pairs
            + backends([wanted.defaultBackend].compactMap(\.self), [actual.defaultBackend].compactMap(\.self))
    }

    private func backends(_ expected: [BackendReference], _ found: [BackendReference]) -> [RouteDifference] {
        guard expected.count == found.count, zip(expected, found).allSatisfy({ isSame($0, $1) }) else {
            return [
                RouteDifference(
                    field: "spec.rules[]: backends", text: "has other backends", expected: list(expected.map(text)),
                    actual: list(found.map(text)))
            ]
        }
        return zip(expected, found).flatMap { others("spec.rules[].backendRefs[]", $0.others, $1.others) }
    }

    private func text(of backend: BackendReference) -> String {
        let port = backend.port.map { ":\($0)" } ?? ""
        return "\(backend.path.map { "\($0) → " } ?? "")\(backend.reference.name)\(port)"
    }

    private func isSame(_ wanted: BackendReference, _ found: BackendReference) -> Bool {
        wanted.port == found.port && wanted.path == found.path && wanted.pathType == found.pathType
            && wanted.isMirror == found.isMirror && wanted.reference.kind == found.reference.kind
            && (names(of: wanted).map { $0.contains(found.reference.name) } ?? true)
    }

    /// The names that a backend may have in the management cluster: as recorded in the Route's status, as any version of KubeLB
    /// makes it, or its own if the Route does not have the Service. nil if it cannot be told, because it is shortened.
    private func names(of backend: BackendReference) -> Set<String>? {
        let own = backend.reference.name
        guard backend.isService else { return [own] }
        let namespace = backend.reference.namespace ?? route.source.metadata.namespace
        let recorded = route.generatedServices["\(namespace)/\(own)"].flatMap { $0.name.isEmpty ? nil : $0.name }
        let computed = KubeLBNames.backendServiceName(
            namespace: namespace, route: route.source.metadata.name, service: own)
        guard recorded != nil || computed != nil else { return nil }
        let made = [recorded, computed, "\(namespace)-\(own)"].compactMap(\.self)
        let plain = made.map { String($0.lowercased().map { $0 == "." ? "-" : $0 }) }
        return Set([own] + made + plain + plain.map { "k-\($0)" })
    }

    // MARK: Other fields

    private func others(_ path: String, _ wanted: JSONObject, _ actual: JSONObject) -> [RouteDifference] {
        wanted.members.compactMap { key, value -> RouteDifference? in
            let field = "\(path).\(key)"
            guard let found = actual[key] else {
                return RouteDifference(
                    field: field, text: "lacks \(field)", expected: "set", actual: "not set", isUnknownField: true)
            }
            return value.isContained(in: found)
                ? nil
                : RouteDifference(
                    field: field, text: "has another \(field)", expected: "as in the Route", actual: "differs")
        }
    }
}

extension JSONValue {
    /// Whether `other` has everything that this has; objects may have more members.
    fileprivate func isContained(in other: JSONValue) -> Bool {
        switch (self, other) {
        case (.object(let object), .object(let other)):
            object.members.allSatisfy { key, value in
                value == .null || other[key].map { value.isContained(in: $0) } ?? false
            }
        case (.array(let array), .array(let other)):
            array.count == other.count && zip(array, other).allSatisfy { $0.isContained(in: $1) }
        default: self == other
        }
    }
}
