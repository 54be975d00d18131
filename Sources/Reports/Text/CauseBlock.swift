import Diagnosis
import Documents
import Topology

/// Root causes that are fixed in one way, as one block of a report: how many Services they concern, and the first of them.
struct CauseBlock {
    /// In the order of the report; the first one stands for all.
    let findings: [Finding]
    private let report: Report

    /// Names before the rest is counted.
    static let shownNames = 5

    var first: Finding { findings[0] }
    var isGroup: Bool { findings.count > 1 }

    init(_ findings: [Finding], in report: Report) {
        self.findings = findings
        self.report = report
    }

    /// The Services and objects of Layer 7 that they and their consequences concern.
    var affected: [ExposedResource] {
        first.severity == .info
            ? findings.compactMap(\.resource).uniqued()
            : findings.flatMap { report.resourcesHeldUp(by: $0) }.uniqued()
    }

    /// What follows from them.
    var consequences: [Finding] { findings.flatMap { report.consequences(of: $0) }.uniqued() }

    /// `13 Services`; of several about each, `1 resource, 112 findings`; of findings about other things, `3 times`.
    var count: String {
        let affected = affected
        let count = findings.reduce(findings.count) { $0.saturatingSum($1.unlisted) }
        guard !affected.isEmpty else { return "\(count) times" }
        let resources = "\(affected.count) \(ReportWords.noun(of: affected))"
        return count > affected.count ? "\(resources), \(count) findings" : resources
    }

    /// `The envoy Service has no address: 13 Services`; of a single finding its message.
    var heading: String {
        guard isGroup, let title = Catalogue.check(first.code)?.documentation.title else { return first.message }
        return "\(title): \(count)"
    }

    /// `shop/a, shop/b, shop/c, shop/d, shop/e and 8 more`.
    var names: String { Self.names(affected, in: report) }

    static func names(_ resources: [ExposedResource], in report: Report) -> String {
        let shown = resources.prefix(shownNames).map(report.name).joined(separator: ", ")
        return resources.count > shownNames ? "\(shown) and \(resources.count - shownNames) more" : shown
    }
}

extension Report {
    /// `shop/web` of a Service, `Ingress shop/web` of Layer 7, also if only the LoadBalancer or Route of it is visible.
    func name(of key: ExposedResource) -> String {
        guard key.side == .management, let resource = resources.first(where: { $0.key == key }) else {
            return key.shortTitle
        }
        return resource.key.isOfLayerSeven ? resource.title : resource.metadata.path
    }

    /// The root causes of some severities in the order of the report, each with those that are fixed in the same way.
    func causeBlocks(where isShown: (Finding) -> Bool = { _ in true }) -> [CauseBlock] {
        blocks(of: findings.filter { $0.isRootCause && isShown($0) })
    }

    func blocks(of findings: [Finding]) -> [CauseBlock] {
        CauseGroup.groups(of: findings, by: .sameWay).map { CauseBlock($0, in: self) }
    }
}
