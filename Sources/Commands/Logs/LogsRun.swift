import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import Reports
import Topology

/// `logs`, from parsed words to the exit status.
struct LogsRun {
    let options: LogsOptions
    let environment: Environment

    func run() async throws(CommandFailure) -> ExitStatus {
        var selection = options.selection
        if options.readsManagementOnly { return try await runOnManagement(selection) }
        if let source = try options.source.bundleSource() {
            let observation = try await source.observe(selection)
            let topology = Topology(observation)
            let scopes = try scopes(selection, observation, topology)
            environment.noteDamage(observation.damage)
            return try await show(
                BundleLogs(files: source.files, topology: topology), topology, scopes, namesManagement: true,
                following: nil)
        }
        let source = try LiveSource(options.source, environment)
        if selection.namespace == nil { selection.namespace = source.defaultNamespace }
        let pair = try await source.pair(selection, readsAll: false)
        let logs = LiveLogs(
            topology: Topology(pair.observation), clients: pair.clients, patience: options.source.timeout)
        let scopes = try scopes(selection, pair.observation, logs.topology)
        return try await show(
            logs, logs.topology, scopes, namesManagement: source.namesManagement,
            following: options.follows ? logs : nil)
    }

    /// The logs of the management cluster for one tenant.
    private func runOnManagement(_ selection: ServiceSelection) async throws(CommandFailure) -> ExitStatus {
        let observation = try await FleetObservations.read(options.source, environment).tenant(of: selection)
        let topology = Topology(observation)
        var selection = selection
        selection.coversRoutes = true
        let whole = selection.isNamed ? [] : [topology.tenant.value].compactMap { $0 }.map { LogScope($0) }
        let scopes =
            whole + topology.exposures.filter(selection.includes(alone:)).map { LogScope($0) }
            + topology.routeExposures.filter(selection.includes(alone:)).map { LogScope($0) }
        if let source = try options.source.bundleSource() {
            environment.noteDamage(observation.damage)
            return try await show(
                BundleLogs(files: source.files, topology: topology), topology, scopes, namesManagement: true,
                following: nil)
        }
        let client = try FleetSource(options.source, environment).client
        let logs = LiveLogs(
            topology: topology, clients: [.management: client], patience: options.source.timeout)
        return try await show(logs, topology, scopes, namesManagement: true, following: nil)
    }

    private func scopes(
        _ selection: ServiceSelection, _ observation: Observation, _ topology: Topology
    ) throws(CommandFailure) -> [LogScope] {
        let selection = selection.resolved(in: observation)
        let services = try WrongCluster.explaining(observation) { () throws(CommandFailure) in
            try selection.requestedServices(in: topology.list(.tenant, Service.self))
        }
        let routes = try selection.requestedRoutes(in: observation)
        let lone = try selection.loneLoadBalancers(in: topology)
        return lone.map { LogScope($0) }
            + topology.routeExposures.filter { routes.contains($0.resource) }.map { LogScope($0) }
            + services.map { service in
                topology.exposures.first { $0.service.metadata.path == service.metadata.path }.map { LogScope($0) }
                    ?? LogScope(
                        namespace: service.metadata.namespace, name: service.metadata.name,
                        uids: [service.metadata.uid],
                        nodePorts: Set(service.ports.compactMap(\.nodePort)), tenantNamespace: topology.tenantNamespace)
            }
    }

    private func show(
        _ supply: some LogSupply, _ topology: Topology, _ scopes: [LogScope], namesManagement: Bool,
        following live: LiveLogs?
    ) async throws(CommandFailure) -> ExitStatus {
        let clocks = ClusterClocks(topology)
        let start = options.start(now: topology.now)
        var filter = LogFilter()
        filter.scopes = scopes
        filter.minimum = options.minimum
        filter.pattern = options.pattern
        filter.hidesSnapshots = !options.showsAll && options.pattern == nil
        // Servers leave out what is older themselves, by the time at which a line was written.
        filter.since = supply is BundleLogs ? start : nil
        let choice = supply.logs(options.components, previous: options.isPrevious)
        let readers = choice.logs.map { source in
            LogReader(
                source, LogComponent(of: source), filter, correction: clocks.correction(source.side),
                reference: clocks.uncorrected(topology.now, source.side))
        }
        // Of one cluster's lines alone the order is right.
        if Set(choice.logs.map(\.side)).count > 1 { clocks.notes.forEach(note) }
        for text in LogLevelNote.texts(topology, options, scopes) { note(text) }
        let output = LogOutput(
            try format(topology), logs: choice.logs, write: environment.writeOutput)
        let history = await LogHistory(supply: supply, isFollowed: live != nil).read(
            readers,
            range: { source in LogRange(tail: options.tail, since: start.map { clocks.uncorrected($0, source.side) })
            },
            show: { output.write($0) })
        let problems = choice.problems + history.problems
        for problem in problems { note(problem.text) }
        let unattributable = history.positions.reduce(0) { $0 + $1.reader.unattributable }
        if unattributable > 0 { note(Self.unattributableText(unattributable)) }
        guard let live else {
            // That there is no log is an answer; that one could not be read is none.
            let isPartial = problems.contains { options.needs($0, namesManagement: namesManagement) }
            return isPartial ? .undetermined : .success
        }
        // What failed may go better soon; what may not be read will not.
        let isHopeless = problems.allSatisfy { problem in
            problem.kind == .forbidden || problem.component.map { live.clients[$0.side] == nil } ?? false
        }
        if history.positions.isEmpty, !problems.isEmpty, isHopeless { return .undetermined }
        return await LogFollowing(
            logs: live, components: options.components, filter: filter, clocks: clocks, output: output,
            beginnings: Dictionary(choice.logs.map { log in (log, start.map { clocks.uncorrected($0, log.side) }) }) {
                first, _ in
                first
            }, said: Set(problems), environment: environment
        ).run(from: history.positions)
    }

    private func note(_ text: String) { environment.note(text) }

    private func format(_ topology: Topology) throws(CommandFailure) -> LogFormat {
        let query = try options.choice.query?.query()
        var names: [ClusterSide: String] = [:]
        for side in ClusterSide.allCases { names[side] = topology.context(of: side) }
        return LogFormat(
            options.choice.format, query: query, style: options.style.style(environment),
            showsPrefix: options.showsPrefix,
            names: names, now: topology.now)
    }

    static func unattributableText(_ count: Int) -> String {
        "\(count) connection\(count == 1 ? "" : "s") without a healthy node (UH) \(count == 1 ? "is" : "are") omitted, because "
            + "the lines do not contain the Service; run the command without a Service to show all lines"
    }
}

extension Environment {
    /// What is damaged in a bundle, on stderr.
    func noteDamage(_ damage: [String]) {
        for text in damage { warn(text) }
    }
}
