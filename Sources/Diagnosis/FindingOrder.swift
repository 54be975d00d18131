import KubeLB
import Topology

/// Links findings to their causes and puts them in the order of every report.
///
/// One pass over the findings with look-ups by code and Service: thousands of Services bring thousands of findings.
struct FindingOrder {
    private let causes: [CheckCode: [CheckCode]]
    /// Of each route its Gateway: what is wrong with that holds up the route, too.
    private let gateways: [ExposedResource: ExposedResource]
    private let attached: [ExposedResource: [ExposedResource]]
    /// What each gate stops.
    private let stopped: [Gate: [ExposedResource]]

    init(
        checks: [any Check], gateways: [ExposedResource: ExposedResource] = [:],
        stopped: [Gate: [ExposedResource]] = [:]
    ) {
        self.gateways = gateways
        self.stopped = stopped
        attached = Dictionary(grouping: gateways.keys) { gateways[$0] ?? $0 }
        causes = Dictionary(
            checks.map { ($0.documentation.code, $0.documentation.causedBy) }, uniquingKeysWith: { first, _ in first })
    }

    /// What kept a cluster from being read comes first. Then root causes by the number of Services that they stop and that they
    /// affect, by the earliest stage that they explain, by group, severity and code; then the consequences in the same order;
    /// what is only worth knowing stands behind what is wrong. Identifiers follow that order.
    func arranged(_ findings: [Finding]) -> [Finding] {
        let links = links(of: findings)
        let findings = raised(findings, links)
        let held = resourcesHeldUp(findings, links)
        let stopped = resourcesHeldUp(findings, links, atLeast: .error)
        let stages = stages(of: findings, links)
        let ranks = findings.indices.map {
            rank(
                findings[$0], isRoot: links[$0].isEmpty, stopped: stopped[$0].count, held: held[$0].count,
                stage: stages[$0])
        }
        let order = findings.indices.sorted { left, right in
            if ranks[left] != ranks[right] { return ranks[left] < ranks[right] }
            let paths = (findings[left].resource?.path ?? "", findings[right].resource?.path ?? "")
            return paths.0 != paths.1 ? paths.0 < paths.1 : findings[left].message < findings[right].message
        }
        var positions = [Int](repeating: 0, count: findings.count)
        for (position, index) in order.enumerated() { positions[index] = position }
        return order.map { index in
            var finding = findings[index]
            finding.id = Self.identifier(positions[index])
            finding.causedBy = links[index].map { positions[$0] }.sorted().map(Self.identifier)
            return finding
        }
    }

    private static func identifier(_ position: Int) -> String { "f\(position + 1)" }

    private func rank(_ finding: Finding, isRoot: Bool, stopped: Int, held: Int, stage: Stage) -> FindingRank {
        let root = finding.isAboutReach && finding.severity == .error ? -1 : isRoot ? 0 : 1
        return FindingRank(
            keys: [
                root, finding.severity == .info ? 1 : 0, -stopped, -held, finding.isOfCluster ? 0 : 1, stage.rawValue,
                finding.code.group?.order ?? 0, -finding.severity.rawValue,
            ], code: finding.code.short)
    }

    /// The earliest stage that each finding or what follows from it explains.
    private func stages(of findings: [Finding], _ links: [[Int]]) -> [Stage] {
        var stages = findings.map(\.stage)
        propagate(links) { effect, cause in
            guard stages[effect] < stages[cause] else { return false }
            stages[cause] = stages[effect]
            return true
        }
        return stages
    }

    /// Carries something from effects to their causes until nothing changes. Causes form no cycle (a test proves it), so as
    /// many rounds as there are codes reach every root.
    func propagate(_ links: [[Int]], _ carry: (_ effect: Int, _ cause: Int) -> Bool) {
        var changed = true
        var rounds = 0
        while changed, rounds <= causes.count {
            changed = false
            rounds += 1
            for index in links.indices {
                for cause in links[index] where carry(index, cause) { changed = true }
            }
        }
    }

    /// The causes of each finding: a cause explains it when it concerns the whole cluster or the same Service. What one
    /// Service does to all is only known to the finding itself: it suspects that code.
    private func links(of findings: [Finding]) -> [[Int]] {
        var ofCluster: [CheckCode: [Int]] = [:]
        var ofService: [CheckCode: [ExposedResource: [Int]]] = [:]
        for (index, finding) in findings.enumerated() {
            if let service = finding.resource {
                ofService[finding.code, default: [:]][service, default: []].append(index)
            } else {
                ofCluster[finding.code, default: []].append(index)
            }
        }
        return findings.map { finding in
            ((causes[finding.code] ?? []) + finding.suspects).flatMap { code -> [Int] in
                let own = finding.resource.flatMap { ofService[code]?[$0] } ?? []
                let ofAny =
                    finding.resource == nil && finding.suspects.contains(code)
                    ? (ofService[code] ?? [:]).values.flatMap(\.self) : []
                let ofGateway = finding.resource.flatMap { gateways[$0] }.flatMap { ofService[code]?[$0] } ?? []
                return (ofCluster[code] ?? []) + own + ofGateway + ofAny
            }
        }
    }

    /// The Services of a finding and of everything that follows from it, as far as that is severe enough.
    private func resourcesHeldUp(
        _ findings: [Finding], _ links: [[Int]], atLeast severity: Severity = .warning
    ) -> [Set<ExposedResource>] {
        var held = findings.map { finding -> Set<ExposedResource> in
            guard finding.severity >= severity else { return [] }
            // What is wrong with a cluster stops whatever does not pass the gates that it explains.
            guard let service = finding.resource else {
                return Set(finding.severity == .error ? finding.explainedGates.flatMap { stopped[$0] ?? [] } : [])
            }
            return Set([service] + (attached[service] ?? []))
        }
        propagate(links) { effect, cause in
            guard !held[effect].isSubset(of: held[cause]) else { return false }
            held[cause].formUnion(held[effect])
            return true
        }
        return held
    }
}

/// Where a finding stands in a report.
private struct FindingRank: Comparable {
    let keys: [Int]
    let code: String

    static func < (left: FindingRank, right: FindingRank) -> Bool {
        left.keys == right.keys ? left.code < right.code : left.keys.lexicographicallyPrecedes(right.keys)
    }
}

extension Finding {
    /// Whether it is about a cluster as a whole and explains what is stopped: more may be held up by it than shows yet.
    fileprivate var isOfCluster: Bool { resource == nil && severity == .error && !explainedGates.isEmpty }

    /// The earliest stage that it explains; for what explains none, the one that its group is about.
    var stage: Stage {
        if let stage = explainedGates.map(\.stage).min() { return stage }
        guard severity == .error else { return .routed }
        switch code.group {
        case .access, .rights, .ccm, .service, .source, .backend: return .created
        case .loadBalancer, .route: return .propagated
        case .manager, .tenant, .dataPlane, .generated: return .provisioned
        case .nodes, .versions, .leftBehind, .certificate, .host, .enterprise, nil: return .routed
        }
    }
}
