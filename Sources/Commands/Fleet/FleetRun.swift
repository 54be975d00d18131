import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import Reports
import Topology

/// `doctor` and `status` of the tenants of a management cluster, from that cluster alone.
struct FleetRun {
    let rows: FleetReport.Rows
    let options: InspectionOptions
    let environment: Environment

    func run() async throws(CommandFailure) -> ExitStatus {
        let output = try ReportOutput(options.output, environment, formats: FleetReport.formats)
        let policy = try JudgementPolicy(options.judgement)
        if options.dryRun == .reads {
            let names = try pairs()?.pairs.map(\.name) ?? []
            environment.writeOutput(FleetReads(source: options.source, pairs: names).text)
            return .success
        }
        if options.wait.watches {
            return try await FleetWatch(fleet: self, policy: policy, output: output, environment: environment).run()
        }
        if let condition = options.wait.waitsFor {
            let waiting = FleetRun(rows: rows, options: options, environment: environment.waiting(true))
            let (report, notes) = try await FleetWait(
                condition: condition, options: options.wait, environment: waiting.environment
            )
            .run { () async throws(CommandFailure) in try await waiting.look(policy) }
            output.note(notes, environment)
            return try write(report, output)
        }
        let (report, notes) = try await look(policy)
        output.note(notes, environment)
        return try write(report, output)
    }

    private func write(_ report: FleetReport, _ output: ReportOutput) throws(CommandFailure) -> ExitStatus {
        try output.write(report, environment)
        return ExitStatus(rawValue: Int32(report.exitStatus)) ?? .undetermined
    }

    /// Reads once.
    private func look(
        _ policy: JudgementPolicy
    ) async throws(CommandFailure) -> (report: FleetReport, notes: [String]) {
        var source = options.source
        // Of the pair that counts by default; on the command line it is refused.
        if options.checksAllTenants { source.tenantName = nil }
        let observations = try await FleetObservations.read(source, environment, joining: pairs())
        let all = observations.tenants.map { observation in
            (name: FleetObservations.name(of: observation), diagnosis: policy.diagnosis(of: observation))
        }
        let report = try report(
            of: all, observations.platform, policy, views: observations.views, damage: observations.damage)
        return (report, observations.visibilityNotes + observations.notes)
    }

    /// What the diagnoses of the tenants say together; without `damage`, that of the management cluster is reported.
    func report(
        of all: [(name: String, diagnosis: Diagnosis)], _ platform: Observation, _ policy: JudgementPolicy,
        views: [String: Fleet.View] = [:], damage: [String]? = nil
    ) throws(CommandFailure) -> FleetReport {
        let only = try namedUIDs(in: all.map(\.diagnosis), platform)
        let diagnoses = all.filter { _, diagnosis in
            only.map { !$0.isDisjoint(with: Self.uids(of: diagnosis.topology)) } ?? true
        }
        let threshold = policy.options.threshold
        return FleetReport(
            rows: rows, toolVersion: environment.toolVersion, fleet: Fleet(diagnoses, views: views),
            platform: Topology(platform), damage: damage ?? platform.damage, only: only,
            showsOnlyProblems: options.showsOnlyProblems, threshold: threshold
        ) { fleet in
            policy.exitStatus(Self.status(of: fleet, only, platform: platform, threshold)).rawValue
        }
    }

    /// The pairs of the configuration file, unless the management cluster alone is asked for.
    func pairs() throws(CommandFailure) -> ManagementPairs? {
        guard options.checksAllTenants, !options.readsManagementOnly, options.source.bundle == nil,
            !options.selection.isNamed, let line = options.line
        else { return nil }
        let pairs = try ManagementPairs(try Settings.configuration(line, environment), environment)
        return pairs.pairs.isEmpty ? nil : pairs
    }

    /// The UIDs of the LoadBalancers and Routes that are named, or whose Services are; nil if none is. Fails if one is in no tenant.
    private func namedUIDs(
        in diagnoses: [Diagnosis], _ platform: Observation
    ) throws(CommandFailure) -> Set<String>? {
        guard options.selection.isNamed else { return nil }
        let known = Set(diagnoses.map(\.topology).flatMap(Self.uids))
        for (uid, input) in options.selection.namedUIDs where !known.contains(uid) {
            throw FleetObservations.missing(uid, input, platform)
        }
        var uids = Set(options.selection.namedUIDs.map(\.uid))
        for case .named(let namespace, let name) in options.selection.arguments {
            uids.formUnion(
                try Self.loadBalancers(of: name, namespace: namespace ?? options.selection.namespace, platform))
        }
        return uids
    }

