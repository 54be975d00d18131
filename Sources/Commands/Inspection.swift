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

        /// What a row is about if only the management cluster is read; nil for what is of one tenant.
        var rowsOfFleet: FleetReport.Rows? {
            switch self {
            case .status: .loadBalancers
            case .doctor: .tenants
            case .trace: nil
            }
        }
    }

    func run() async throws(CommandFailure) -> ExitStatus {
        let output = try ReportOutput(options.output, environment, formats: kind.formats)
        if options.wait.isRepeated {
            let environment = environment.waiting(options.wait.waitsFor != nil)
            return try await Inspection(kind: kind, options: options, environment: environment).repeated(output)
        }
        let seen: (value: (report: Report, notes: [String]), missing: CommandFailure?)
        do throws(CommandFailure) {
            let look = try Look(quieted(output))
            if let bundle = look.source as? BundleSource, let rows = kind.rowsOfFleet {
                if bundle.holdsManagementOnly {
                    let failure = bundle.tenantFailure.map { " (tenant cluster: \($0))" } ?? ""
                    return try await runOnManagement(rows, "the bundle contains only the management cluster" + failure)
                }
                if showsFleet, bundle.isRefusedByTenant {
                    return try await runOnManagement(rows, "nothing in the tenant cluster may be read")
                }
            }
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

    /// Whether the management cluster alone can answer.
    private var showsFleet: Bool { !options.isOfPairOnly || options.namesServicesOfFleet }

    /// A bundle of the management cluster alone is read in that position, whether the flag is given or not.
    private func runOnManagement(
        _ rows: FleetReport.Rows, _ reason: String
    ) async throws(CommandFailure) -> ExitStatus {
        guard showsFleet else {
            throw WrongCluster.managementOnly(options.source.bundle ?? "the bundle")
        }
        environment.note("\(reason); the bundle is read as with --management-only")
        return try await FleetRun(rows: rows, options: options, environment: environment).run()
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
