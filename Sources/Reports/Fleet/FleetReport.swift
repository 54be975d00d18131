import Diagnosis
import Documents
import Kubernetes
import Topology

/// What `doctor` and `status` with `--all-tenants` have to say: how each tenant of a management cluster fares, and why.
package struct FleetReport: Sendable {
    /// What one row is about.
    package enum Rows: Sendable, Hashable {
        case tenants
        case loadBalancers
    }

    package let rows: Rows
    package let toolVersion: String
    package let generatedAt: Timestamp
    package let fleet: Fleet
    /// What of the management cluster could not be read, whichever tenant asked; without tenants the only thing to say.
    package let platform: Topology
    package let damage: [String]
    /// The UIDs of the LoadBalancers and Routes that are shown; nil for all.
    package let only: Set<String>?
    /// Whether only LoadBalancers and Routes that need attention are listed.
    package let showsOnlyProblems: Bool
    /// What counts as a failure.
    package let threshold: FailureThreshold
    /// The status that the process ends with.
    package private(set) var exitStatus: Int

    package static let formats: [OutputFormat] = [
        .table, .wide, .short, .json, .yaml, .name, .junit, .markdown, .html, .sarif, .github,
    ]

    package init(
        rows: Rows, toolVersion: String, fleet: Fleet, platform: Topology, damage: [String],
        only: Set<String>? = nil, showsOnlyProblems: Bool = false, threshold: FailureThreshold = .error,
        exitStatus: (Fleet) -> Int32
    ) {
        self.rows = rows
        self.toolVersion = toolVersion
        generatedAt = platform.now
        self.fleet = fleet
        self.platform = platform
        self.damage = damage
        self.only = only
        self.showsOnlyProblems = showsOnlyProblems
        self.threshold = threshold
        self.exitStatus = Int(exitStatus(fleet))
    }

    /// The same, but the process ends with another status.
    package func ending(with status: Int) -> FleetReport {
        var report = self
        report.exitStatus = status
        return report
    }

    /// Every LoadBalancer and Route that is named, or all, whether it needs attention or not.
    package var stagedResources: [StagedResource] {
        fleet.tenants.flatMap { tenant in
            tenant.diagnosis.services.filter { only?.contains($0.exposure.service.metadata.uid) ?? true }
                .map(StagedResource.init)
                + tenant.diagnosis.routes.filter { only?.contains($0.key.uid) ?? true }.map(StagedResource.init)
        }.filter { $0.stages.state != .ignored }
    }

    package func rendered(as format: OutputFormat, style: TextStyle, showsHeaders: Bool, detail: TextDetail) -> String {
        switch format {
        case .json: String(decoding: FleetJSON(report: self).value.encoded(pretty: true), as: UTF8.self) + "\n"
        case .yaml: String(decoding: FleetJSON(report: self).value.yamlEncoded(), as: UTF8.self)
        case .name: names.map { Painter(style: TextStyle()).plain($0) + "\n" }.joined()
        case .junit: FleetJUnit(report: self).text
        case .markdown: FleetMarkdown(report: self, format: text(as: format, TextStyle(), true, .usual)).text
        case .html: FleetHTML(report: self, format: text(as: format, TextStyle(), true, .usual)).text
        case .sarif: FleetSARIF(report: self).text
        case .github: FleetGitHub(report: self, format: text(as: format, TextStyle(), true, .usual)).text
        case .short: text(as: format, style.unlimited, showsHeaders, detail).shortText
        default: text(as: format, style, showsHeaders, detail).text
        }
    }

    private func text(
        as format: OutputFormat, _ style: TextStyle, _ showsHeaders: Bool, _ detail: TextDetail
    ) -> FleetFormat {
        FleetFormat(
            report: self, style: style, isWide: format == .wide || detail == .full, showsHeaders: showsHeaders,
            isVerdictOnly: detail == .verdict)
    }

    /// The tenants that need a look, or every LoadBalancer.
    private var names: [String] {
        switch rows {
        case .tenants: fleet.tenants.filter { $0.state != .healthy }.map { "tenant/\($0.name)" }
        case .loadBalancers:
            resources.map { "lb/\($0.service.exposure.service.metadata.uid)" }
                + routes.map { "route/\($0.route.key.uid)" }
        }
    }

    /// Every LoadBalancer: worst tenant first, and of each tenant by the namespace and name of the Service.
    var resources: [(tenant: Fleet.Member, service: ServiceDiagnosis)] {
        fleet.tenants.flatMap { tenant in
            tenant.diagnosis.services.filter {
                $0.stages.state != .ignored
                    && shows($0.exposure.service.metadata.uid, StagedResource($0), of: tenant)
            }.map { (tenant, $0) }
        }
    }

    /// Every Route, in the same order.
    var routes: [(tenant: Fleet.Member, route: RouteDiagnosis)] {
        fleet.tenants.flatMap { tenant in
            tenant.diagnosis.routes.filter {
                $0.stages.state != .ignored && shows($0.key.uid, StagedResource($0), of: tenant)
            }.map { (tenant, $0) }
        }
    }

    private func shows(_ uid: String, _ resource: StagedResource, of tenant: Fleet.Member) -> Bool {
        only?.contains(uid) ?? true && (!showsOnlyProblems || tenant.diagnosis.health(of: resource).isProblem)
    }

    /// Root causes; of named resources those that concern them.
    var causes: [[Finding]] {
        guard only != nil else { return fleet.blocks }
        let keys = Set(resources.map(\.service.key) + routes.map(\.route.key))
        let wanted = fleet.identifiers(concerning: keys)
        return fleet.blocks.filter { $0.contains { wanted.contains($0.id) } }
    }

    /// All findings; of named resources those that concern them.
    var findings: [Finding] {
        guard only != nil else { return fleet.findings }
        let wanted = fleet.identifiers(concerning: Set(resources.map(\.service.key) + routes.map(\.route.key)))
        return fleet.findings.filter { wanted.contains($0.id) }
    }

    /// LoadBalancers of all tenants, and those of them that are stopped.
    var counts: (total: Int, addressed: Int, stopped: Int) {
        func sum(_ count: (Fleet.Member) -> Int) -> Int { fleet.tenants.reduce(0) { $0.saturatingSum(count($1)) } }
        return (sum(\.counts.total), sum(\.counts.addressed), sum(\.counts.stopped))
    }

    /// The same of Routes.
    var routeCounts: (total: Int, stopped: Int) {
        func sum(_ count: (Fleet.Member) -> Int) -> Int { fleet.tenants.reduce(0) { $0.saturatingSum(count($1)) } }
        return (sum(\.routes.total), sum(\.routes.stopped))
    }

    /// What could not be read, each once.
    var gaps: [StageUnknown] {
        fleet.tenants.flatMap(\.diagnosis.unknowns).filter { $0.reason != .notCollected && !$0.input.isConfirming }
            .map { StageUnknown(input: $0.input, reason: $0.reason) }.uniqued()
    }
}

