import CommandLineKit
import Diagnosis

extension CommandTables {
    /// What is judged, and what of it counts.
    static let judgementOptions: [OptionSpec] = [
        OptionSpec(
            name: "fail-on", kind: .value(placeholder: "SEVERITY"),
            choices: FailureThreshold.allCases.map(\.rawValue), defaultValue: FailureThreshold.error.rawValue,
            summary: "Exit with status 1 for findings of at least this severity", group: "Check"),
        OptionSpec(
            name: "exit-zero", kind: .flag, summary: "Exit with status 0 whenever a report is produced",
            group: "Check"),
        OptionSpec(
            name: "checks", kind: .value(placeholder: "CODES"), repeatable: true,
            summary: "Run only these checks, for example KLC-S005, KLC-S* or S", group: "Check"),
        OptionSpec(
            name: "skip-checks", kind: .value(placeholder: "CODES"), repeatable: true,
            summary: "Skip these checks", group: "Check"),
        OptionSpec(
            name: "suppress", kind: .value(placeholder: "CODE[=TYPE/NS/NAME]"), repeatable: true,
            summary: "Suppress these findings, for one object or for all", group: "Check"),
        OptionSpec(
            name: "baseline", kind: .value(placeholder: "FILE"),
            summary: "Suppress the findings listed in this file", group: "Check", completion: .file),
        OptionSpec(
            name: "update-baseline", kind: .flag, summary: "Write the current findings to the baseline file",
            group: "Check"),
    ]

    /// More than one output, and how much is in it.
    static let reportOptions: [OptionSpec] = [
        OptionSpec(
            name: "report", kind: .value(placeholder: "FORMAT=FILE"), repeatable: true,
            summary: "Also write the report to a file; - is stdout", group: "Output", completion: .file),
        OptionSpec(name: "quiet", short: "q", kind: .flag, summary: "Print only the verdict", group: "Output"),
        OptionSpec(
            name: "verbose", short: "v", kind: .flag,
            summary: "Also list suppressed findings and reads that were not collected", group: "Output"),
    ]
}
