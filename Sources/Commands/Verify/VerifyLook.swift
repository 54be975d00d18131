import CommandLineKit
import Diagnosis
import Kubernetes
import Probes
import Topology

/// One look at the Services: both clusters are read, then the addresses probed, then all of it is judged.
struct VerifyLook: Sendable {
    let options: VerifyOptions
    let source: any ClusterSource
    let environment: Environment
    /// For all looks together.
    let deadline: ContinuousClock.Instant?
    /// What is judged, and what of it counts.
    let policy: JudgementPolicy

    func state() async throws(CommandFailure) -> VerifyState {
        var observation = try await observe()
        let topology = Topology(observation)
        let exposures = try chosen(of: topology)
        let plan = plan(of: exposures, topology)
        if options.probes.obstacle == nil { observation.probes = await made(plan) }
        let diagnosis = policy.judgement.applied(
            to: Diagnosis(of: Topology(observation), checks: policy.options.checks))
        let byPath = Dictionary(diagnosis.services.map { ($0.key.path, $0) }, uniquingKeysWith: { first, _ in first })
        let services = exposures.compactMap { byPath[$0.path] }
        return VerifyState(
            diagnosis: diagnosis, services: services,
            verification: Verification(
                of: diagnosis, services: services, plan: plan, options: options.probes,
                expecting: options.expectedStatus, coversAll: options.selection.arguments.isEmpty
            ).judged(by: diagnosis),
            damage: observation.damage)
    }

    /// The kubectl commands that probe from within the clusters.
    func commands() async throws(CommandFailure) -> String {
        let topology = Topology(try await observe())
        let exposures = try chosen(of: topology)
        if let reason = topology.list(.tenant, Service.self).unknown {
            throw CommandFailure(
                .undetermined, "the tenant cluster's Services could not be read", causes: ["\(reason)"])
        }
        let commands = ProbeCommands(topology, options.probes)
        // Names from outside must not steer the terminal.
        return (commands.notes + exposures.flatMap(commands.lines)).map { escaped($0) + "\n" }.joined()
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
            selection.arguments.isEmpty && selection.labelSelector == nil
            && (selection.namespace == nil || selection.allNamespaces)
        return isWhole ? .everything : .services(Set(state.services.map(\.key.path)))
    }

    // MARK: Services

    /// The Services that are asked for. None at all is an error: a job in CI must not pass because nothing was looked at.
    private func chosen(of topology: Topology) throws(CommandFailure) -> [Exposure] {
        let list = topology.list(.tenant, Service.self)
        guard list.value != nil else { return [] }
        let selection = resolved
        let requested = try selection.requestedServices(in: list)
        let isNamed = !selection.arguments.isEmpty
        let exposures = selection.select(from: topology, requested: requested)
            .filter { isNamed || selection.showsIgnored || !$0.isIgnored }
        if !selection.showsIgnored, let ignored = exposures.first(where: \.isIgnored) {
            throw CommandFailure(
                .notFound,
                "KubeLB does not manage \(ignored.service.reference): "
                    + (ignored.service.isLoadBalancer
                        ? "another controller does" : "its type is \(ignored.service.type), not LoadBalancer"))
        }
        if exposures.isEmpty {
            let place = selection.allNamespaces ? "" : selection.namespace.map { " in namespace \($0)" } ?? ""
            throw CommandFailure(
                .notFound, "no KubeLB Services to verify\(place)",
                hint: selection.allNamespaces
                    ? "kubelb-ctl status -A --show-ignored lists other Services" : "use -A for all namespaces")
        }
        let ports = exposures.flatMap(\.service.ports)
        for filter in options.probes.ports where !ports.contains(where: filter.matches) {
            let known = ports.map(\.label).uniqued().prefix(8).joined(separator: ", ")
            throw CommandFailure(
                .notFound, "--port \(filter): no Service has this port", hint: "available ports: \(known)")
        }
        return exposures
    }

    // MARK: Probes

    private func plan(of exposures: [Exposure], _ topology: Topology) -> [PlannedProbe] {
        let plan = ProbePlan(topology, options.probes)
        return exposures.flatMap(plan.probes)
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
