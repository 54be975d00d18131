import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import LocalSystem
import Probes
import Topology

/// One look at Services and objects of Layer 7: both clusters are read, then the addresses probed, then all of it is judged.
struct VerifyLook: Sendable {
    var options: VerifyOptions
    let source: any ClusterSource
    let environment: Environment
    /// For all looks together.
    let deadline: ContinuousClock.Instant?
    /// What is judged, and what of it counts.
    let policy: JudgementPolicy
    /// Whether the requests have been announced: once for all looks.
    private let announced = Locked(false)

    init(
        options: VerifyOptions, source: any ClusterSource, environment: Environment,
        deadline: ContinuousClock.Instant?, policy: JudgementPolicy
    ) {
        self.options = options
        self.source = source
        self.environment = environment
        self.deadline = deadline
        self.policy = policy
    }

    func state() async throws(CommandFailure) -> VerifyState {
        var observation = try await observe()
        let topology = Topology(observation)
        let chosen = try chosen(of: topology, observation)
        let plan = try plan(of: chosen, topology)
        if options.probes.obstacle == nil {
            announce(plan)
            observation.probes = await made(plan)
        }
        let diagnosis = policy.judgement.applied(
            to: Diagnosis(of: Topology(observation), checks: policy.options.checks))
        let services = Dictionary(diagnosis.services.map { ($0.key, $0) }) { first, _ in first }
        let routes = Dictionary(diagnosis.routes.map { ($0.key, $0) }) { first, _ in first }
        let shownServices = chosen.services.compactMap { services[$0.resource] }
        let shownRoutes = chosen.routes.compactMap { routes[$0.resource] }
        let selection = resolved.resolved(in: observation)
        return VerifyState(
            diagnosis: diagnosis, services: shownServices, routes: shownRoutes,
            verification: Verification(
                of: diagnosis, services: shownServices, routes: shownRoutes, plan: plan, options: options.probes,
                expecting: options.expectedStatus, coversAll: options.selection.arguments.isEmpty,
                coversServices: selection.includesServices,
                unread: selection.isNamed ? [] : RouteKind.allCases.filter(selection.includes),
                needsRoutes: selection.isOfRoutesOnly
            ).judged(by: diagnosis),
            damage: observation.damage)
    }

    /// The kubectl commands that probe from within the clusters.
    func commands() async throws(CommandFailure) -> String {
        let observation = try await observe()
        let topology = Topology(observation)
        let chosen = try chosen(of: topology, observation)
        if observation.position == .pair, resolved.resolved(in: observation).includesServices,
            let reason = topology.list(.tenant, Service.self).unknown
        {
            throw CommandFailure(
                .undetermined, "the tenant cluster's Services could not be read", causes: ["\(reason)"])
        }
        let commands = ProbeCommands(topology, options.probes)
        let lines =
            chosen.services.flatMap { commands.lines(for: $0) } + chosen.routes.flatMap { commands.lines(for: $0) }
        // Names from outside must not steer the terminal.
        return (commands.notes + lines).map { escaped($0) + "\n" }.joined()
    }

    private func observe() async throws(CommandFailure) -> Observation { try await source.observe(resolved) }

    private var resolved: ServiceSelection {
        var resolved = options.selection
        if resolved.namespace == nil, !resolved.allNamespaces { resolved.namespace = source.defaultNamespace }
        return resolved
    }

    /// How much was looked at.
    func scope(of state: VerifyState) -> Judgement.Scope {
        let selection = resolved
        let isWhole =
            selection.arguments.isEmpty && !selection.hasSelectors
            && (selection.namespace == nil || selection.allNamespaces)
        return isWhole ? .everything : .services(Set(state.keys.map(\.path)))
    }

    // MARK: What is tested

    private struct Chosen {
        var services: [Exposure] = []
        var routes: [RouteExposure] = []
    }

    /// The Services and objects of Layer 7 that are asked for. None at all is an error: a job in CI must not pass because
    /// nothing was looked at.
    private func chosen(of topology: Topology, _ observation: Observation) throws(CommandFailure) -> Chosen {
        let selection = resolved.resolved(in: observation)
        if observation.position == .management { return try chosenAlone(by: selection, topology) }
        let list = topology.list(.tenant, Service.self)
        var chosen = Chosen()
        if list.value != nil { chosen.services = try services(selection, list, topology) }
        if observation.sideFailures[.tenant] == nil { chosen.routes = try routes(selection, topology, observation) }
        let isReadable =
            selection.includesServices
            ? list.value != nil
            : RouteKind.allCases.allSatisfy {
                !selection.includes($0) || topology.outcome(of: $0.input(.tenant)) == nil
            }
        if chosen.services.isEmpty, chosen.routes.isEmpty, isReadable {
            let place = selection.allNamespaces ? "" : selection.namespace.map { " in namespace \($0)" } ?? ""
            let what =
                selection.includesServices
                ? "no KubeLB Services to verify"
                    + (selection.includesRoutes ? ", and no Ingresses, Gateways or routes" : "")
                : "no Ingresses, Gateways or routes of KubeLB to verify"
            throw CommandFailure(
                .notFound, what + place,
                hint: selection.allNamespaces
                    ? "kubelb-ctl status -A --show-ignored lists others" : "use -A for all namespaces")
        }
        return chosen
    }

