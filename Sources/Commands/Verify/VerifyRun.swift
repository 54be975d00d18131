import CommandLineKit
import Diagnosis
import Kubernetes
import Probes
import Reports
import Topology

/// `verify` from parsed words to a written report.
struct VerifyRun {
    let parsed: ParsedCommand
    let environment: Environment

    func run() async throws(CommandFailure) -> ExitStatus {
        if parsed.flag("print-rbac") {
            environment.writeOutput(AccessManifest.text)
            return .success
        }
        let output = try OutputOptions(parsed, environment)
        let (look, judgement): (VerifyLook, JudgementOptions)
        let seen: VerifyReportState
        do throws(CommandFailure) {
            judgement = try JudgementOptions(parsed)
            look = try prepared(judgement, output.quieted(environment))
            if look.invocation.printsCommands {
                environment.writeOutput(try await look.commands())
                return .success
            }
            seen = try await result(of: look, judgement)
        } catch {
            // A CI system that reads the report is to find the failure in it, too.
            output.write(error, environment)
            throw error
        }
        return try write(seen, output)
    }

    private func prepared(
        _ judgement: JudgementOptions, _ environment: Environment
    ) throws(CommandFailure) -> VerifyLook {
        var invocation = try VerifyInvocation(parsed)
        let selection = try ServiceSelection(parsed)
        let options = try SourceOptions(parsed)
        if options.bundle != nil { invocation.probes.obstacle = "a bundle cannot be probed" }
        let source = try options.open(environment)
        let deadline = invocation.timeout.map { ContinuousClock.now + $0 }
        return VerifyLook(
            invocation: invocation, selection: selection, source: source, environment: environment,
            showsIgnored: parsed.flag("show-ignored"), deadline: deadline, judgement: judgement)
    }

    /// What was seen, and what of it counts.
    private struct VerifyReportState {
        let state: VerifyState
        let judged: Judged
        let isExpired: Bool
    }

    /// Looks, and writes what was seen last.
    func report(on look: VerifyLook, _ output: OutputOptions) async throws(CommandFailure) -> ExitStatus {
        try write(try await result(of: look, look.judgement), output)
    }

    /// Looks, once or until all passes, and judges what was seen last.
    private func result(
        of look: VerifyLook, _ options: JudgementOptions
    ) async throws(CommandFailure) -> VerifyReportState {
        let activity = RequestActivity()
        let waiting = Waiting(
            clock: ContinuousClock(), isRepeated: look.invocation.isRepeated, interval: look.invocation.interval,
            deadline: look.deadline)
        let result = try await waiting.run {
            () async throws(CommandFailure) -> VerifyState in
            try await look.state()
        } until: {
            $0.verification.isPassed || !$0.verification.mayPassLater
        } pause: { state, sleep in
            let failed = state.map { $0.verification.count(.failed) + $0.verification.count(.unknown) }
            let ticket = activity.begin(
                "the next attempt: " + (failed.map { "\($0) test\($0 == 1 ? "" : "s") not passed" } ?? "no results yet")
            )
            await ProgressLine(environment, activity).during { await sleep() }
            activity.end(ticket)
        }
        let state = result.state
        let services = Set(state.services.map(\.key))
        let judged = try Judged(state.diagnosis, options, scope: look.scope(of: state)) {
            $0.findings(concerning: services)
        }
        return VerifyReportState(state: state, judged: judged, isExpired: result.isExpired)
    }

    private func write(_ seen: VerifyReportState, _ output: OutputOptions) throws(CommandFailure) -> ExitStatus {
        let (state, judged) = (seen.state, seen.judged)
        let all = judged.diagnosis.allFindings(concerning: Set(state.services.map(\.key)))
        let findings = all.filter { $0.suppression == nil }
        let verification = state.verification.judged(by: judged.diagnosis)
        let isTimedOut = seen.isExpired && !verification.isPassed
        let report = Report(
            kind: .verify, toolVersion: environment.toolVersion, diagnosis: judged.diagnosis, services: state.services,
            findings: findings, damage: state.damage, verification: verification,
            suppressed: all.filter { $0.suppression != nil }, threshold: judged.options.threshold
        ) { verdict in
            Int(judged.options.exitStatus(isTimedOut ? .timedOut : ExitStatus(verdict)).rawValue)
        }
        output.note(judged.notes, environment)
        try output.write(report, environment)
        if isTimedOut { environment.writeError("error: timed out before all tests passed\n") }
        return ExitStatus(rawValue: Int32(report.exitStatus)) ?? .undetermined
    }
}

/// What was seen in one look.
struct VerifyState: Sendable {
    let diagnosis: Diagnosis
    let services: [ServiceDiagnosis]
    let verification: Verification
    let damage: [String]
}
