import Diagnosis
import Topology

/// What looks orphaned in a management cluster, tenant by tenant, and how to prove it.
package struct FleetCleanupReport: Sendable {
    private struct Row {
        let tenant: String
        let finding: Finding
    }

    private let rows: [Row]

    package init(_ fleet: Fleet) {
        rows = fleet.tenants.flatMap { tenant in
            tenant.diagnosis.findings.filter(Self.isOfOrphan).map { Row(tenant: tenant.name, finding: $0) }
        }
    }

    /// Of two LoadBalancers of one Service the older one is orphaned, too.
    private static func isOfOrphan(_ finding: Finding) -> Bool {
        finding.code.group == .leftBehind || ["L006", "L008"].contains(finding.code)
    }

    package func text(_ style: TextStyle) -> String {
        let painter = Painter(style: style)
        guard !rows.isEmpty else {
            return painter.plain("Nothing looks orphaned from the management cluster.") + "\n"
        }
        var table = Columns([
            .init(heading: "TENANT", expendability: 0, minimum: 8),
            .init(heading: "OBJECT", expendability: 0, minimum: 20),
            .init(heading: "FINDING", expendability: 0, minimum: 9),
            .init(heading: "REASON", expendability: 0, minimum: 20, isSentence: true),
        ])
        table.rows = rows.map { row in
            let object = row.finding.objects.first?.description ?? "-"
            return [row.tenant, object, "\(row.finding.code)", row.finding.message]
        }
        let lines = table.lines(painter, showsHeaders: true) { text, _, _ in text }
        let note =
            "Nothing is deleted. Whether an object is orphaned shows only in the tenant cluster: run kubelb-ctl cleanup with "
            + "--context for that cluster and --management-context for this one, which is a dry run by default."
        return (lines + [""] + painter.wrapped(note)).map { $0 + "\n" }.joined()
    }
}
