import CommandLineKit
import Reports

/// What `status`, `doctor` and `trace` have in common: from parsed words to a report.
struct Inspection {
    let kind: Kind
    let parsed: ParsedCommand
    let environment: Environment

    enum Kind: Equatable {
        case status
        case doctor
        case trace(TraceInvocation)

        /// How the report can be written.
        var formats: [OutputFormat] {
            switch self {
            case .status, .doctor: OutputFormat.ofReports
            case .trace: OutputFormat.ofTraces
            }
        }
    }

    func run() async throws(CommandFailure) -> ExitStatus {
        if parsed.flag("print-rbac") {
            environment.writeOutput(AccessManifest.text)
            return .success
        }
        let output = try OutputOptions(parsed, environment, formats: kind.formats)
        if let invocation = try WatchInvocation(parsed, environment, isDoctor: kind == .doctor) {
            return try await run(invocation, output)
        }
        let (report, notes): (Report, [String])
        do throws(CommandFailure) {
            (report, notes) = try await quieted(output).look()
        } catch {
            output.write(error, environment)
            throw error
        }
        output.note(notes, environment)
        return try write(report, output)
    }

    /// The same without progress, where nothing but the verdict is wanted.
    func quieted(_ output: OutputOptions) -> Inspection {
        Inspection(kind: kind, parsed: parsed, environment: output.quieted(environment))
    }

    func write(_ report: Report, _ output: OutputOptions) throws(CommandFailure) -> ExitStatus {
        try output.write(report, environment)
        return ExitStatus(rawValue: Int32(report.exitStatus)) ?? .undetermined
    }

    private func look() async throws(CommandFailure) -> (report: Report, notes: [String]) {
        try await Look(self).report()
    }
}
