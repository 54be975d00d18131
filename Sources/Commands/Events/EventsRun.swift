import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import Reports
import Topology

/// `events`, from parsed words to the exit status.
struct EventsRun {
    let options: EventsOptions
    let environment: Environment

    func run() async throws(CommandFailure) -> ExitStatus {
        var selection = options.selection
        // Otherwise `-A` is about Services, as before there were routes.
        selection.coversRoutes = !selection.kinds.isEmpty
        if options.readsManagementOnly { return try await runOnManagement(selection) }
        if let bundle = try options.source.bundleSource() {
            return try show(try await bundle.observe(selection), selection).status
        }
        let source = try LiveSource(options.source, environment)
        if selection.namespace == nil, !selection.allNamespaces { selection.namespace = source.defaultNamespace }
        let pair = try await source.pair(selection, readsAll: true)
        return try await follow(pair, selection)
    }

    /// Shows what there is and, with `--watch`, what comes.
    private func follow(_ pair: LivePair, _ selection: ServiceSelection) async throws(CommandFailure) -> ExitStatus {
        let shown = try show(pair.observation, selection)
        guard options.watches, !pair.clients.isEmpty else { return shown.status }
        return await EventsWatch(
            pair: pair, selection: selection, filter: shown.filter, clocks: shown.clocks, format: options.choice.format,
            style: options.style.style(environment), shown: Set(shown.entries), findings: shown.findings,
            environment: environment
        ).run()
    }

    /// The Events of one tenant in the management cluster.
    private func runOnManagement(_ selection: ServiceSelection) async throws(CommandFailure) -> ExitStatus {
        guard options.watches else {
            let observations = try await FleetObservations.read(options.source, environment)
            return try show(try observations.tenant(of: selection), selection).status
        }
        let (source, name) = (try FleetSource(options.source, environment), options.source.tenantName)
        let tenant = try await source.observe(only: name).checked(name).tenant(of: selection)
        var plan = ReadPlan(scope: .all)
        plan.evidence = source.evidence
        let isReached = tenant.sideFailures[.management] == nil
        return try await follow(
            LivePair(
                observation: tenant, clients: isReached ? [.management: source.client] : [:], plan: plan), selection)
    }

    /// What was written, for those who go on.
    private struct Shown {
        let status: ExitStatus
        let entries: [EventEntry]
        let filter: EventEntry.Filter
        let clocks: ClusterClocks
        let findings: EventFindings
    }

    private func show(_ observation: Observation, _ selection: ServiceSelection) throws(CommandFailure) -> Shown {
        let diagnosis = Diagnosis(of: Topology(observation))
        let topology = diagnosis.topology
        let selection = selection.resolved(in: observation)
        let services = observation.list(.tenant, Service.self)
        let isHidden = topology.position.hides(.tenant)
        let uids = Set(selection.namedUIDs.map(\.uid))
        func isNamed(_ uid: String) -> Bool { !selection.isNamed || uids.contains(uid) }
        let requested =
            services.value == nil
            ? []
            : try WrongCluster.explaining(observation) { () throws(CommandFailure) in
                try selection.requestedServices(in: services)
            }
        let lone = services.value == nil ? [] : try selection.loneLoadBalancers(in: topology)
        let selected =
            isHidden
            ? diagnosis.services.filter { isNamed($0.exposure.service.metadata.uid) }
            : selection.select(from: diagnosis, requested: requested)
        let chosen = selected.filter {
            isHidden || selection.isNamed || $0.exposure.isTaken || $0.exposure.loadBalancer.value != nil
        }
        let isReadable = observation.sideFailures[.tenant] == nil
        let routes =
            isHidden
            ? diagnosis.routes.filter { isNamed($0.key.uid) }
            : selection.selectRoutes(
                from: diagnosis, requested: isReadable ? try selection.requestedRoutes(in: observation) : [])
        var objects = PathObjects(topology)
        for service in chosen {
            objects.add(service.exposure)
            objects.addBackends(of: service.exposure, topology)
        }
        for loadBalancer in lone { objects.add(loadBalancer) }
        for route in routes { objects.add(route.exposure) }
        var filter = EventEntry.Filter(objects)
        filter.types = options.types.map(Set.init)
        filter.since = options.since.map { topology.now.adding(seconds: -($0 / .seconds(1))) }
        let clocks = ClusterClocks(topology)
        let entries = EventEntry.entries(topology, filter, clocks)
        let gaps = gaps(topology)
        let isUnread = services.value == nil && !isHidden
        let isPartial = gaps.contains { $0.matters } || isUnread || observation.truncation != nil
        let status: ExitStatus = isPartial ? .undetermined : .success
        let notes = (Set(entries.map(\.side)).count > 1 ? clocks.notes : []) + gaps.map(\.text)
        let report = EventReport(
            diagnosis: diagnosis, services: chosen, routes: routes, entries: entries, notes: notes,
            toolVersion: environment.toolVersion, damage: observation.damage, status: Int(status.rawValue))
        try write(report)
        environment.noteDamage(observation.damage)
        for note in notes { self.note(note) }
        if selected.isEmpty, lone.isEmpty, !isHidden, let note = selection.emptinessNote(in: services) {
            self.note(note)
        }
        if isUnread, let reason = services.unknown { note("Services of the tenant cluster: \(reason)") }
        if entries.isEmpty, gaps.isEmpty, !options.watches {
            note("no Events of \(Self.counted(chosen, routes, selection)): API servers keep them for an hour")
        }
        return Shown(
            status: status, entries: entries, filter: filter, clocks: clocks, findings: report.findings)
    }

