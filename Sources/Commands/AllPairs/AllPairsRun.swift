import CommandLineKit
import Kubernetes
import LocalSystem
import Reports

/// `doctor --all-pairs`: every pair of the configuration file, several at once, one row each. No pair keeps another one from
/// being looked at.
struct AllPairsRun: Sendable {
    let line: ParsedCommand
    let environment: Environment

    /// Whether a command line asks for it.
    static func isRequested(_ line: ParsedCommand) -> Bool { InspectionOptions.value(of: \.checksAllPairs, in: line) }

    /// So many pairs are read side by side; each has some dozens of requests under way.
    private static let width = 4
    /// For one pair: so often the time of one request. Nothing takes that many rounds of reads.
    static let patience = 6

    func run() async throws(CommandFailure) -> ExitStatus {
        try refuseMixtures()
        let configuration = try Settings.configuration(line, environment)
        guard !configuration.pairs.isEmpty else {
            throw CommandFailure(
                .usage, "--all-pairs: no pairs are defined in \(escaped(configuration.path ?? "a configuration file"))",
                hint: "define one (see man 5 kubelb-ctl-config), or use another file with --config FILE")
        }
        let settings = Settings(line, environment, configuration, pair: nil, namesClusters: false)
        let output = try ReportOutput(
            DoctorCommand.options(settings.applied(to: line, fitting: PairsReport.formats)).output, environment,
            formats: PairsReport.formats)
        let ignored = ConfigurationKeys.settings.compactMap(\.variable) + [ConfigurationKeys.pairVariable]
        let set = ignored.filter { environment.variables[$0]?.isEmpty == false }
        if !set.isEmpty {
            environment.writeError("note: \(set.joined(separator: ", ")) ignored because of --all-pairs\n")
        }
        let report = PairsReport(
            toolVersion: environment.toolVersion, generatedAt: environment.now(), pairs: await look(at: configuration),
            exitStatus: { Self.worst($0.map { ExitStatus(rawValue: Int32($0)) ?? .undetermined }).rawValue })
        try output.write(report, environment)
        return ExitStatus(rawValue: Int32(report.exitStatus)) ?? .undetermined
    }

    /// The precedence of exit statuses is the same everywhere.
    static func worst(_ statuses: [ExitStatus]) -> ExitStatus {
        let order: [ExitStatus] = [
            .interrupted, .terminated, .usage, .notFound, .refused, .partial, .timedOut, .findings, .undetermined,
        ]
        return order.first(where: statuses.contains) ?? .success
    }

    private func refuseMixtures() throws(CommandFailure) {
        func refuse(_ names: [String], _ hint: String) throws(CommandFailure) {
            guard let name = names.first(where: line.isGiven) else { return }
            throw CommandFailure(.usage, "--all-pairs and --\(name) are mutually exclusive", hint: hint)
        }
        func refuse(_ option: PartialKeyPath<InspectionOptions>, _ hint: String) throws(CommandFailure) {
            try refuse([InspectionOptions.name(of: option)], hint)
        }
        try refuse(\.source.pair, "omit --all-pairs to check one pair")
        try refuse(\.source.bundle, "a bundle contains one pair; omit one of the options")
        try refuse(
            WaitOptions.options.specs().map(\.name), "--all-pairs checks each pair once; use --pair to wait for one")
        try refuse(
            \.judgement.updatesBaseline, "a baseline belongs to one pair; use --pair instead of --all-pairs")
        try refuse(\.source.printsPermissions, "the permissions are the same for every pair; omit --all-pairs")
        try refuse(
            [\SourceOptions.tenant.token, \.namedManagement.token].map(SourceOptions.name),
            "each pair has credentials of its own; use --pair to check one")
        let own = Set(ConfigurationKeys.general.map(\.name))
        try refuse(
            ConfigurationKeys.pair.map(\.name).filter { !own.contains($0) },
            "each pair sets its own clusters; omit --all-pairs to use others")
    }

    // MARK: Looking

    private func look(at configuration: Configuration) async -> [PairsReport.Pair] {
        let activity = RequestActivity()
        return await ProgressLine(environment, activity).during {
            await configuration.pairs.concurrentMap(width: Self.width) { pair in
                let ticket = activity.begin("pair \(pair.name)")
                defer { activity.end(ticket) }
                return await look(at: pair, configuration)
            }
        }
    }

    private func look(at pair: Configuration.Pair, _ configuration: Configuration) async -> PairsReport.Pair {
        let settings = Settings(line, environment, configuration, pair: pair, namesClusters: false)
        do throws(CommandFailure) {
            let inspection = Inspection(
                kind: .doctor, options: try DoctorCommand.options(settings.applied(to: line)),
                environment: environment.ofPair(pair.name))
            let limit = inspection.options.source.timeout * Self.patience
            let report = try await Self.report(inspection, within: limit)
            return .init(name: pair.name, outcome: .report(report))
        } catch {
            return .init(
                name: pair.name,
                outcome: .failure(
                    message: error.message, causes: error.causes, hint: error.hint,
                    exitStatus: Int(error.status.rawValue)))
        }
    }

    private static func report(
        _ inspection: Inspection, within limit: Duration
    ) async throws(CommandFailure) -> Report {
        let result = await withTaskGroup(of: Result<Report, CommandFailure>?.self) { group in
            group.addTask {
                do throws(CommandFailure) {
                    let (report, notes) = try await Look(inspection).report()
                    for note in notes { inspection.environment.note(note) }
                    return .success(report)
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            var first = await group.next() ?? nil
            // Requests under way end at once, and what was read until then is told.
            group.cancelAll()
            if first == nil {
                inspection.environment.writeError(
                    "note: timed out after \(limit.components.seconds) s before everything was read; increase --request-timeout\n"
                )
                first = await group.next() ?? nil
            }
            return first
        }
        guard let result else { throw CommandFailure(.undetermined, "timed out before everything was read") }
        return try result.get()
    }
}

extension Environment {
    /// For one of several pairs: what it says on stderr bears its name, and none draws a line of its own there or asks for a
    /// password.
    func ofPair(_ name: String) -> Environment {
        var quiet = self
        quiet.isErrorTerminal = false
        quiet.writeError = { text in
            for line in text.split(separator: "\n") {
                ProgressLine.write("pair \(escaped(name)): \(line)\n", self)
            }
        }
        return quiet
    }
}