    /// Of a tenant whose cluster cannot be seen.
    private func chosenAlone(by selection: ServiceSelection, _ topology: Topology) throws(CommandFailure) -> Chosen {
        let chosen = Chosen(
            services: topology.exposures.filter(selection.includes(alone:)),
            routes: topology.routeExposures.filter(selection.includes(alone:)))
        guard chosen.services.isEmpty, chosen.routes.isEmpty else { return chosen }
        let unread = [Input.loadBalancers, .routes].compactMap { input in
            topology.outcome(of: input).map { "\(input): \($0)" }
        }
        throw CommandFailure(
            unread.isEmpty ? .notFound : .undetermined, "no LoadBalancers or Routes of the tenant to verify",
            causes: unread)
    }

    private func services(
        _ selection: ServiceSelection, _ list: Observed<ObjectList<Service>>, _ topology: Topology
    ) throws(CommandFailure) -> [Exposure] {
        let requested = try selection.requestedServices(in: list)
        let exposures = selection.select(from: topology, requested: requested)
            .filter { selection.isNamed || selection.showsIgnored || !$0.isIgnored }
        if !selection.showsIgnored, let ignored = exposures.first(where: \.isIgnored) {
            throw CommandFailure(
                .notFound,
                "KubeLB does not manage \(ignored.service.reference): "
                    + (ignored.service.isLoadBalancer
                        ? "another controller does" : "its type is \(ignored.service.type), not LoadBalancer"),
                hint: "kubelb-ctl status ing,gateway,httproute,grpcroute -n \(ignored.service.metadata.namespace) "
                    + "lists what may route to it")
        }
        return exposures
    }

    private func routes(
        _ selection: ServiceSelection, _ topology: Topology, _ observation: Observation
    ) throws(CommandFailure) -> [RouteExposure] {
        let exposures: [RouteExposure]
        if selection.isNamed {
            let requested = try selection.requestedRoutes(in: observation)
            exposures = requested.compactMap { key in topology.routeExposures.first { $0.resource == key } }
        } else {
            exposures = topology.routeExposures.filter {
                selection.includes($0.kind) && selection.includes($0.source.metadata)
                    && (selection.showsIgnored || !$0.isIgnored)
            }
        }
        if !selection.showsIgnored, let ignored = exposures.first(where: \.isIgnored) {
            throw CommandFailure(
                .notFound, "KubeLB does not manage \(ignored.source.reference): another controller does")
        }
        return exposures
    }

    // MARK: Probes

    private func plan(of chosen: Chosen, _ topology: Topology) throws(CommandFailure) -> [PlannedProbe] {
        let plan = ProbePlan(topology, options.probes)
        let ofRoutes = chosen.routes.flatMap { plan.probes(of: $0) }
        let ports = chosen.services.flatMap(\.service.ports)
        for filter in options.probes.ports where !ports.contains(where: filter.matches) {
            if ofRoutes.contains(where: { $0.protocol == "TCP" && $0.port == filter.port }) { continue }
            let known = ports.map(\.label).uniqued().prefix(8).joined(separator: ", ")
            throw CommandFailure(
                .notFound,
                "--port \(filter): no \(chosen.routes.isEmpty ? "Service" : "Service or host") has this port",
                hint: known.isEmpty ? nil : "available ports: \(known)")
        }
        return chosen.services.flatMap { plan.probes(of: $0) } + ProbePlan.limited(ofRoutes)
    }

    /// Requests reach applications: what is sent where is said before.
    private func announce(_ plan: [PlannedProbe]) {
        var hosts: [String] = []
        var addresses: [String] = []
        for case (let target?) in plan.map(\.target) {
            guard case .request(let request) = target.kind else { continue }
            addresses.append(target.address)
            hosts.append(request.host ?? target.address)
        }
        guard !addresses.isEmpty,
            !announced.withLock({ isAnnounced in
                defer { isAnnounced = true }
                return isAnnounced
            })
        else { return }
        func list(_ names: [String]) -> String {
            let names = names.uniqued()
            return names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
        }
        let count = addresses.count
        environment.note(
            "sending \(count) GET request\(count == 1 ? "" : "s") to \(list(addresses)) for \(list(hosts)); --no-http "
                + "turns this off")
    }

    /// Makes the probes that are to be made. Services that share an address and a port are told apart by their plan.
    private func made(_ plan: [PlannedProbe]) async -> [MadeProbe] {
        let wanted = plan.compactMap { probe in probe.target.map { (probe, $0) } }
        guard !wanted.isEmpty else { return [] }
        var settings = Prober.Settings()
        settings.timeout = options.probeTimeout
        settings.deadline = deadline
        settings.userAgent = "\(Tool.name)/\(environment.toolVersion)"
        let activity = RequestActivity()
        let tickets = wanted.map { activity.begin("the probe \($0.1.description)") }
        let results = await ProgressLine(environment, activity).during { [settings] in
            await environment.probe(wanted.map(\.1), settings)
        }
        tickets.forEach(activity.end)
        return zip(wanted, results).map { MadeProbe(probe: $0.0, result: $1) }
    }
}
