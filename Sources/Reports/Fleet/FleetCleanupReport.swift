import Diagnosis
import Topology

/// What looks orphaned in a management cluster, tenant by tenant, and how to prove it.
package struct FleetCleanupReport: Sendable {
    private struct Row {
        let tenant: String
        let finding: Finding
    }

    private let rows: [Row]
    private let isWhole: Bool

    /// `isWhole`: whether all Tenants and LoadBalancers were read.
    package init(_ fleet: Fleet, isWhole: Bool) {
        self.isWhole = isWhole
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
        let proof =
            "Whether an object is orphaned shows only in the tenant cluster: run kubelb-ctl cleanup with --context for that cluster "
            + "and --management-context for this one, which is a dry run by default."
        guard !rows.isEmpty else {
            let seen =
                isWhole
                ? "Nothing looks orphaned from the management cluster alone."
                : "It is unknown what is orphaned: not all Tenants and LoadBalancers could be read."
            return painter.wrapped("\(seen) \(proof)").map { $0 + "\n" }.joined()
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
        return (lines + [""] + painter.wrapped("Nothing is deleted. \(proof)")).map { $0 + "\n" }.joined()
    }
}
