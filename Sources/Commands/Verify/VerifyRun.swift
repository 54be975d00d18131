import CommandLineKit
import Diagnosis
import Kubernetes
import Probes
import Reports
import Topology

/// `verify` from parsed words to a written report.
struct VerifyRun {
    let options: VerifyOptions
    let environment: Environment

    func run() async throws(CommandFailure) -> ExitStatus {
        let output = try ReportOutput(options.output, environment)
        let look: VerifyLook
        let seen: (value: VerifyReportState, missing: CommandFailure?)
        do throws(CommandFailure) {
            look = try prepared(output.quieted(environment))
            if options.printsCommands {
                environment.writeOutput(try await look.commands())
                return .success
            }
            seen = try await look.options.selection.withoutMissing { selection throws(CommandFailure) in
                var look = look
                look.options.selection = selection
                return try await result(of: look)
            }
        } catch {
            // A CI system that reads the report is to find the failure in it, too.
            output.write(error, environment)
            throw error
        }
        let status = try write(seen.value, output, seen.missing?.status)
        if let missing = seen.missing { environment.writeError(missing.text) }
        return status
    }

    private func prepared(_ environment: Environment) throws(CommandFailure) -> VerifyLook {
        var options = options
        options.selection.coversRoutes = true
        if options.source.bundle != nil { options.probes.obstacle = "a bundle cannot be probed" }
        return VerifyLook(
            options: options,
            source: try options.source.open(environment, managementOnly: options.readsManagementOnly),
            environment: environment,
            deadline: options.timeout.map { .now + $0 }, policy: try JudgementPolicy(options.judgement))
    }

    /// What was seen, and what of it counts.
    private struct VerifyReportState {
        let state: VerifyState
        let judged: Judged
        let isExpired: Bool
    }

    /// Looks, and writes what was seen last.
    func report(on look: VerifyLook, _ output: ReportOutput) async throws(CommandFailure) -> ExitStatus {
        try write(try await result(of: look), output)
    }

    /// Looks, once or until all passes, and judges what was seen last.
    private func result(of look: VerifyLook) async throws(CommandFailure) -> VerifyReportState {
        let activity = RequestActivity()
        let waiting = Waiting(
            clock: ContinuousClock(), isRepeated: look.options.wait != nil, interval: look.options.interval,
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
        let judged = try Judged(state.diagnosis, look.policy, scope: look.scope(of: state)) {
            $0.findings(concerning: state.keys)
        }
        return VerifyReportState(state: state, judged: judged, isExpired: result.isExpired)
    }

    /// `status` is that of a failure beside the report.
    private func write(
        _ seen: VerifyReportState, _ output: ReportOutput, _ status: ExitStatus? = nil
    ) throws(CommandFailure) -> ExitStatus {
        let (state, judged) = (seen.state, seen.judged)
        let all = judged.diagnosis.allFindings(concerning: state.keys)
        let findings = all.filter { $0.suppression == nil }
        let verification = state.verification.judged(by: judged.diagnosis)
        let isTimedOut = seen.isExpired && !verification.isPassed
        var report = Report(
            kind: .verify, toolVersion: environment.toolVersion, diagnosis: judged.diagnosis, services: state.services,
            routes: state.routes, findings: findings, damage: state.damage, isNamed: options.selection.isNamed,
            verification: verification,
            suppressed: all.filter { $0.suppression != nil }, threshold: judged.policy.options.threshold
        ) { verdict in
            Int(judged.policy.exitStatus(isTimedOut ? .timedOut : ExitStatus(verdict)).rawValue)
        }
        if let status { report = report.ending(with: Int(status.rawValue)) }
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
    let routes: [RouteDiagnosis]
    let verification: Verification
    let damage: [String]

    var keys: Set<ExposedResource> { Set(services.map(\.key) + routes.map(\.key)) }
}
