import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import Reports
import Topology

/// One look at the clusters, which can be repeated: what is asked for, and what it is judged by. Nothing is read of a cluster
/// before `report`.
struct Look: Sendable {
    let kind: Inspection.Kind
    var selection: ServiceSelection
    let source: any ClusterSource
    let policy: JudgementPolicy
    private let options: InspectionOptions
    let toolVersion: String

    init(_ inspection: Inspection) throws(CommandFailure) {
        let (options, environment) = (inspection.options, inspection.environment)
        kind = inspection.kind
        policy = try JudgementPolicy(options.judgement)
        self.options = options
        var selection = options.selection
        selection.acceptsLoneLoadBalancers = kind != .doctor
        selection.acceptsLoneRoutes = kind != .doctor
        selection.coversRoutes = true
        source = try options.source.open(environment, managementOnly: options.readsManagementOnly)
        if kind != .doctor, selection.namespace == nil, !selection.allNamespaces {
            selection.namespace = source.defaultNamespace
        }
        self.selection = selection
        toolVersion = environment.toolVersion
    }

    /// What is seen now, and what somebody may want to know beside it.
    func report() async throws(CommandFailure) -> (report: Report, notes: [String]) {
        let (report, notes) = try report(of: try await source.observe(selection))
        return (report, notes + (await routesToIgnored(in: report)))
    }

    /// What of Layer 7 leads to named Services that have another type than LoadBalancer: people think of the Service first.
    private func routesToIgnored(in report: Report) async -> [String] {
        guard selection.isNamed else { return [] }
        let services = report.services.map(\.exposure).filter { $0.isIgnored && !$0.service.isLoadBalancer }
            .map(\.service)
        var namesakes: [String: Namesakes] = [:]
        for namespace in services.map(\.metadata.namespace).uniqued() {
            namesakes[namespace] = await source.routes(in: namespace).map { Namesakes(observation: $0) }
        }
        return services.compactMap { namesakes[$0.metadata.namespace]?.hint(forBackend: $0) }
    }

    /// What `observation`, which is the source's, says.
    func report(of observation: Observation) throws(CommandFailure) -> (report: Report, notes: [String]) {
        let services = observation.list(.tenant, Service.self)
        let selection = selection.resolved(in: observation)
        let requested = services.value == nil ? [] : try selection.requestedServices(in: services)
        let isAlone = observation.position == .management
        let isReadable = !isAlone && observation.sideFailures[.tenant] == nil
        let requestedRoutes = isReadable ? try selection.requestedRoutes(in: observation) : []
        let diagnosis = Diagnosis(of: Topology(observation), checks: policy.options.checks)
        let lone = services.value == nil ? [] : try selection.loneLoadBalancers(in: diagnosis.topology)
        let loneRoutes = isReadable ? try selection.loneRoutes(in: diagnosis.topology, observation) : []
        let shown =
            isAlone
            ? Shown(alone: diagnosis, selection)
            : Shown(diagnosis, selection, requested, requestedRoutes, lone, loneRoutes)
        let judged = try Judged(diagnosis, policy, scope: scope(of: shown)) {
            findings(in: $0, of: shown).filter { $0.suppression == nil }
        }
        var notes = judged.notes + selection.notesOnRoutes(namedBy: self.selection)
        if isAlone, shown.keys.isEmpty {
            notes.insert("the tenant has no LoadBalancers or Routes", at: 0)
        }
        if kind != .doctor, shown.services.isEmpty, shown.routes.isEmpty, shown.hidden == 0, !shown.isOfLone,
            let note = selection.emptinessNote(in: services)
        {
            notes.insert(note, at: 0)
        }
        return (try options.listing.applied(to: report(of: judged, shown, observation)), notes)
    }

    private var isNamed: Bool { selection.isNamed }

    /// What a report is about, before it is known what counts.
    private struct Shown {
        let services: [ServiceDiagnosis]
        let routes: [RouteDiagnosis]
        /// LoadBalancers without a Service that are named by their UID.
        let lone: [LoadBalancer]
        /// The same of Routes.
        let loneRoutes: [Route]
        var isOfLone: Bool { !lone.isEmpty || !loneRoutes.isEmpty }
        /// Services of other controllers, which are only counted.
        let hidden: Int
        let hiddenRoutes: Int

        init(
            _ diagnosis: Diagnosis, _ selection: ServiceSelection, _ requested: [Service],
            _ requestedRoutes: [ExposedResource], _ lone: [LoadBalancer], _ loneRoutes: [Route]
        ) {
            let services = selection.select(from: diagnosis, requested: requested)
            let routes = selection.selectRoutes(from: diagnosis, requested: requestedRoutes)
            let showsIgnored = selection.isNamed || selection.showsIgnored
            self.services = services.filter { $0.stages.state != .ignored || showsIgnored }
            self.routes = routes.filter { $0.stages.state != .ignored || showsIgnored }
            self.lone = lone
            self.loneRoutes = loneRoutes
            hidden = services.count - self.services.count
            hiddenRoutes = routes.count - self.routes.count
        }

        /// Of a tenant whose cluster cannot be seen.
        init(alone diagnosis: Diagnosis, _ selection: ServiceSelection) {
            services = diagnosis.services.filter { selection.includes(alone: $0.exposure) }
            routes = diagnosis.routes.filter { selection.includes(alone: $0.exposure) }
            (lone, loneRoutes) = ([], [])
            (hidden, hiddenRoutes) = (0, 0)
        }

