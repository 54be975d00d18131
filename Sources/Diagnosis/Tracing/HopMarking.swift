import Topology

/// Puts findings at the hops that they are about, and tells what is broken there from what waits for something else.
struct HopMarking {
    /// Of this Service and what caused them.
    private let own: [TraceHop.Role: [Finding]]
    /// About the clusters, holding up other Services at most.
    private let others: [TraceHop.Role: [Finding]]

    init(_ subject: TraceSubject) {
        let concerning = Set(subject.findings.map(\.id))
        own = Self.byRole(subject.findings)
        others = Self.byRole(
            subject.diagnosis.clusterFindings.filter { !concerning.contains($0.id) })
    }

    private static func byRole(_ findings: [Finding]) -> [TraceHop.Role: [Finding]] {
        var byRole: [TraceHop.Role: [Finding]] = [:]
        for finding in findings where finding.severity > .info {
            if let hop = Catalogue.check(finding.code)?.documentation.hop { byRole[hop, default: []].append(finding) }
        }
        return byRole
    }

    /// The hop with what was found there, but for findings that are known not to be about it.
    func marked(
        _ hop: TraceHop, after earlier: [TraceHop], where isAbout: (Finding) -> Bool = { _ in true }
    ) -> TraceHop {
        var hop = hop
        let own = (own[hop.role] ?? []).filter(isAbout)
        let others = (others[hop.role] ?? []).filter(isAbout)
        hop.findings = own + others
        let roots = own.filter(\.isRootCause)
        hop.isCause = !roots.isEmpty
        let isHeldUp = earlier.contains { $0.isCause || $0.state.isBroken || $0.state == .blocked }
        switch hop.state {
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
}