    /// `2 Services`, `1 HTTPRoute`, or `3 resources` of several kinds.
    private static func counted(
        _ services: [ServiceDiagnosis], _ routes: [RouteDiagnosis], _ selection: ServiceSelection
    ) -> String {
        let kinds = Set(routes.map(\.exposure.kind))
        let asked = RouteKind.allCases.filter { selection.kinds == [.routing($0)] }
        if services.isEmpty, kinds.count <= 1, let kind = kinds.first ?? asked.first {
            return kind.counted(routes.count)
        }
        let count = services.count + routes.count
        let noun = routes.isEmpty && !selection.isOfRoutesOnly ? "Service" : "resource"
        return "\(count) \(noun)\(count == 1 ? "" : "s")"
    }

    private func write(_ report: EventReport) throws(CommandFailure) {
        if let query = try options.choice.query?.query() {
            environment.writeOutput(try query.output(of: report.document, showsHeaders: options.style.showsHeaders))
            return
        }
        if options.watches, options.choice.format == .json {
            for entry in report.entries { environment.writeOutput(EventsWatch.json(entry, report.findings)) }
            return
        }
        environment.writeOutput(
            report.rendered(
                as: options.choice.format, style: options.style.style(environment),
                showsHeaders: options.style.showsHeaders))
    }

    private struct Gap {
        let text: String
        /// Whether the run cannot be taken for whole.
        let matters: Bool
    }

    /// Events that could not be read, of the management cluster alone also objects whose Events would be shown.
    private func gaps(_ topology: Topology) -> [Gap] {
        let events = ClusterSide.allCases.filter { !topology.position.hides($0) }.compactMap { gap($0, topology) }
        guard topology.position.hides(.tenant) else { return events }
        let loadBalancers = topology.outcome(of: .loadBalancers).flatMap {
            $0 == .notCollected ? nil : StageUnknown(input: .loadBalancers, reason: $0)
        }
        return events
            + ([loadBalancers].compactMap { $0 } + topology.unseenParts).map {
                Gap(text: "Events of objects in \($0.input) are missing: \($0.reason)", matters: true)
            }
    }

    /// In a pair it is as it has to be that the CCM's own credentials are refused in the management cluster.
    private func gap(_ side: ClusterSide, _ topology: Topology) -> Gap? {
        guard let reason = topology.outcome(of: side == .tenant ? .tenantEvents : .managementEvents) else {
            return nil
        }
        let isExpected =
            switch reason {
            case .notCollected: true
            case .forbidden: side == .management && topology.hasCCMIdentityOnly && !topology.position.hides(.tenant)
            case .failed: false
            }
        return Gap(text: "Events of the \(side.rawValue) cluster: \(reason)", matters: !isExpected)
    }

    private func note(_ text: String) { environment.note(text) }
}
