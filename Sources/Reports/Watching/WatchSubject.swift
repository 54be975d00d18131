import Diagnosis
import Kubernetes
import Topology

/// What the table of a watch is about.
protocol WatchSubject: Sendable {
    var now: Timestamp { get }
    var columns: [Columns.Column] { get }
    /// The column of the word that is painted.
    var stateColumn: Int { get }
    /// Columns of which time alone makes others: they mark no change.
    var passingColumns: Set<Int> { get }
    /// The words that the summary counts, in order.
    var words: [String] { get }
    /// Worst first; `known` are the cells that a row had before.
    func entries(_ known: (WatchTable.Key) -> [String]?) -> [WatchTable.Entry]
    /// The first root cause of a row; of one without, how it stands.
    func detail(of key: WatchTable.Key, _ painter: Painter) -> [String]
    /// Everything about a row: its title, then its findings.
    func blocks(of key: WatchTable.Key, _ painter: Painter) -> [[String]]
}

/// The Services and objects of Layer 7 of a pair.
struct ReportSubject: WatchSubject {
    let report: Report

    let stateColumn = 2
    let passingColumns: Set = [6]

    let columns: [Columns.Column] = [
        .init(heading: "NAMESPACE", expendability: 0, minimum: 9),
        .init(heading: "NAME", expendability: 0, minimum: 10),
        .init(heading: "STATE", expendability: 0, minimum: 8),
        .init(heading: "ADDRESS", expendability: 0, minimum: 9),
        .init(heading: "PORTS", expendability: 3, minimum: 8),
        .init(heading: "STAGE", expendability: 1, minimum: 14),
        .init(heading: "AGE", expendability: 2, minimum: 4),
        .init(heading: "FINDINGS", expendability: 0, minimum: 8),
    ]

    var now: Timestamp { report.topology.now }

    var words: [String] { Health.allCases.map(\.rawValue) }

    func entries(_ known: (WatchTable.Key) -> [String]?) -> [WatchTable.Entry] {
        Health.worstFirst(report.resources) { report.health(of: $0) }.map { resource in
            let health = report.health(of: resource)
            return WatchTable.Entry(
                key: .resource(resource.key), word: health.rawValue, ink: health.ink, cells: cells(of: resource, health)
            )
        }
    }

    private func cells(of resource: StagedResource, _ health: Health) -> [String] {
        let metadata = resource.metadata
        let ports =
            switch resource.subject {
            case .service(let exposure): TableFormat.ports(of: exposure.service, isWide: false)
            case .route(let exposure): RouteTable.hosts(of: exposure, isWide: false)
            }
        let codes = report.causes(of: resource.key).map(\.code.description).uniqued()
        return [
            metadata.namespace, resource.key.isOfLayerSeven ? "\(resource.kind)/\(metadata.name)" : metadata.name,
            health.rawValue, resource.addresses.isEmpty ? "<pending>" : resource.addresses.joined(separator: ","),
            ports, StageWords.position(resource.stages),
            metadata.creationTimestamp.map { Age.text(seconds: now.seconds(since: $0)) } ?? "-",
            codes.isEmpty ? "-" : codes.prefix(2).joined(separator: ",") + (codes.count > 2 ? ",…" : ""),
        ]
    }

    func detail(of key: WatchTable.Key, _ painter: Painter) -> [String] {
        guard case .resource(let key) = key else { return [] }
        guard let finding = report.causes(of: key).first ?? report.findings(of: key).first else {
            return title(of: key, painter).flatMap { $0 }
        }
        return FindingText(finding: finding, report: report, painter: painter).lines(showsAll: false)
    }

    func blocks(of key: WatchTable.Key, _ painter: Painter) -> [[String]] {
        guard case .resource(let key) = key else { return [] }
        let causes = report.causes(of: key)
        return title(of: key, painter)
            + (causes.isEmpty ? report.findings(of: key) : causes).map {
                FindingText(finding: $0, report: report, painter: painter).lines(showsAll: true)
            }
    }

    private func title(of key: ExposedResource, _ painter: Painter) -> [[String]] {
        guard let resource = report.resources.first(where: { $0.key == key }) else { return [] }
        let heading = ServiceHeading(report: report, painter: painter, isWide: false)
        return [heading.fittedTitle(of: resource) + heading.fittedVerdict(on: resource)]
    }
}
