import Characters
import Documents
import KubeLB
import Kubernetes

/// Where redirects of the tenant's Ingresses and HTTPRoutes lead, as far as they lead back to the tenant's own objects.
package struct RedirectMap {
    /// A plain GET request, without further headers.
    package struct Request: Hashable, CustomStringConvertible {
        package var scheme: String
        package var host: String
        package var port: Int
        package var path: String

        package var description: String {
            let isUsual = port == (scheme == "https" ? 443 : 80)
            return "\(scheme)://\(host)\(isUsual ? "" : ":\(port)")\(path)"
        }
    }

    /// One redirect: the request, who answers it, and where it leads.
    package struct Step {
        package let request: Request
        package let exposure: RouteExposure
        /// The listener of the Gateway, of a route.
        package let listener: Listener?
        package let target: Request
    }

    private let ingresses: [RouteExposure]
    private let routes: [RouteExposure]
    /// What takes requests, by host: each request is looked up, and each of 10,000 routes may redirect.
    private var rules: [String: [(exposure: RouteExposure, rule: RoutingRule)]] = [:]
    private var gateways: [(gateway: RouteExposure, routes: HostIndex)] = []

    package init(_ topology: Topology) {
        ingresses = topology.takenRoutes.filter { $0.kind == .ingress && $0.ownsGenerated }
        routes = topology.takenRoutes.filter { $0.kind == .httpRoute && $0.ownsGenerated && $0.parent != nil }
        for exposure in ingresses {
            for rule in exposure.source.spec.rules {
                if let host = rule.host { rules[host, default: []].append((exposure, rule)) }
            }
        }
        let routesByGateway = Dictionary(grouping: routes) { $0.parent?.path }
        gateways = routes.compactMap(\.parent).uniqued(by: \.path).map {
            ($0, HostIndex(routesByGateway[$0.path] ?? []))
        }
    }

    /// Every loop of redirects, each once, from the object whose name comes first.
    package var loops: [[Step]] {
        var seen: Set<Set<Request>> = []
        var objects: Set<[String]> = []
        return starts.sorted { "\($0)" < "\($1)" }.compactMap { start -> [Step]? in
            guard let loop = loop(from: start), seen.insert(Set(loop.map(\.request))).inserted else { return nil }
            // The same objects redirect requests for each of their hosts and paths.
            let names = loop.map(\.exposure.source.reference).uniqued().sorted()
            return objects.insert(names).inserted ? loop : nil
        }
    }

    /// The redirects that lead from a request back to it; nil if they do not.
    private func loop(from start: Request) -> [Step]? {
        var steps: [Step] = []
        var request = start
        while steps.count < Self.longest, let step = step(from: request) {
            steps.append(step)
            request = step.target
            if request == start { return steps }
        }
        return nil
    }

    /// Browsers give up after about twenty.
    private static let longest = 8

    private func step(from request: Request) -> Step? {
        routeStep(from: request) ?? ingressStep(from: request)
    }

    // MARK: Ingresses

    /// ingress-nginx redirects all paths of an Ingress with such an annotation, over HTTP and HTTPS.
    private static let annotations = ["permanent-redirect", "temporal-redirect"].map {
        "nginx.ingress.kubernetes.io/\($0)"
    }

    private static func redirect(of ingress: RouteExposure) -> String? {
        let annotations = ingress.generated.value?.metadata.annotations ?? [:]
        return Self.annotations.lazy.compactMap { annotations[$0] }.first { !$0.isEmpty }
    }

    private var starts: [Request] {
        let ofIngresses = ingresses.filter { Self.redirect(of: $0) != nil }.flatMap { ingress in
            ingress.source.spec.rules.flatMap { rule -> [Request] in
                guard let host = rule.host, !host.isEmpty, !host.hasPrefix("*") else { return [] }
                return rule.backends.map { Request(scheme: "http", host: host, port: 80, path: $0.path ?? "/") }
            }
        }
        return ofIngresses + routes.flatMap(starts)
    }

    private func ingressStep(from request: Request) -> Step? {
        var best: (exposure: RouteExposure, length: Int)?
        for (exposure, rule) in rules[request.host] ?? [] {
            for backend in rule.backends where Self.matches(backend.path ?? "/", backend.pathType, request.path) {
                let length = (backend.path ?? "/").utf8.count * 2 + (backend.pathType == "Exact" ? 1 : 0)
                if length > best?.length ?? -1 { best = (exposure, length) }
            }
        }
        guard let exposure = best?.exposure, let text = Self.redirect(of: exposure),
            let target = Self.target(of: text, from: request)
        else { return nil }
        return Step(request: request, exposure: exposure, listener: nil, target: target)
    }

    /// Of a URL in which nginx's variables may stand. Whether it is HTTP or HTTPS does not matter to ingress-nginx.
    private static func target(of text: String, from request: Request) -> Request? {
        var text = text
        for (name, value) in [
            ("$scheme", request.scheme), ("$host", request.host), ("$request_uri", request.path),
            ("$uri", request.path),
        ] { text = text.replacingBytes(of: name, with: value) }
        guard !text.contains("$") else { return nil }
        for scheme in ["http", "https"] where text.hasPrefix("\(scheme)://") {
            let rest = text.dropFirst(scheme.utf8.count + 3)
            let slash = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
            let authority = rest[..<slash]
            guard !authority.contains(":"), !authority.contains("@"), !authority.isEmpty else { return nil }
            let path = rest[slash...].prefix { $0 != "?" && $0 != "#" }
            return Request(
                scheme: "http", host: authority.lowercased(), port: 80, path: path.isEmpty ? "/" : String(path))
        }
        return nil
    }

    private static func matches(_ pattern: String, _ type: String?, _ path: String) -> Bool {
        if type == "Exact" { return pattern == path }
        let prefix = pattern.hasSuffix("/") ? String(pattern.dropLast()) : pattern
        return path == prefix || path.hasPrefix(prefix + "/") || path.isEmpty && prefix.isEmpty
    }

    // MARK: Routes

    private func starts(of route: RouteExposure) -> [Request] {
        guard let gateway = route.parent else { return [] }
        return gateway.source.spec.listeners.filter { $0.takes(route) }.flatMap { listener -> [Request] in
            let own = route.source.spec.hostnames.filter { !$0.hasPrefix("*") && listener.covers($0) }
            let listened = [listener.hostname].compactMap(\.self).filter { !$0.isEmpty && !$0.hasPrefix("*") }
            let hosts = own.isEmpty && route.source.spec.hostnames.isEmpty ? listened : own
            return hosts.flatMap { host in
                route.source.spec.rules.filter { $0.redirect != nil }.flatMap { rule in
                    (rule.matches.isEmpty ? [RouteMatch()] : rule.matches).map {
                        Request(scheme: listener.scheme, host: host, port: listener.port, path: $0.path)
                    }
                }
            }
        }
    }

    /// By the precedence of the Gateway API: the most specific host, the most specific path, the oldest route.
    private func routeStep(from request: Request) -> Step? {
        for (gateway, routes) in gateways {
            let listener = gateway.source.spec.listeners
                .filter { $0.port == request.port && $0.scheme == request.scheme && $0.covers(request.host) }
                .max { ($0.hostname ?? "").utf8.count < ($1.hostname ?? "").utf8.count }
            guard let listener else { continue }
            let candidates = routes.routes(for: request.host).filter(listener.takes).flatMap {
                candidate(in: $0, request)
            }
            guard let best = candidates.min(by: { $0.isBefore($1) }) else { continue }
            guard !candidates.contains(where: \.isUnclear), let redirect = best.rule.redirect,
                let target = redirect.target(of: request, matching: best.match, listener)
            else { return nil }
            return Step(request: request, exposure: best.route, listener: listener, target: target)
        }
        return nil
    }

    /// The routes of a Gateway that may take requests to a host.
    private struct HostIndex {
        private var exact: [String: [RouteExposure]] = [:]
        /// Those for any host, or with a wildcard.
        private var others: [RouteExposure] = []

        init(_ routes: [RouteExposure]) {
            for route in routes {
                let hosts = route.source.spec.hostnames
                if hosts.isEmpty || hosts.contains(where: { $0.isEmpty || $0.hasPrefix("*") }) {
                    others.append(route)
                } else {
                    for host in hosts.uniqued() { exact[host, default: []].append(route) }
                }
            }
        }

        func routes(for host: String) -> [RouteExposure] { (exact[host] ?? []) + others }
    }

    private struct Candidate {
        let route: RouteExposure
        let rule: RoutingRule
        let match: RouteMatch
        let host: String
        /// Whether the path is a regular expression.
        var isUnclear: Bool { match.pathType == "RegularExpression" }

        func isBefore(_ other: Candidate) -> Bool {
            func rank(_ candidate: Candidate) -> (Int, Int, Int, Int, String) {
                let created = candidate.route.generated.value?.metadata.creationTimestamp?.milliseconds ?? 0
                return (
                    -candidate.host.utf8.count, candidate.match.pathType == "Exact" ? 0 : 1,
                    -candidate.match.path.utf8.count, created, candidate.route.path
                )
            }
            return rank(self) < rank(other)
        }
    }

    private func candidate(in route: RouteExposure, _ request: Request) -> [Candidate] {
        let spec = route.source.spec
        let hosts = spec.hostnames.isEmpty ? [""] : spec.hostnames.filter { Listener.covers($0, request.host) }
        guard let host = hosts.max(by: { $0.utf8.count < $1.utf8.count }) else { return [] }
        return spec.rules.flatMap { rule in
            (rule.matches.isEmpty ? [RouteMatch()] : rule.matches).filter { match in
                guard !match.requiresMore, match.method ?? "GET" == "GET" else { return false }
                return match.pathType == "RegularExpression"
                    || Self.matches(match.path, match.pathType == "Exact" ? "Exact" : "Prefix", request.path)
            }.map { Candidate(route: route, rule: rule, match: $0, host: host) }
        }
    }
}

