import KubeLB
import Kubernetes

/// A host and path that an object of Layer 7 serves, and how a request would reach it.
struct HostTest: Sendable, Hashable {
    /// As the object has it, perhaps with a wildcard; nil for every host.
    var host: String?
    var path: String
    var port: Int
    var usesTLS: Bool
    var isGRPC = false
    /// Why no request can be made that it would match.
    var refusal: String?
}

extension RouteExposure {
    /// Each host and path once, in the order of the rules. `path`, if set, takes the place of the paths of all rules.
    func hostTests(path: String?) -> [HostTest] {
        let tests: [HostTest] =
            switch kind {
            case .ingress: ingressTests(path)
            case .gateway: source.spec.listeners.map { Self.test(of: $0, path ?? "/") }
            case .httpRoute, .grpcRoute: routeTests(path)
            }
        return tests.uniqued()
    }

    // MARK: Ingress

    private func ingressTests(_ path: String?) -> [HostTest] {
        let spec = source.spec
        let ofRules = spec.rules.flatMap { rule -> [HostTest] in
            let host = rule.host.flatMap { $0.isEmpty ? nil : $0 }
            let usesTLS = spec.tls.contains { tls in
                tls.hosts.isEmpty
                    || host.map { host in tls.hosts.contains { Self.intersection($0, host) == host } } == true
            }
            func test(_ path: String, _ refusal: String? = nil) -> HostTest {
                HostTest(host: host, path: path, port: usesTLS ? 443 : 80, usesTLS: usesTLS, refusal: refusal)
            }
            if let path { return [test(path)] }
            return rule.backends.map { backend in
                let path = backend.path ?? "/"
                let isPlain = ["Exact", "Prefix"].contains(backend.pathType ?? "")
                let isExpression = !isPlain && path.contains { "()[]{}*+?^$|\\".contains($0) }
                return test(path, isExpression ? "the path may be a regular expression; use --path" : nil)
            }
        }
        guard spec.defaultBackend != nil, !ofRules.contains(where: { $0.host == nil }) else { return ofRules }
        return ofRules + [HostTest(host: nil, path: path ?? "/", port: 80, usesTLS: false)]
    }

    // MARK: Gateway API

    private static func test(of listener: Listener, _ path: String) -> HostTest {
        HostTest(
            host: listener.hostname.flatMap { $0.isEmpty ? nil : $0 }, path: path, port: listener.port,
            usesTLS: listener.protocol == "HTTPS",
            refusal: listener.isOfHTTP ? nil : "only HTTP and HTTPS listeners are tested, not \(listener.protocol)")
    }

    private func routeTests(_ path: String?) -> [HostTest] {
        let listeners = attachedListeners
        // A route without hostnames has those of its listeners.
        let own: [String?] = source.spec.hostnames.isEmpty ? [nil] : source.spec.hostnames.map { $0 }
        let paths = path.map { [($0, nil)] } ?? source.spec.rules.flatMap(paths)
        return own.flatMap { name -> [HostTest] in
            let served = listeners.compactMap { listener -> HostTest? in
                var test = Self.test(of: listener, "")
                guard let host = Self.intersection(name, test.host) else { return nil }
                test.host = host.isEmpty ? nil : host
                return test
            }
            // One request each: over TLS if there is a listener for it.
            let hosts = served.map(\.host).uniqued().compactMap { host in
                served.first { $0.host == host && $0.usesTLS } ?? served.first { $0.host == host }
            }
            guard !hosts.isEmpty else {
                return paths.map { path, _ in
                    HostTest(
                        host: name, path: path, port: 80, usesTLS: false,
                        refusal: "no HTTP or HTTPS listener of the Gateway serves this host")
                }
            }
            return hosts.flatMap { host in
                paths.map { path, refusal in
                    var test = host
                    (test.path, test.refusal) = (path, refusal)
                    test.isGRPC = kind == .grpcRoute
                    return test
                }
            }
        }
    }

    /// The listeners of the Gateway that the route may be attached to.
    private var attachedListeners: [Listener] {
        let reference = source.spec.parentRefs.first
        return (parent?.source.spec.listeners ?? []).filter { listener in
            listener.isOfHTTP && (reference?.sectionName.map { $0 == listener.name } ?? true)
                && (reference?.port.map { $0 == listener.port } ?? true)
        }
    }

    private func paths(of rule: RoutingRule) -> [(String, String?)] {
        let matches = rule.matches.isEmpty ? [RouteMatch()] : rule.matches
        return matches.map { kind == .grpcRoute ? Self.grpcPath(of: $0) : Self.path(of: $0) }
    }

    private static func path(of match: RouteMatch) -> (String, String?) {
        let refusal: String? =
            if match.pathType == "RegularExpression" {
                "the path is a regular expression; use --path"
            } else if let method = match.method, method != "GET" {
                "the rule matches only \(method) requests"
            } else if match.requiresMore {
                "the rule matches only requests with certain headers or query parameters"
            } else {
                nil
            }
        return (match.path, refusal)
    }

    /// gRPC calls `/SERVICE/METHOD`. If nothing is named, that of the health service, which many servers have.
    private static func grpcPath(of match: RouteMatch) -> (String, String?) {
        let isNamed = match.grpcService != nil || match.grpcMethod != nil
        let refusal: String? =
            if isNamed, match.grpcType == "RegularExpression" {
                "the method is a regular expression; use --path"
            } else if match.requiresMore {
                "the rule matches only requests with certain headers"
            } else {
                nil
            }
        let path = "/\(match.grpcService ?? "grpc.health.v1.Health")/\(match.grpcMethod ?? "Check")"
        return (path, refusal)
    }

    /// The hosts that two patterns have in common: the narrower one; nil if there is none. nil and empty stand for every
    /// host, and `*.` for one or more labels, as the Gateway API has it.
    static func intersection(_ left: String?, _ right: String?) -> String? {
        let (left, right) = ((left ?? "").lowercased(), (right ?? "").lowercased())
        if left.isEmpty || left == right { return right }
        if right.isEmpty { return left }
        func covers(_ pattern: String, _ host: String) -> Bool {
            pattern.hasPrefix("*.") && host.hasSuffix(pattern.dropFirst())
        }
        if covers(left, right) { return right }
        return covers(right, left) ? left : nil
    }
}

extension Listener {
    fileprivate var isOfHTTP: Bool { `protocol` == "HTTP" || `protocol` == "HTTPS" }
}
