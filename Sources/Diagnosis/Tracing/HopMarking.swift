import KubeLB
import Topology

/// Puts findings at the hops that they are about, and tells what is broken there from what waits for something else.
struct HopMarking {
    /// Of this Service or object of Layer 7, and what caused them.
    private var own: [TraceHop.Role: [Finding]]
    /// About the clusters, holding up other Services at most.
    private let others: [TraceHop.Role: [Finding]]
    private let position: Position

    init(_ subject: TraceSubject) {
        position = subject.topology.position
        let concerning = Set(subject.findings.map(\.id))
        own = Self.byRole(subject.findings, subject)
        others = Self.byRole(subject.diagnosis.clusterFindings.filter { !concerning.contains($0.id) }, subject)
    }

    private static func byRole(_ findings: [Finding], _ subject: TraceSubject) -> [TraceHop.Role: [Finding]] {
        var byRole: [TraceHop.Role: [Finding]] = [:]
        for finding in findings where finding.severity > .info {
            if let hop = role(of: finding, subject) { byRole[hop, default: []].append(finding) }
        }
        return byRole
    }

    private static func role(of finding: Finding, _ subject: TraceSubject) -> TraceHop.Role? {
        let check = Catalogue.check(finding.code)
        guard let role = check?.documentation.hop, let route = subject.route else { return check?.documentation.hop }
        if check is any LastResortCheck, let gate = subject.stages?.stopped?.gate { return gate.hopOfRoutes }
        // The Gateway of a route is one hop, whatever is wrong with it.
        if let parent = route.parent?.resource, finding.resource == parent {
            switch role {
            case .source, .backends, .secret, .route, .generated, .certificate, .routeStatus, .sourceStatus:
                return .gateway
            default: return role
            }
        }
        return role == .envoyService ? .proxy : role
    }

    /// The hops in their order, each with what was found there.
    func marked(_ hops: [TraceHop]) -> [TraceHop] {
        var marking = self
        marking.move(beside: Set(hops.map(\.role)))
        var marked: [TraceHop] = []
        for hop in hops { marked.append(marking.marked(hop, after: marked)) }
        return marked
    }

    /// Findings about what the path does not show, as a certificate of a Gateway that names none: they stand at the generated
    /// object, or where the status arrives.
    private mutating func move(beside shown: Set<TraceHop.Role>) {
        guard let place = [TraceHop.Role.generated, .sourceStatus].first(where: shown.contains) else { return }
        for role in Self.besideGenerated where !shown.contains(role) {
            guard let findings = own.removeValue(forKey: role) else { continue }
            own[place, default: []] += findings
        }
    }

    private static let besideGenerated: [TraceHop.Role] = [
        .generated, .certificate, .secret, .servingClass, .proxy, .listeners, .backendServices,
    ]

    /// The hop with what was found there, but for findings that are known not to be about it. `role`: the hop whose findings
    /// it shows, if it is a part of it.
    func marked(
        _ hop: TraceHop, as role: TraceHop.Role? = nil, after earlier: [TraceHop],
        where isAbout: (Finding) -> Bool = { _ in true }
    ) -> TraceHop {
        var hop = visible(hop)
        let own = (own[role ?? hop.role] ?? []).filter(isAbout)
        let others = (others[role ?? hop.role] ?? []).filter(isAbout)
        hop.findings = own + others
        let roots = own.filter(\.isRootCause)
        hop.isCause = !roots.isEmpty
        let isHeldUp = earlier.contains { $0.isCause || $0.state.isBroken || $0.state == .blocked }
        switch hop.state {
        case .notVisible: break
        case .absent, .failed: if roots.isEmpty, isHeldUp, hop.state == .absent { hop.state = .blocked }
        case .unknown:
            if !own.isEmpty { hop.state = roots.contains { $0.severity == .error } ? .failed : .warning }
        case .ok, .warning, .blocked:
            // What only follows from another hop is no more than a warning here.
            if roots.contains(where: { $0.severity == .error }) {
                hop.state = .failed
            } else if hop.state == .ok, !hop.findings.isEmpty {
                hop.state = .warning
            }
        }
        return hop
    }

    /// The hop as far as its cluster can be seen from this position. What Envoy reports about node ports is seen.
    private func visible(_ hop: TraceHop) -> TraceHop {
        guard position.hides(hop.role.side) else { return hop }
        guard hop.role == .nodePort else { return TraceHop(hop.role, hop.object, .notVisible) }
        return hop.state == .unknown ? TraceHop(hop.role, hop.object, .notVisible, facts: hop.facts) : hop
    }
}

extension Gate {
    /// The hop of an object of Layer 7 that the gate is about.
    fileprivate var hopOfRoutes: TraceHop.Role {
        switch self {
        case .backends, .copies: .backends
        case .acceptedByCCM: .ccm
        case .loadBalancer, .loadBalancerKept, .loadBalancerCurrent: .route
        case .nodeAddresses: .addresses
        case .acceptedByManager: .manager
        case .backendServices: .backendServices
        case .generated, .routeAccepted: .generated
        case .servedClass: .servingClass
        case .parentGateway: .gateway
        case .address: .proxy
        case .envoyReady: .envoy
        case .addressCopied: .sourceStatus
        case .listeners: .listeners
        case .certificates: .certificate
        case .endpoints: .endpoints
        case .upstreams: .nodePort
        case .eligibility, .wellFormed, .loadBalancerType, .protocols, .nodePorts, .envoyService, .envoyServiceKept,
            .envoyServicePorts, .envoyServiceType, .envoySelected, .envoyServiceTargets, .addressPublished,
            .endpointPorts, .endpointNodes, .probes:
            .source
        }
    }
}
