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
        do throws(CommandFailure) {
            return try await verify(output)
        } catch {
            // A CI system that reads the file is to find the failure in it, too.
            if output.format == .junit {
                environment.writeOutput(
                    JUnitDocument.setUpFailure(
                        error.message, details: error.text, timestamp: environment.now().description))
            }
            throw error
        }
    }

    private func verify(_ output: OutputOptions) async throws(CommandFailure) -> ExitStatus {
        var invocation = try VerifyInvocation(parsed)
        let selection = try ServiceSelection(parsed)
        let options = try SourceOptions(parsed, environment)
        if options.bundle != nil { invocation.probes.obstacle = "a bundle cannot be probed" }
        let source = try options.open(environment)
        let deadline = invocation.timeout.map { ContinuousClock.now + $0 }
        let look = VerifyLook(
            invocation: invocation, selection: selection, source: source, environment: environment,
            showsIgnored: parsed.flag("show-ignored"), deadline: deadline)
        if invocation.printsCommands {
            environment.writeOutput(try await look.commands())
            return .success
        }
        return try await report(on: look, output)
    }

    /// Looks, once or until all passes, and writes what was seen last.
    func report(on look: VerifyLook, _ output: OutputOptions) async throws(CommandFailure) -> ExitStatus {
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
                "the next look: " + (failed.map { "\($0) check\($0 == 1 ? "" : "s") not passed" } ?? "nothing seen yet")
            )
            await ProgressLine(environment, activity).during { await sleep() }
            activity.end(ticket)
        }
        return write(result, output)
    }

    private func write(_ result: Waiting<ContinuousClock>.Result<VerifyState>, _ output: OutputOptions) -> ExitStatus {
        let state = result.state
        let verification = state.verification
        let status: ExitStatus =
            if result.isExpired {
                .timedOut
            } else if verification.count(.failed) > 0 {
                .findings
            } else {
                verification.count(.unknown) > 0 ? .undetermined : .success
            }
        let report = Report(
            kind: .verify, toolVersion: environment.toolVersion, diagnosis: state.diagnosis, services: state.services,
            findings: state.diagnosis.findings(concerning: Set(state.services.map(\.key))),
            damage: state.damage, ignoredServices: 0, otherErrors: 0, exitStatus: Int(status.rawValue),
            verification: verification)
        environment.writeOutput(
            report.rendered(as: output.format, style: output.style, showsHeaders: output.showsHeaders))
        if result.isExpired { environment.writeError("error: the time was up before all checks had passed\n") }
        return status
    }
}

/// What was seen in one look.
struct VerifyState: Sendable {
    let diagnosis: Diagnosis
    let services: [ServiceDiagnosis]
    let verification: Verification
    let damage: [String]
}
