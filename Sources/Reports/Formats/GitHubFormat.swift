import Characters
import CommandLineKit
import Diagnosis

/// Workflow commands of GitHub Actions: one annotation for each root cause, or each check of `verify` that did not pass;
/// the verdict last, as a line of the log.
struct GitHubFormat {
    let report: Report

    var text: String {
        let commands =
            report.kind == .verify
            ? checks + annotations(of: report.decidingFindings)
            : annotations(of: report.findings.filter(\.isRootCause)) + undecided
        return (commands.map(\.line) + [Painter(style: TextStyle()).plain("kubelb-ctl: \(report.summary)")])
            .map { $0 + "\n" }.joined()
    }

    private func annotations(of findings: [Finding]) -> [WorkflowCommand] {
        report.blocks(of: findings).map { block in
            let finding = block.first
            var lines =
                block.isGroup ? [block.heading, block.names, "for example: \(finding.message)"] : [finding.message]
            lines += finding.evidence.prefix(4).map(\.text)
            lines += ReportWords.remedies(of: finding)
            let consequences = block.consequences.filter { $0.severity > .info }
            if !consequences.isEmpty {
                let codes = consequences.map(\.code).uniqued().map(\.description).joined(separator: ", ")
                lines.append("leads to \(codes)")
            }
            return WorkflowCommand(
                WorkflowCommand.Level(finding.severity), title: ReportWords.title(of: finding),
                message: lines.joined(separator: "\n"))
        }
    }

    /// A job that passes must not hide what was not seen.
    private var undecided: [WorkflowCommand] {
        UnreadGroup.groups(of: report.verdict.undecided).map {
            WorkflowCommand(.warning, title: "could not be determined", message: $0.text)
        }
    }

    private var checks: [WorkflowCommand] {
        (report.verification?.checks ?? []).compactMap { check in
            let level: WorkflowCommand.Level
            switch check.state {
            case .failed: level = .error
            case .unknown: level = .warning
            case .passed, .skipped: return nil
            }
            let causes = report.findings.filter { check.findings.contains($0.id) }.map { "\($0.code) \($0.message)" }
            return WorkflowCommand(
                level, title: "\(check.resource.map { "\($0.shortTitle): " } ?? "")\(check.name)",
                message: ([check.detail] + causes).joined(separator: "\n"))
        }
    }
}

/// `::error title=…::…`, a line that GitHub's runner makes an annotation of. What could end it early or begin another one
/// is escaped, as the runner's toolkit does (actions/toolkit, packages/core/src/command.ts).
struct WorkflowCommand {
    enum Level: String {
        case error
        case warning
        case notice

        init(_ severity: Severity) {
            switch severity {
            case .error: self = .error
            case .warning: self = .warning
            case .info: self = .notice
            }
        }
    }

    let level: Level
    let title: String
    let message: String

    init(_ level: Level, title: String, message: String) {
        self.level = level
        self.title = title
        self.message = message
    }

    var line: String {
        TerminalText.own("::")
            + "\(level.rawValue) title=\(Self.escaped(title, isProperty: true))::\(Self.escaped(message, isProperty: false))"
    }

    private static func escaped(_ text: String, isProperty: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": escaped += "%25"
            case "\r": escaped += "%0D"
            case "\n": escaped += "%0A"
            case ":" where isProperty: escaped += "%3A"
            case "," where isProperty: escaped += "%2C"
            case _ where scalar.isUnprintable: escaped += scalar.visibleEscape
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