        var keys: Set<ExposedResource> { Set(services.map(\.key) + routes.map(\.key)) }
    }

    /// A live source reads what the selection needs, no more.
    private func scope(of shown: Shown) -> Judgement.Scope {
        let isWhole =
            !isNamed && !selection.hasSelectors && selection.kinds.isEmpty && selection.layer == nil
            && (selection.namespace == nil || selection.allNamespaces)
        return isWhole ? .everything : .services(Set(shown.keys.map(\.path)))
    }

    private func report(of judged: Judged, _ shown: Shown, _ observation: Observation) -> Report {
        let diagnosis = judged.diagnosis
        let all = findings(in: diagnosis, of: shown)
        let findings = all.filter { $0.suppression == nil }
        let known = Set(findings.map(\.id))
        // Of what can be listed, errors are seen when it is.
        let listable = Set(diagnosis.services.map(\.key) + diagnosis.routes.map(\.key))
        let others = diagnosis.findings.count { finding in
            finding.severity == .error && !known.contains(finding.id) && finding.isRootCause
                && !(finding.resource.map(listable.contains) ?? false)
        }
        func report(_ kind: Report.Kind, traces: [PathTrace] = [], showsTimeline: Bool = false) -> Report {
            Report(
                kind: kind, toolVersion: toolVersion, diagnosis: diagnosis, services: shown.services,
                routes: shown.routes, findings: findings, damage: observation.damage, ignoredServices: shown.hidden,
                ignoredRoutes: shown.hiddenRoutes, isOfRoutesOnly: selection.isOfRoutesOnly,
                showsOnlyProblems: options.showsOnlyProblems, isNamed: isNamed, otherErrors: others,
                traces: traces, showsTimeline: showsTimeline, suppressed: all.filter { $0.suppression != nil },
                threshold: policy.options.threshold
            ) { Int(policy.exitStatus(ExitStatus($0)).rawValue) }
        }
        switch kind {
        case .doctor: return report(.doctor)
        case .status:
            let topology = diagnosis.topology
            return report(isNamed ? .service : .services).showing(
                lone: shown.lone.map { topology.remains(of: $0) } + shown.loneRoutes.map { topology.remains(of: $0) })
        case .trace:
            let since = options.since.map { observation.now.adding(seconds: -($0 / .seconds(1))) }
            return report(
                .trace, traces: traces(of: shown, in: diagnosis, since: since), showsTimeline: options.showsTimeline)
        }
    }

    private func traces(of shown: Shown, in diagnosis: Diagnosis, since: Timestamp?) -> [PathTrace] {
        let count = shown.services.count + shown.routes.count + shown.lone.count + shown.loneRoutes.count
        // For one object it is told how much there would be to tell.
        let tells = options.showsTimeline || count == 1
        let topology = diagnosis.topology
        let common = tells ? CommonTimeline(topology, tenantNamespace: topology.tenantNamespace) : nil
        let services = shown.services.map {
            PathTrace(of: $0, in: diagnosis, since: since, includesTimeline: tells, common: common)
        }
        let routes = shown.routes.map {
            PathTrace(of: $0, in: diagnosis, since: since, includesTimeline: tells, common: common)
        }
        let loadBalancers = shown.lone.map {
            PathTrace(ofAlone: $0, in: diagnosis, since: since, includesTimeline: tells, common: common)
        }
        return services + routes + loadBalancers
            + shown.loneRoutes.compactMap {
                PathTrace(ofAlone: $0, in: diagnosis, since: since, includesTimeline: tells, common: common)
            }
    }

    /// `doctor` shows all; a named Service its own findings and their causes; a list also what KubeLB left behind. With
    /// those that do not count.
    private func findings(in diagnosis: Diagnosis, of shown: Shown) -> [Finding] {
        let all = diagnosis.allFindings
        guard kind != .doctor else { return all.filter(isOfLayer) }
        if shown.isOfLone {
            let lone = shown.lone.flatMap { diagnosis.findings(about: $0) }
            let known = Set((lone + shown.loneRoutes.flatMap { diagnosis.findings(about: $0) }).map(\.id))
                .union(diagnosis.allFindings(concerning: shown.keys).map(\.id))
            return all.filter { known.contains($0.id) }
        }
        if isNamed, shown.keys.isEmpty {
            // They could not be read: what is left to say is why.
            return all.filter { [.access, .rights].contains($0.code.group) }
        }
        let found = diagnosis.allFindings(concerning: shown.keys)
        if isNamed { return found }
        let concerning = Set(found.map(\.id))
        return all.filter { finding in
            concerning.contains(finding.id) || (shown.keys.isEmpty && finding.isAboutReach)
                || (finding.code.group == .leftBehind && finding.severity > .info && isOfLayer(finding))
        }
    }

    /// Whether a finding is about the layer that is asked for, or about what both need.
    private func isOfLayer(_ finding: Finding) -> Bool {
        let isOfRoutes = finding.resource.map(\.isOfLayerSeven) ?? finding.code.isOfLayerSeven
        let isOfServices = finding.resource.map { !$0.isOfLayerSeven } ?? finding.code.isOfLayerFour
        return (selection.includesServices || !isOfServices) && (selection.includesRoutes || !isOfRoutes)
    }
}
