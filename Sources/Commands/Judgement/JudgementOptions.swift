import CommandLineKit
import Diagnosis

/// What is judged, what counts, and from when on it is a failure.
struct JudgementOptions: OptionGroup, Sendable {
    var threshold = FailureThreshold.error
    var isExitZero = false
    /// One element for each `--checks`; none: all checks.
    var wanted: [[CodePattern]] = []
    var unwanted: [[CodePattern]] = []
    /// The same of `--suppress`.
    var rules: [[SuppressionRule]] = []
    var baseline: String?
    var updatesBaseline = false
    /// The checks that are run.
    var checks: [any Check] { chosen ?? Catalogue.checks }
    /// nil if none were left out.
    private var chosen: [any Check]?

    static let heading = "Check"

    static var options: [OptionRow<Self>] {
        [
            .value(
                \.threshold, "fail-on", .choice("SEVERITY", FailureThreshold.allCases),
                "Exit with status 1 for findings of at least this severity"),
            .flag(\.isExitZero, "exit-zero", "Exit with status 0 whenever a report is produced"),
            .list(
                \.wanted, "checks", codes, "Run only these checks, for example KLC-S005, KLC-S* or S"),
            .list(\.unwanted, "skip-checks", codes, "Skip these checks"),
            .list(
                \.rules, "suppress",
                OptionType("CODE[=TYPE/NS/NAME]") { text, option throws(UsageError) in
                    var rules: [SuppressionRule] = []
                    for word in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
                        do throws(SuppressionRule.Defect) {
                            rules.append(try SuppressionRule(word))
                        } catch {
                            throw UsageError(
                                message: "\(option): \(quoted(word)) \(error.message)", hint: error.hint)
                        }
                    }
                    return rules
                }, "Suppress these findings, for one object or for all"),
            .value(
                \.baseline, "baseline", .text("FILE", completion: .file),
                "Suppress the findings listed in this file"),
            .flag(
                \.updatesBaseline, "update-baseline", "Write the current findings to the baseline file"),
        ]
    }

    private static var codes: OptionType<[CodePattern]> {
        OptionType("CODES") { text, option throws(UsageError) in
            var patterns: [CodePattern] = []
            for word in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
                guard let pattern = CodePattern(word) else {
                    throw UsageError(
                        message: "\(option): \(quoted(word)) is no code", hint: "write KLC-S005, KLC-S* or S")
                }
                guard !pattern.codes.isEmpty else {
                    throw UsageError(
                        message: "\(option): \(pattern) matches no check", hint: "kubelb-ctl checks lists them")
                }
                patterns.append(pattern)
            }
            return patterns
        }
    }

    mutating func check(_ given: GivenOptions<Self>) throws(UsageError) {
        let (wanted, unwanted) = (wanted.joined(), unwanted.joined())
        let chosen = Catalogue.checks.filter { check in
            let code = check.documentation.code
            // It says that no check knows why a Service is stopped, which is true only where all were asked.
            if check is any LastResortCheck, !(wanted.isEmpty && unwanted.isEmpty) {
                return wanted.contains { $0.codes == [code] }
            }
            return (wanted.isEmpty || wanted.contains { $0.matches(code) }) && !unwanted.contains { $0.matches(code) }
        }
        guard !chosen.isEmpty else {
            throw UsageError(
                message: "--checks and --skip-checks leave no check", hint: "kubelb-ctl checks lists them")
        }
        self.chosen = chosen
        if updatesBaseline, baseline == nil {
            throw UsageError(
                message: "--update-baseline is of no use without --baseline", hint: "give --baseline FILE, too")
        }
    }
}