extension Fleet.Member {
    /// Nodes that Envoy reaches at any node port, and those that should respond: at the port that fares best.
    var nodes: (reached: Int, expected: Int)? {
        let summaries = diagnosis.services.compactMap { diagnosis.topology.upstreamSummary(of: $0.exposure) }
        guard let best = summaries.max(by: { ($0.healthy, $0.expected) < ($1.healthy, $1.expected) }) else {
            return nil
        }
        return (best.healthy, best.expected)
    }

    /// Whether the traffic of a LoadBalancer that looks healthy was not checked, because statistics were not read or no port
    /// of it has a health check.
    var hasUncheckedTraffic: Bool {
        diagnosis.services.contains { $0.stages.isRouted && $0.stages.stages.last?.state == .notVisible }
    }

    /// Of all LoadBalancers that Envoy's statistics speak of: node ports that answer, and those that should.
    var upstreams: (healthy: Int, expected: Int)? {
        let summaries = diagnosis.services.compactMap { diagnosis.topology.upstreamSummary(of: $0.exposure) }
        guard !summaries.isEmpty else { return nil }
        return summaries.reduce((0, 0)) { ($0.0.saturatingSum($1.healthy), $0.1.saturatingSum($1.expected)) }
    }

    /// The last write of the tenant's CCM, by what it writes in the management cluster.
    var lastWrite: Timestamp? { diagnosis.topology.lastWriteOfCCM }
}
