import Diagnosis
import Documents

/// SARIF 2.1.0 of a fleet: a rule for each check that found something, a result for each cause; what could not be read is a
/// notification.
struct FleetSARIF {
    let report: FleetReport

    var text: String {
        let findings = report.findings
        let blocks = report.causes + findings.filter { !$0.isRootCause }.map { [$0] }
        let results = SARIFResults(checks: findings.map(\.code).uniqued().sorted())
        return SARIFDocument(
            toolVersion: report.toolVersion, automation: report.rows == .tenants ? "doctor" : "status",
            rules: results.rules.map(\.value),
            results: blocks.map { results.result($0, in: $0.count > 1 ? Self.group($0) : nil) },
            notifications: notifications, exitStatus: report.exitStatus, isSuccessful: true,
            endTime: report.generatedAt.description
        ).text
    }

    private static func group(_ findings: [Finding]) -> SARIFResults.Group {
        let code = findings[0].code
        return SARIFResults.Group(heading: Catalogue.check(code)?.documentation.title ?? "\(code)")
    }

    private var notifications: [JSONValue] {
        report.gaps.map {
            SARIFDocument.notification(.warning, "not checked, could not be read: \($0.input): \($0.reason)")
        } + report.unreadPairs.map { SARIFDocument.notification(.warning, $0) }
            + report.damage.map { SARIFDocument.notification(.warning, "damaged: \($0)") }
    }
}