    /// The UIDs of the LoadBalancers of a Service, by the labels that the CCM writes: of each tenant that has such a Service.
    private static func loadBalancers(
        of name: String, namespace: String?, _ platform: Observation
    ) throws(CommandFailure) -> [String] {
        let found = (platform.list(.management, LoadBalancer.self).value?.items ?? []).filter { loadBalancer in
            loadBalancer.origin.map { $0.name == name && (namespace == nil || $0.namespace == namespace) } ?? false
        }
        guard found.isEmpty else { return found.map(\.metadata.name) }
        let service = "Service \(namespace.map { $0 + "/" } ?? "")\(name)"
        if let reason = platform.outcome(of: .loadBalancers) {
            throw CommandFailure(
                .undetermined, "the LoadBalancer of \(service) could not be read", causes: ["\(reason)"])
        }
        throw CommandFailure(
            .notFound, "no tenant has a LoadBalancer of \(service)",
            hint: "kubelb-ctl status --all-tenants lists those that exist")
    }

    static func uids(of topology: Topology) -> Set<String> {
        Set(topology.exposures.map(\.service.metadata.uid) + topology.routeExposures.map(\.resource.uid))
    }

    /// Findings come before gaps: what is known to be wrong is wrong, whatever else could not be read.
    private static func status(
        of fleet: Fleet, _ only: Set<String>?, platform: Observation, _ threshold: FailureThreshold
    ) -> ExitStatus {
        let shown = only.map { uids in
            let keys = fleet.tenants.map(\.diagnosis).flatMap { diagnosis in
                diagnosis.services.filter { uids.contains($0.exposure.service.metadata.uid) }.map(\.key)
                    + diagnosis.routes.map(\.key).filter { uids.contains($0.uid) }
            }
            return fleet.identifiers(concerning: Set(keys))
        }
        let isFound = fleet.findings.contains { finding in
            threshold.includes(finding.severity) && !finding.isAboutReach && shown?.contains(finding.id) ?? true
        }
        if isFound { return .findings }
        let isUnread =
            platform.outcome(of: .tenants) != nil || platform.outcome(of: .loadBalancers) != nil
            || platform.truncation != nil || fleet.tenants.contains { $0.view.failure != nil }
        return isUnread || fleet.tenants.contains { $0.state == .unknown || $0.gap != nil } ? .undetermined : .success
    }
}

/// The management cluster, and each of its tenants as it shows them.
struct FleetObservations: Sendable {
    let platform: Observation
    var tenants: [Observation]
    /// Which clusters each tenant was read from, by its name; no entry for the management cluster alone.
    var views: [String: Fleet.View] = [:]
    /// Why pairs of the configuration file are left aside.
    var notes: [String] = []
    /// The one that the credentials are of, as a CCM's are; nil if they do not show it.
    var ownTenant: String?
}

extension FleetObservations {
    /// The name of one of the tenants; with its own cluster, by what that shows.
    static func name(of tenant: Observation) -> String {
        (tenant.position == .pair ? Topology(tenant).tenant.value?.name : tenant.requestedTenant) ?? ""
    }

    /// Damaged objects of the management cluster, and of tenant clusters that were read.
    var damage: [String] {
        let known = Set(platform.damage)
        return platform.damage
            + tenants.filter { $0.position == .pair }.flatMap { tenant in
                let name = Self.name(of: tenant)
                return tenant.damage.filter { !known.contains($0) }.map { "tenant \(name): \($0)" }
            }
    }

    /// Of a bundle or of live clusters: all tenants, or the one that is named. Fails if there is no such tenant.
    static func read(
        _ source: SourceOptions, _ environment: Environment, joining pairs: ManagementPairs? = nil
    ) async throws(CommandFailure) -> FleetObservations {
        let name = source.tenantName
        let found: FleetObservations
        if let bundle = try source.bundleSource() {
            found = bundle.observeTenants(only: name)
        } else {
            found = try await FleetSource(source, environment).observe(only: name, joining: pairs)
        }
        return try found.checked(name)
    }

    /// Fails for a cluster that is no management cluster, and for a tenant that is not there.
    func checked(_ name: String?) throws(CommandFailure) -> FleetObservations {
        try refuseOtherCluster()
        try refuseUnknownTenant(name)
        return self
    }

