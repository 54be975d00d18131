import CommandLineKit
import Diagnosis

/// What is judged, what counts, and from when on it is a failure, as the options say it.
struct JudgementOptions: Sendable {
    let checks: [any Check]
    let threshold: FailureThreshold
    /// Whether what was found does not show in the exit status.
    let isExitZero: Bool
    var judgement = Judgement()
    /// Where the new baseline goes, where one is asked for.
    let newBaseline: ReportTarget?

    init(_ parsed: ParsedCommand) throws(CommandFailure) {
        checks = try Self.checks(parsed)
        threshold = FailureThreshold(rawValue: parsed.value("fail-on") ?? "") ?? .error
        isExitZero = parsed.flag("exit-zero")
        for text in parsed.values("suppress") {
            do throws(SuppressionRule.Defect) {
                judgement.rules.append(try SuppressionRule(text))
            } catch {
                throw CommandFailure(.usage, "--suppress: \(quoted(text)) \(error.message)", hint: error.hint)
            }
        }
        let isUpdated = parsed.flag("update-baseline")
        guard let path = parsed.value("baseline") else {
            if isUpdated {
                throw CommandFailure(
                    .usage, "--update-baseline is of no use without --baseline", hint: "give --baseline FILE, too")
            }
            newBaseline = nil
            return
        }
        judgement.baselineName = path
        judgement.baseline = try BaselineFile.read(path)
        newBaseline = isUpdated ? try ReportTarget(path, option: "--baseline") : nil
        if judgement.baseline == nil, !isUpdated {
            throw CommandFailure(
                .usage, "--baseline: there is no file \(path)",
                hint: "--update-baseline writes one of what is found now")
        }
    }

    /// What is left of the catalogue.
    private static func checks(_ parsed: ParsedCommand) throws(CommandFailure) -> [any Check] {
        let wanted = try patterns("checks", parsed)
        let unwanted = try patterns("skip-checks", parsed)
        let checks = Catalogue.checks.filter { check in
            let code = check.documentation.code
            // It says that no check knows why a Service is stopped, which is true only where all were asked.
            if check is any LastResortCheck, !(wanted.isEmpty && unwanted.isEmpty) {
                return wanted.contains { $0.codes == [code] }
            }
            return (wanted.isEmpty || wanted.contains { $0.matches(code) }) && !unwanted.contains { $0.matches(code) }
        }
        guard !checks.isEmpty else {
            throw CommandFailure(
                .usage, "--checks and --skip-checks leave no check", hint: "kubelb-ctl checks lists them")
        }
        return checks
    }

    private static func patterns(_ option: String, _ parsed: ParsedCommand) throws(CommandFailure) -> [CodePattern] {
        var patterns: [CodePattern] = []
        for word in parsed.values(option).flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
            guard let pattern = CodePattern(String(word)) else {
                throw CommandFailure(
                    .usage, "--\(option): \(quoted(String(word))) is no code", hint: "write KLC-S005, KLC-S* or S")
            }
            guard !pattern.codes.isEmpty else {
                throw CommandFailure(
                    .usage, "--\(option): \(pattern) matches no check", hint: "kubelb-ctl checks lists them")
            }
            patterns.append(pattern)
        }
        return patterns
    }

    /// What the process ends with; what stands in the way of a report always shows.
    func exitStatus(_ status: ExitStatus) -> ExitStatus {
        switch status {
        case .findings, .undetermined, .timedOut: isExitZero ? .success : status
        default: status
        }
    }
}

/// What was judged, with what counts of it; and a baseline made of that.
struct Judged: Sendable {
    let diagnosis: Diagnosis
    let options: JudgementOptions
    let scope: Judgement.Scope

    /// Writes the new baseline, where one is asked for; what it holds does not count any more.
    init(
        _ whole: Diagnosis, _ options: JudgementOptions, scope: Judgement.Scope, findings: (Diagnosis) -> [Finding]
    ) throws(CommandFailure) {
        self.scope = scope
        var options = options
        var diagnosis = options.judgement.applied(to: whole)
        if let target = options.newBaseline {
            let idle = options.judgement.idle(in: diagnosis, scope: scope)
            let baseline = options.judgement.renewedBaseline(
                from: diagnosis, findings: findings(diagnosis), scope: scope)
            try BaselineFile.write(baseline, to: target)
            options.judgement.baseline = baseline
            diagnosis = options.judgement.applied(to: whole)
            notes = idle.filter { !$0.hasPrefix("baseline ") }
        } else {
            notes = options.judgement.idle(in: diagnosis, scope: scope)
        }
        self.options = options
        self.diagnosis = diagnosis
    }

    /// Suppressions that match nothing.
    let notes: [String]
}
