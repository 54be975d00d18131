import CommandLineKit
import Reports

/// What `status`, `doctor` and `trace` have in common: from options to a report.
struct Inspection {
    let kind: Kind
    let options: InspectionOptions
    let environment: Environment

    enum Kind {
        case status
        case doctor
        case trace

        /// How the report can be written.
        var formats: [OutputFormat] {
            switch self {
            case .status, .doctor: OutputFormat.ofReports
            case .trace: OutputFormat.ofTraces
            }
        }
    }

    func run() async throws(CommandFailure) -> ExitStatus {
        let output = try ReportOutput(options.output, environment, formats: kind.formats)
        if options.wait.isRepeated { return try await repeated(output) }
        let seen: (value: (report: Report, notes: [String]), missing: CommandFailure?)
        do throws(CommandFailure) {
            let look = try Look(quieted(output))
            seen = try await look.selection.withoutMissing { selection throws(CommandFailure) in
                var look = look
                look.selection = selection
                return try await look.report()
            }
        } catch {
            output.write(error, environment)
            throw error
        }
        output.note(seen.value.notes, environment)
        guard let missing = seen.missing else { return try write(seen.value.report, output) }
        let status = try write(seen.value.report.ending(with: Int(missing.status.rawValue)), output)
        environment.writeError(missing.text)
        return status
    }

    /// The same without progress, where nothing but the verdict is wanted.
    func quieted(_ output: ReportOutput) -> Inspection {
        Inspection(kind: kind, options: options, environment: output.quieted(environment))
    }

    func write(_ report: Report, _ output: ReportOutput) throws(CommandFailure) -> ExitStatus {
        try output.write(report, environment)
        return ExitStatus(rawValue: Int32(report.exitStatus)) ?? .undetermined
    }
}