extension Listener {
    fileprivate var scheme: String { self.protocol == "HTTPS" ? "https" : "http" }

    /// Whether a route of the Gateway is attached to it, by its parentRef and its hosts.
    package func takes(_ route: RouteExposure) -> Bool {
        guard let reference = route.source.spec.parentRefs.first, self.protocol == "HTTP" || self.protocol == "HTTPS",
            (reference.sectionName ?? name) == name, (reference.port ?? port) == port
        else { return false }
        let hosts = route.source.spec.hostnames
        return hosts.isEmpty || hosts.contains { covers($0) || Self.covers($0, hostname ?? "") }
    }

    fileprivate func covers(_ host: String) -> Bool { Self.covers(hostname ?? "", host) }

    /// Whether a host of a listener or route covers another; an empty one covers all.
    fileprivate static func covers(_ pattern: String, _ host: String) -> Bool {
        if pattern.isEmpty || pattern == host { return true }
        return pattern.hasPrefix("*.") && host.hasSuffix(pattern.dropFirst())
            && host.utf8.count > pattern.utf8.count - 1
    }
}

/// The filter RequestRedirect of a rule of an HTTPRoute.
private struct RouteRedirect {
    let scheme: String?
    let hostname: String?
    let port: Int?
    let path: JSONValue?