    /// The one tenant that was asked for, or whose LoadBalancers and Routes are named.
    func tenant(of selection: ServiceSelection) throws(CommandFailure) -> Observation {
        var found = tenants
        if selection.isNamed {
            let uids = tenants.map { FleetRun.uids(of: Topology($0)) }
            for (uid, input) in selection.namedUIDs where !uids.contains(where: { $0.contains(uid) }) {
                throw Self.missing(uid, input, platform)
            }
            let named = Set(selection.namedUIDs.map(\.uid))
            found = zip(tenants, uids).filter { !$0.1.isDisjoint(with: named) }.map(\.0)
        }
        guard let tenant = found.first else {
            throw CommandFailure(.undetermined, "the tenant could not be read")
        }
        guard found.count == 1 else {
            throw CommandFailure(.usage, "the objects belong to several tenants", hint: "name those of one tenant")
        }
        return tenant
    }

    /// That the credentials show some tenants only.
    var visibilityNotes: [String] {
        let isRefused = { (observation: Observation) in
            if case .forbidden? = observation.outcome(of: .loadBalancers) { true } else { false }
        }
        if case .forbidden(let right)? = platform.outcome(of: .tenants) {
            let names = tenants.filter { !isRefused($0) }.compactMap(\.requestedTenant)
            let seen =
                names.isEmpty
                ? "no tenant" : "only \(names.count == 1 ? "tenant" : "tenants") \(names.joined(separator: ", "))"
            let hint =
                names.isEmpty
                ? ". An identity such as a CCM's sees one tenant: use --management-only with --tenant NAME" : ""
            return ["these credentials show \(seen): they do not permit \(right)\(hint)"]
        }
        let hidden = tenants.count(where: isRefused)
        guard hidden > 0, hidden < tenants.count else { return [] }
        return ["\(hidden) of \(tenants.count) tenants are not visible with these credentials"]
    }

    /// What to say if no tenant has a LoadBalancer or Route of a name.
    static func missing(_ uid: String, _ input: Input, _ platform: Observation) -> CommandFailure {
        let name = "\(input == .routes ? "Route" : "LoadBalancer") \(uid)"
        if let reason = platform.outcome(of: input) {
            return CommandFailure(.undetermined, "\(name) could not be read", causes: ["\(reason)"])
        }
        return CommandFailure(
            .notFound, "\(name) not found in any tenant", hint: "kubelb-ctl status --all-tenants -o name lists them")
    }

    /// Fails for a cluster in which there is nothing of KubeLB's manager.
    private func refuseOtherCluster() throws(CommandFailure) {
        let topology = Topology(platform)
        guard platform.tenantNames.isEmpty, platform.outcome(of: .tenants) == nil,
            case .absent = topology.deployment(of: topology.manager),
            topology.list(.management, LoadBalancer.self).value?.items.isEmpty ?? true
        else { return }
        let name = topology.context(of: .management).map { "context \(quoted($0))" } ?? "this cluster"
        throw CommandFailure(
            .usage, "\(name) is not a KubeLB management cluster: it has no manager and no Tenants",
            hint: "select the management cluster with --management-context")
    }

    /// A tenant that is not there is told apart from one that cannot be seen.
    func refuseUnknownTenant(_ name: String?) throws(CommandFailure) {
        guard let name, !platform.tenantNames.contains(name) else { return }
        // Who sees one tenant only need not be able to list all.
        if tenants.contains(where: { $0.requestedTenant == name && $0.outcome(of: .loadBalancers) == nil }) { return }
        if let reason = platform.outcome(of: .tenants) {
            guard case .forbidden = reason else {
                throw CommandFailure(.undetermined, "the Tenants could not be read", causes: ["\(reason)"])
            }
            throw CommandFailure(
                .undetermined, "tenant \(name) is not visible with these credentials", causes: ["\(reason)"],
                hint: ownTenant.map { "these credentials are of tenant \($0): tenant/\($0) shows it" }
                    ?? "an identity such as a CCM's sees its own tenant only")
        }
        throw UnknownTenant.failure(name, near: nearest(to: name, in: platform.tenantNames))
    }
}

extension JudgementPolicy {
    /// What the checks find of one tenant.
    func diagnosis(of tenant: Observation) -> Diagnosis {
        judgement.applied(to: Diagnosis(of: Topology(tenant), checks: options.checks))
    }
}
