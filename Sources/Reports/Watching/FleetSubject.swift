import Diagnosis
import Kubernetes
import Topology

/// The tenants of a management cluster, or their LoadBalancers and Routes.
struct FleetSubject: WatchSubject {
    let report: FleetReport
    /// Tenants whose rows are what they were: there may be tens of thousands of them.
    private let same: Set<String>
    private let format: FleetFormat

    init(_ report: FleetReport, same: Set<String>) {
        (self.report, self.same) = (report, same)
        format = FleetFormat(report: report)
    }

    private var isOfTenants: Bool { report.rows == .tenants }

    var now: Timestamp { report.generatedAt }
    var columns: [Columns.Column] { isOfTenants ? FleetFormat.tenantColumns : FleetFormat.loadBalancerColumns }
    var stateColumn: Int { isOfTenants ? 1 : 3 }
    /// Causes tell how long something has lasted.
    var passingColumns: Set<Int> {
        isOfTenants ? FleetFormat.passingTenantColumns : [FleetFormat.ageColumn]
    }
    var words: [String] {
        isOfTenants ? Fleet.State.allCases.map { $0.rawValue.uppercased() } : Health.allCases.map(\.rawValue)
    }

    func entries(_ known: (WatchTable.Key) -> [String]?) -> [WatchTable.Entry] {
        guard !isOfTenants else {
            return report.fleet.tenants.map { tenant in
                WatchTable.Entry(
                    key: .tenant(tenant.name), word: tenant.state.rawValue.uppercased(),
                    ink: format.ink(of: tenant.state), cells: format.row(tenant, hasRoutes: true))
            }
        }
        let services = report.resources.map { tenant, service in
            let cells = same.contains(tenant.name) ? known(.resource(service.key)) : nil
            return entry(
                service.key, tenant.diagnosis.health(of: StagedResource(service)), cells ?? format.row(tenant, service))
        }
        let routes = report.routes.map { tenant, route in
            entry(
                route.key, tenant.diagnosis.health(of: StagedResource(route)),
                Self.cells(ofRoute: format.row(tenant, route)))
        }
        return Health.worstFirst(services + routes) { $0.health }.map(\.entry)
    }

    private func entry(
        _ key: ExposedResource, _ health: Health, _ cells: [String]
    ) -> (health: Health, entry: WatchTable.Entry) {
        (health, WatchTable.Entry(key: .resource(key), word: health.rawValue, ink: health.ink, cells: cells))
    }

    /// A row of the table of Routes in that of LoadBalancers: the kind before the name, the hosts in the place of the ports.
    private static func cells(ofRoute row: [String]) -> [String] {
        guard row.count == 10 else { return row }
        return [row[0], row[1], "\(row[2])/\(row[3])"] + row[4...7] + ["-"] + row[8...]
    }

    func detail(of key: WatchTable.Key, _ painter: Painter) -> [String] {
        guard let finding = findings(of: key).first else { return title(of: key, painter) }
        return text(of: finding, painter, showsAll: false)
    }

    func blocks(of key: WatchTable.Key, _ painter: Painter) -> [[String]] {
        [title(of: key, painter)] + findings(of: key).map { text(of: $0, painter, showsAll: true) }
    }

    private func text(of finding: Finding, _ painter: Painter, showsAll: Bool) -> [String] {
        FindingText(
            finding: finding, fleet: report.fleet, now: now, extent: format.extent(of: [finding]), painter: painter
        ).lines(showsAll: showsAll)
    }

    /// Root causes of a row, worst first.
    private func findings(of key: WatchTable.Key) -> [Finding] {
        let wanted: Set<String> =
            switch key {
            case .tenant(let name): Set(report.fleet.tenants.first { $0.name == name }?.findings ?? [])
            case .resource(let key): report.fleet.identifiers(concerning: [key])
            }
        return report.fleet.findings.filter { wanted.contains($0.id) && $0.isRootCause && $0.severity > .info }
    }

    private func title(of key: WatchTable.Key, _ painter: Painter) -> [String] {
        switch key {
        case .tenant(let name):
            guard let tenant = report.fleet.tenants.first(where: { $0.name == name }) else { return [] }
            return painter.wrapped("Tenant \(name): \(tenant.state.rawValue)")
        case .resource(let key):
            for tenant in report.fleet.tenants {
                let resources =
                    tenant.diagnosis.services.map(StagedResource.init)
                    + tenant.diagnosis.routes.map(StagedResource.init)
                guard let resource = resources.first(where: { $0.key == key }) else { continue }
                return painter.wrapped(
                    "\(key.kind) \(key.name) of tenant \(tenant.name): \(StageWords.position(resource.stages))")
            }
            return []
        }
    }
}
