import Characters
import Diagnosis
import KubeLB

/// Words for hops that all pictures use.
struct TraceWords {
    let uid: String
    /// Shortens a UID; the same text where nothing needs to fit.
    let shorten: (String) -> String

    /// `CCM  Deployment kubelb/kubelb-ccm`: the part it plays where the kind does not say it, and the object.
    func title(_ hop: TraceHop) -> String {
        if hop.role == .sourceStatus, let object = hop.object { return "\(object.kind) status" }
        guard let object = hop.object, !isStep(hop.role) else { return hop.role.title }
        let name = shortened(object.description)
        switch hop.role {
        case .ccm, .manager, .proxy: return "\(hop.role.title)  \(name)"
        default: return name
        }
    }

    /// What it is, and the object's name where it has one: `CCM · Deployment`, `kubelb/kubelb-ccm`.
    func caption(_ hop: TraceHop) -> (caption: String, name: String?) {
        guard let object = hop.object, !isStep(hop.role) else { return (hop.role.title, nil) }
        let name = shortened(object.namespace.isEmpty ? object.name : "\(object.namespace)/\(object.name)")
        let isNamed = hop.role == .source || hop.role.title.hasSuffix(object.kind)
        let caption =
            isNamed
            ? (hop.role == .source ? object.kind : hop.role.title) : "\(hop.role.title) · \(object.kind)"
        return (caption, name)
    }

    /// Whether it is a part of an object, or none: its role names it better.
    private func isStep(_ role: TraceHop.Role) -> Bool {
        switch role {
        case .loadBalancerStatus, .serviceStatus, .routeStatus, .sourceStatus, .nodes, .host, .listeners, .address,
            .gatewayListener, .attachedRoutes, .envoyPort, .backendPort, .listener, .nodePort, .endpoints:
            true
        default: false
        }
    }

    /// The text with the Service's UID shortened.
    func shortened(_ text: String) -> String {
        guard !uid.isEmpty else { return text }
        var (shown, rest) = ("", text[...])
        while let found = rest.firstByteRange(of: uid) {
            shown += rest[..<found.lowerBound] + shorten(uid)
            rest = rest[found.upperBound...]
        }
        return shown + rest
    }

    /// What was seen there, in one line.
    func facts(_ hop: TraceHop) -> String {
        var facts = hop.facts
        if hop.state == .unknown, let reason = hop.reason {
            switch reason {
            case .failed(let text) where facts.contains(text): break
            default: facts.append("\(reason)")
            }
        }
        return shortened(facts.joined(separator: "; "))
    }

    /// The state as a person reads it.
    static func word(_ state: TraceHop.State) -> String {
        switch state {
        case .ok: "ok"
        case .failed: "FAILED"
        case .absent: "ABSENT"
        case .warning: "warning"
        case .unknown: "unknown"
        case .blocked: "blocked"
        case .notVisible: "not visible"
        }
    }

    /// `198.51.100.10:80 → envoy Service port 80 → …`: one port in one line.
    func chain(_ port: TracePort) -> [(hop: TraceHop, text: String)] {
        port.hops.map { hop in
            let fact = hop.facts.first ?? TraceWords.word(hop.state)
            switch hop.role {
            case .address: return (hop, port.backend == nil ? fact : hop.facts.joined(separator: " "))
            case _ where fact.hasPrefix("no "): return (hop, fact)
            case .gatewayListener, .attachedRoutes, .backendPort: return (hop, fact)
            case .envoyPort: return (hop, "envoy Service \(fact)")
            case .listener: return (hop, "Envoy \(fact)")
            case .nodePort: return (hop, fact.hasPrefix("port ") ? "node \(fact)" : fact)
            default: return (hop, "endpoints: \(fact)")
            }
        }
    }

    /// `1/2 healthy, 2 expected (externalTrafficPolicy: Local)`, or why nobody knows.
    func upstreams(_ port: TracePort) -> String {
        guard let healthy = port.healthy, port.unchecked == nil else {
            return "unchecked: \(shortened(port.unchecked ?? "not requested"))"
        }
        let unexpected = port.backend == nil ? ", expected number unknown" : ""
        let expected = port.expected.map { ", \($0) expected" } ?? unexpected
        let policy = port.trafficPolicy == "Local" ? " (externalTrafficPolicy: Local)" : ""
        return "\(healthy)/\(port.total.map { "\($0)" } ?? "?") healthy\(expected)\(policy)"
    }
}

extension PathTrace {
    /// Whether it is that of a Route without a source.
    var isOfRoute: Bool { resource == nil && kind == Route.kind }

    /// What one would say of it in one word, and why.
    func verdict(in report: Report) -> String {
        guard let resource else {
            return isOfRoute
                ? "NO SOURCE   the tenant cluster has no object for it"
                : "NO SERVICE   the tenant cluster has no Service for it"
        }
        return ServiceHeading(report: report, painter: Painter(style: TextStyle()), isWide: true).verdict(on: resource)
    }
}

extension TraceNode.Health {
    var title: String { rawValue }
}
