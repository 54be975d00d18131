import Topology

/// Links findings to their causes and puts them in the order of every report.
struct FindingOrder {
    private let causes: [CheckCode: [CheckCode]]

    init(checks: [any Check]) {
        causes = Dictionary(
            checks.map { ($0.documentation.code, $0.documentation.causedBy) }, uniquingKeysWith: { first, _ in first })
    }

    /// Root causes by the number of Services they hold up, then by group, severity and code; then the consequences in
    /// the same order; what is only worth knowing stands behind what is wrong. Identifiers follow that order.
    func arranged(_ findings: [Finding]) -> [Finding] {
        let links = findings.indices.map { causes(of: $0, in: findings) }
        let held = servicesHeldUp(findings, links)
        func rank(_ index: Int) -> (Int, Int, Int, Int, Int, String) {
            let finding = findings[index]
            return (
                links[index].isEmpty ? 0 : 1, finding.severity == .info ? 1 : 0, -held[index].count,
                finding.code.group?.order ?? 0, -finding.severity.rawValue, finding.code.short
            )
        }
        let order = findings.indices.sorted { left, right in
            let (first, second) = (rank(left), rank(right))
            if first != second { return first < second }
            let paths = (findings[left].service?.path ?? "", findings[right].service?.path ?? "")
            return paths.0 != paths.1 ? paths.0 < paths.1 : findings[left].message < findings[right].message
        }
        var identifiers: [Int: String] = [:]
        for (position, index) in order.enumerated() { identifiers[index] = "f\(position + 1)" }
        return order.map { index in
            var finding = findings[index]
            finding.id = identifiers[index] ?? ""
            finding.causedBy = order.filter(links[index].contains).compactMap { identifiers[$0] }
            return finding
        }
    }

    /// A cause explains a finding when it concerns the whole cluster or the same Service.
    private func causes(of index: Int, in findings: [Finding]) -> Set<Int> {
        let finding = findings[index]
        let codes = causes[finding.code] ?? []
        guard !codes.isEmpty else { return [] }
        return Set(
            findings.indices.filter { other in
                codes.contains(findings[other].code)
                    && (findings[other].service == nil || findings[other].service == finding.service)
            })
    }

    /// The Services of a finding and of everything that follows from it.
    private func servicesHeldUp(_ findings: [Finding], _ links: [Set<Int>]) -> [Set<ServiceKey>] {
        var held = findings.map { finding -> Set<ServiceKey> in
            guard finding.severity > .info, let service = finding.service else { return [] }
            return [service]
        }
        // Causes form no cycle (a test proves it), so as many rounds as there are findings reach every root.
        var changed = true
        var rounds = 0
        while changed, rounds <= findings.count {
            changed = false
            rounds += 1
            for index in findings.indices {
                for cause in links[index] where !held[index].isSubset(of: held[cause]) {
                    held[cause].formUnion(held[index])
                    changed = true
                }
            }
        }
        return held
    }
}