    func target(of request: RedirectMap.Request, matching match: RouteMatch, _ listener: Listener) -> RedirectMap
        .Request?
    {
        var target = request
        if let hostname { target.host = hostname }
        if let scheme { (target.scheme, target.port) = (scheme, scheme == "https" ? 443 : 80) }
        if let port { target.port = port }
        guard let path else { return target }
        switch path["type"]?.string {
        case "ReplaceFullPath": target.path = path["replaceFullPath"]?.string ?? "/"
        case "ReplacePrefixMatch":
            guard match.pathType == "PathPrefix", let new = path["replacePrefixMatch"]?.string else { return nil }
            let prefix = match.path.hasSuffix("/") ? String(match.path.dropLast()) : match.path
            let start = new.hasSuffix("/") ? String(new.dropLast()) : new
            let joined = start + request.path.dropFirst(prefix.utf8.count)
            target.path = joined.isEmpty ? "/" : joined
        default: return nil
        }
        return target
    }
}

extension RoutingRule {
    fileprivate var redirect: RouteRedirect? {
        guard let filter = others["filters"]?.array?.lazy.compactMap({ $0["requestRedirect"] }).first else {
            return nil
        }
        return RouteRedirect(
            scheme: filter["scheme"]?.string, hostname: filter["hostname"]?.string, port: filter["port"]?.int,
            path: filter["path"])
    }
}
