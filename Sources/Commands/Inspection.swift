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
        let (report, notes): (Report, [String])
        do throws(CommandFailure) {
            (report, notes) = try await Look(quieted(output)).report()
        } catch {
            output.write(error, environment)
            throw error
        }
        output.note(notes, environment)
        return try write(report, output)
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
