import CommandLineKit
import Diagnosis

/// What is judged, what counts, and from when on it is a failure: the options, and the files that they name.
struct JudgementPolicy: Sendable {
    let options: JudgementOptions
    var judgement = Judgement()
    /// Where the new baseline goes, if one is requested.
    let newBaseline: ReportTarget?

    init(_ options: JudgementOptions) throws(CommandFailure) {
        self.options = options
        judgement.rules = options.rules.flatMap(\.self)
        guard let path = options.baseline else {
            newBaseline = nil
            return
        }
        judgement.baselineName = path
        judgement.baseline = try BaselineFile.read(path)
        newBaseline = options.updatesBaseline ? try ReportTarget(path, option: "--baseline") : nil
        if judgement.baseline == nil, !options.updatesBaseline {
            throw CommandFailure(
                .usage, "--baseline: there is no file \(path)",
                hint: "--update-baseline writes one of what is found now")
        }
    }

    /// What the process ends with; what stands in the way of a report always shows.
    func exitStatus(_ status: ExitStatus) -> ExitStatus {
        switch status {
        case .findings, .undetermined, .timedOut: options.isExitZero ? .success : status
        default: status
        }
    }
}

/// What was judged, with what counts of it; and a baseline made of that.
struct Judged: Sendable {
    let diagnosis: Diagnosis
    let policy: JudgementPolicy
    let scope: Judgement.Scope

    /// Writes the new baseline, where one is asked for; what it holds does not count any more.
    init(
        _ whole: Diagnosis, _ policy: JudgementPolicy, scope: Judgement.Scope, findings: (Diagnosis) -> [Finding]
    ) throws(CommandFailure) {
        self.scope = scope
        var policy = policy
        var diagnosis = policy.judgement.applied(to: whole)
        if let target = policy.newBaseline {
            let idle = policy.judgement.idle(in: diagnosis, scope: scope)
            let baseline = policy.judgement.renewedBaseline(
                from: diagnosis, findings: findings(diagnosis), scope: scope)
            try BaselineFile.write(baseline, to: target)
            policy.judgement.baseline = baseline
            diagnosis = policy.judgement.applied(to: whole)
            notes = idle.filter { !$0.hasPrefix("baseline ") }
        } else {
            notes = policy.judgement.idle(in: diagnosis, scope: scope)
        }
        self.policy = policy
        self.diagnosis = diagnosis
    }

    /// Suppressions that match nothing.
    let notes: [String]
}
