import CommandLineKit
import Diagnosis

extension CommandTables {
    /// What is judged, and what of it counts.
    static let judgementOptions: [OptionSpec] = [
        OptionSpec(
            name: "fail-on", kind: .value(placeholder: "SEVERITY"),
            choices: FailureThreshold.allCases.map(\.rawValue), defaultValue: FailureThreshold.error.rawValue,
            summary: "End with status 1 from this severity on", group: "Judgement"),
        OptionSpec(
            name: "exit-zero", kind: .flag, summary: "End with status 0 once there is a report, whatever it says",
            group: "Judgement"),
        OptionSpec(
            name: "checks", kind: .value(placeholder: "CODES"), repeatable: true,
            summary: "Run only these checks: KLC-S005, KLC-S*, S", group: "Judgement"),
        OptionSpec(
            name: "skip-checks", kind: .value(placeholder: "CODES"), repeatable: true,
            summary: "Leave these checks out", group: "Judgement"),
        OptionSpec(
            name: "suppress", kind: .value(placeholder: "CODE[=TYPE/NS/NAME]"), repeatable: true,
            summary: "Do not count these findings, of one object or of all", group: "Judgement"),
        OptionSpec(
            name: "baseline", kind: .value(placeholder: "FILE"),
            summary: "Do not count the findings of this file", group: "Judgement", completion: .file),
        OptionSpec(
            name: "update-baseline", kind: .flag, summary: "Write what is found now to the baseline",
            group: "Judgement"),
    ]

    /// More than one output, and how much is in it.
    static let reportOptions: [OptionSpec] = [
        OptionSpec(
            name: "report", kind: .value(placeholder: "FORMAT=FILE"), repeatable: true,
            summary: "Write the report to a file, too; - is stdout", group: "Output", completion: .file),
        OptionSpec(name: "quiet", short: "q", kind: .flag, summary: "Print the verdict only", group: "Output"),
        OptionSpec(
            name: "verbose", short: "v", kind: .flag,
            summary: "List what is suppressed and what was not collected, too", group: "Output"),
    ]
}
