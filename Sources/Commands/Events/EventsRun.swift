import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import Reports
import Topology

/// `events`, from parsed words to the exit status.
struct EventsRun {
    let parsed: ParsedCommand
    let environment: Environment

    func run() async throws(CommandFailure) -> ExitStatus {
        if parsed.flag("print-rbac") {
            environment.writeOutput(AccessManifest.text)
            return .success
        }
        let invocation = try EventsInvocation(parsed)
        var selection = try ServiceSelection(parsed)
        selection.acceptsLoneLoadBalancers = true
        let options = try SourceOptions(parsed)
        if let bundle = options.bundle {
            let source = try BundleSource(path: bundle, tenant: options.tenantName, readsMetrics: false)
            let observation = try await source.observe(selection)
            return try show(observation, selection, invocation).status
        }
        let source = try LiveSource(options, environment)
        if selection.namespace == nil, !selection.allNamespaces { selection.namespace = source.defaultNamespace }
        let pair = try await source.pair(selection, readsAll: true) { $0.readsEvents = true }
        let shown = try show(pair.observation, selection, invocation)
        guard invocation.watches, !pair.clients.isEmpty else { return shown.status }
        return await EventsWatch(
            pair: pair, selection: selection, filter: shown.filter, clocks: shown.clocks, format: invocation.format,
            style: OutputOptions.style(parsed, environment), shown: Set(shown.entries), environment: environment
        ).run()
    }

    /// What was written, for those who go on.
    private struct Shown {
        let status: ExitStatus
        let entries: [EventEntry]
        let filter: EventEntry.Filter
        let clocks: ClusterClocks
    }

    private func show(
        _ observation: Observation, _ selection: ServiceSelection, _ invocation: EventsInvocation
    ) throws(CommandFailure) -> Shown {
        let diagnosis = Diagnosis(of: Topology(observation))
        let topology = diagnosis.topology
        let services = observation.list(.tenant, Service.self)
        let requested = services.value == nil ? [] : try selection.requestedServices(in: services)
        let lone = services.value == nil ? [] : try selection.loneLoadBalancers(in: topology)
        let selected = selection.select(from: diagnosis, requested: requested)
        let chosen = selected.filter {
            !selection.arguments.isEmpty || $0.exposure.isTaken || $0.exposure.loadBalancer.value != nil
        }
        var objects = PathObjects(topology)
        for service in chosen {
            objects.add(service.exposure)
            objects.addBackends(of: service.exposure, topology)
        }
        for loadBalancer in lone { objects.add(loadBalancer) }
        var filter = EventEntry.Filter(objects)
        filter.types = invocation.types
        filter.since = invocation.since.map { topology.now.adding(seconds: -$0) }
        let clocks = ClusterClocks(topology)
        let entries = EventEntry.entries(topology, filter, clocks)
        let gaps = gaps(topology)
        let status: ExitStatus = gaps.contains { $0.matters } || services.value == nil ? .undetermined : .success
        let notes = (Set(entries.map(\.side)).count > 1 ? clocks.notes : []) + gaps.map(\.text)
        let report = EventReport(
            diagnosis: diagnosis, services: chosen, entries: entries, notes: notes,
            toolVersion: environment.toolVersion, damage: observation.damage, status: Int(status.rawValue))
        write(report, invocation)
        environment.noteDamage(observation.damage)
        for note in notes { self.note(note) }
        if selected.isEmpty, lone.isEmpty, let note = selection.emptinessNote(in: services) { self.note(note) }
        if services.value == nil, let reason = services.unknown { note("Services of the tenant cluster: \(reason)") }
        if entries.isEmpty, gaps.isEmpty, !invocation.watches {
            note(
                "no Events of \(chosen.count) Service\(chosen.count == 1 ? "" : "s"): API servers keep them for an hour"
            )
        }
        return Shown(status: status, entries: entries, filter: filter, clocks: clocks)
    }

    private func write(_ report: EventReport, _ invocation: EventsInvocation) {
        if invocation.watches, invocation.format == .json {
            for entry in report.entries { environment.writeOutput(EventsWatch.json(entry)) }
            return
        }
        let style = OutputOptions.style(parsed, environment)
        environment.writeOutput(
            report.rendered(as: invocation.format, style: style, showsHeaders: !parsed.flag("no-headers")))
    }

    private struct Gap {
        let text: String
        /// Whether the run cannot be taken for whole.
        let matters: Bool
    }

    /// Events that could not be read. That the CCM's own credentials are refused in the management cluster is as it has to be.
    private func gaps(_ topology: Topology) -> [Gap] {
        ClusterSide.allCases.compactMap { side in
            guard let reason = topology.outcome(of: side == .tenant ? .tenantEvents : .managementEvents) else {
                return nil
            }
            let isExpected =
                switch reason {
                case .notCollected: true
                case .forbidden: side == .management && topology.hasCCMIdentityOnly
                case .failed: false
                }
            return Gap(text: "Events of the \(side.rawValue) cluster: \(reason)", matters: !isExpected)
        }
    }

    private func note(_ text: String) { environment.note(text) }
}
