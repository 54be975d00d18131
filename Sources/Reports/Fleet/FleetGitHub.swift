import Diagnosis
import Topology

/// Workflow commands of GitHub Actions of a fleet: one annotation for each root cause, with the tenants that it affects; the
/// verdict last, as a line of the log.
struct FleetGitHub {
    let report: FleetReport
    let format: FleetFormat

    var text: String {
        let commands = report.causes.map(annotation) + unread
        return (commands.map(\.line) + [Painter(style: TextStyle()).plain("kubelb-ctl: \(format.verdict)")])
            .map { $0 + "\n" }.joined()
    }

    private func annotation(_ findings: [Finding]) -> WorkflowCommand {
        let finding = findings[0]
        let more = findings.count > 1 ? ["and \(findings.count - 1) more of this kind"] : []
        let extent = format.extent(of: findings).map { ["affects \($0)"] } ?? []
        let lines =
            [finding.message] + more + extent + finding.evidence.prefix(4).map(\.text)
            + ReportWords.remedies(of: finding)
        return WorkflowCommand(
            WorkflowCommand.Level(finding.severity), title: ReportWords.title(of: finding),
            message: lines.joined(separator: "\n"))
    }

    /// A job that passes must not hide what was not seen.
    private var unread: [WorkflowCommand] {
        (format.gaps + report.damage.map { "damaged: \($0)" }).map {
            WorkflowCommand(.warning, title: "could not be determined", message: $0)
        }
    }
}
