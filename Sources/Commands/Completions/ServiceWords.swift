import CommandLineKit
import KubeLB
import Kubernetes

/// How Services are offered, in the form that somebody has begun to type: `svc/web`, `web`, `shop/service/web`, `lb/UID`.
struct ServiceWords {
    let typed: String
    /// Those typed before; what they name is not offered again.
    let arguments: [String]

    private var parts: [String] { typed.split(separator: "/", omittingEmptySubsequences: false).map(String.init) }

    /// The namespace that is typed, as in `shop/service/`.
    var namespace: String? {
        let parts = parts
        guard parts.count > 1, let first = parts.first, !first.isEmpty, !isKind(first) else { return nil }
        return first
    }

    var wantsUIDs: Bool { isUIDs(parts[0]) && parts.count > 1 || arguments.first.map(isUIDs) == true }

    /// Whether a Route is named by its UID.
    var wantsRoutes: Bool {
        parts.count > 1 && ArgumentKind(parts[0]) == .route
            || arguments.first.map { ArgumentKind($0) == .route } == true
    }

    private func isUIDs(_ word: String) -> Bool { ArgumentKind(word) == .loadBalancer }
    private func isServices(_ word: String) -> Bool { ArgumentKind(word) == .service }
    private func isKind(_ word: String) -> Bool { ArgumentKind(word) != nil }

    /// Whether a Service may be meant.
    var wantsServices: Bool { !typed.contains("/") || routeForms.isEmpty }

    /// The kinds of Layer 7 that may be meant, and what stands before the names: `ing/`, `shop/ingress/`.
    var routeForms: [(kind: RouteKind, prefix: String)] {
        func form(_ word: String, _ prefix: String) -> [(kind: RouteKind, prefix: String)] {
            if case .routing(let kind) = ArgumentKind(word) { [(kind, prefix)] } else { [] }
        }
        let parts = parts
        if parts.count > 2 { return form(parts[1], "\(parts[0])/\(parts[1])/") }
        if parts.count > 1 { return form(parts[0], "\(parts[0])/") }
        if let first = arguments.first, isKind(first) { return form(first, "") }
        guard !typed.isEmpty else { return [] }
        let words = RouteKind.allCases.map { ($0, $0.argument) } + [(.ingress, "ingress")]
        return words.filter { $0.1.hasPrefix(typed.lowercased()) }.map { ($0.0, $0.1 + "/") }
    }

    /// Kinds of which all objects are listed, as far as the first argument may become one, or several as in `ing,gat`.
    var kinds: [CompletionCandidate] {
        guard arguments.isEmpty, !typed.isEmpty else { return [] }
        let others = typed.lastIndex(of: ",").map { String(typed[..<$0]) }
        guard let listed = others.map(ArgumentKind.list) ?? [] else { return [] }
        let start = others.map { $0 + "," } ?? ""
        let begun = typed.dropFirst(start.count).lowercased()
        return ["services", "ingresses", "gateways", "httproutes", "grpcroutes"]
            .filter { word in word.hasPrefix(begun) && !listed.contains { $0 == ArgumentKind(word) } }
            .map { CompletionCandidate(start + $0, "List all of them") }
    }

    /// Objects of Layer 7 that fit what is typed, by kind.
    func candidates(for routes: [RouteKind: [ObjectMeta]]) -> [CompletionCandidate] {
        let start = typed.lowercased()
        return routeForms.flatMap { kind, prefix in
            (routes[kind] ?? []).map { CompletionCandidate(prefix + $0.name, "\(kind.rawValue) in \($0.namespace)") }
        }
        .filter { $0.word.lowercased().hasPrefix(start) && !arguments.contains($0.word) }.sorted { $0.word < $1.word }
    }

    /// Routes by their names, which are the UIDs of their objects.
    func candidates(for routes: [Route]) -> [CompletionCandidate] {
        let start = parts.count > 1 ? parts[0] + "/" : ""
        return routes.map {
            CompletionCandidate(start + $0.metadata.name, "\($0.source.kind) \($0.source.metadata.path)")
        }
        .filter { $0.word.lowercased().hasPrefix(typed.lowercased()) && !arguments.contains($0.word) }
        .sorted { $0.word < $1.word }
    }

    /// - Parameters:
    ///   - services: Those of the namespace, or of all where none is known.
    ///   - uids: Names of LoadBalancers, where they are wanted.
    ///   - isNamespaceKnown: Whether a name alone says which Service is meant.
    /// - Returns: What fits what is typed, sorted.
    func candidates(for services: [Service], uids: [String], isNamespaceKnown: Bool) -> [CompletionCandidate] {
        let parts = parts
        var found: [CompletionCandidate] = []
        if wantsUIDs {
            let start = parts.count > 1 ? parts[0] + "/" : ""
            found = services.map { CompletionCandidate(start + $0.metadata.uid, $0.metadata.path) }
            let known = Set(services.map(\.metadata.uid))
            found += uids.filter { !known.contains($0) }.map { CompletionCandidate(start + $0, "LoadBalancer") }
        } else {
            let prefixes = prefixes(parts)
            let repeated = Dictionary(grouping: services, by: \.metadata.name).filter { $0.value.count > 1 }.keys
            for service in services {
                let metadata = service.metadata
                let description = "\(metadata.namespace), \(service.ports.map(\.label).joined(separator: ","))"
                let isAmbiguous = !isNamespaceKnown && repeated.contains(metadata.name)
                let starts = isAmbiguous ? ["\(metadata.namespace)/service/"] : prefixes
                found += starts.map { CompletionCandidate($0 + metadata.name, description) }
            }
        }
        let start = typed.lowercased()
        return found.filter { $0.word.lowercased().hasPrefix(start) && !arguments.contains($0.word) }
            .sorted { $0.word < $1.word }
    }

    /// What stands before the names. A word without a slash may become either form.
    private func prefixes(_ parts: [String]) -> [String] {
        if let namespace {
            let kind = parts.count > 2 && isServices(parts[1]) ? parts[1] : "service"
            // `shop/we` is begun in the short form.
            let isShort = parts.count == 2 && !parts[1].isEmpty
            return ["\(namespace)/\(kind)/"] + (isShort ? ["\(namespace)/"] : [])
        }
        if parts.count > 1 { return isKind(parts[0]) ? [parts[0] + "/"] : [] }
        if let first = arguments.first, isKind(first) { return isServices(first) ? [""] : [] }
        let form = ["svc/", "service/"].first { $0.hasPrefix(typed.lowercased()) }
        guard !typed.isEmpty else { return ["svc/"] }
        return [""] + (form.map { [$0] } ?? [])
    }
}
