import CommandLineKit

/// One subcommand: its row in the command table, its options, and what it does.
protocol Subcommand: Sendable {
    associatedtype Options: OptionGroup = ArgumentsOnly

    /// The options that it takes: by default all of `Options`.
    static var options: [OptionRow<Options>] { get }
    /// What `--print-rbac` prints.
    static var permissions: String { get }
    var specification: CommandSpec { get }
    func run(_ options: Options, in environment: Environment) async throws(CommandFailure) -> ExitStatus
}

extension Subcommand {
    static var options: [OptionRow<Options>] { Options.options }
    static var permissions: String { AccessManifest.text }

    /// Reads the options of a command line, to which the configuration has been applied.
    static func options(_ line: ParsedCommand) throws(CommandFailure) -> Options {
        do {
            return try Options(line, options)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Whether pairs of the configuration file may lead to the tenants of a management cluster, whose clusters are then read, too.
    private static func readsPairs(
        _ line: ParsedCommand, _ environment: Environment
    ) throws(CommandFailure) -> Bool {
        guard Options.self == InspectionOptions.self, InspectionOptions.value(of: \.checksAllTenants, in: line),
            !InspectionOptions.value(of: \.readsManagementOnly, in: line)
        else { return false }
        return try !Settings.configuration(line, environment).pairs.isEmpty
    }

    func run(_ line: ParsedCommand, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        if SourceOptions.value(of: \.printsPermissions, in: line) {
            let triesGenerated = InspectionOptions.value(of: \.triesGenerated, in: line)
            // Whoever reads the management cluster alone has no tenant cluster to apply anything in.
            let isAlone =
                InspectionOptions.value(of: \.checksAllTenants, in: line)
                || InspectionOptions.value(of: \.readsManagementOnly, in: line)
            let readsPairs = try Self.readsPairs(line, environment)
            let permissions = isAlone && !readsPairs ? AccessManifest.management : Self.permissions
            environment.writeOutput(permissions + (triesGenerated ? AccessManifest.dryRunText : ""))
            return .success
        }
        let options: Options
        do throws(CommandFailure) {
            options = try Self.options(line)
        } catch {
            // A CI system that reads the report is to find the failure in it, too.
            ReportOutput(leniently: line, environment)?.write(error, environment)
            throw error
        }
        return try await run(options, in: environment)
    }
}
