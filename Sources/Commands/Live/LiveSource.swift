import CommandLineKit
import KubeLB
import Kubernetes
import LocalSystem
import Topology
import Transport

/// Reads an observation from two API servers.
struct LiveSource: ClusterSource {
    let tenant: APIClient
    let management: ManagementSource
    let tenantName: String?
    let evidence: EvidenceOptions
    let timeout: Duration
    let environment: Environment
    let activity: RequestActivity
    let ccmServer: CCMServer
    let kubeconfigs: [ClusterSide: KubeconfigRequest]

    /// Reads the kubeconfigs; nothing is sent yet.
    init(_ options: SourceOptions, _ environment: Environment) throws(CommandFailure) {
        self.environment = environment
        tenantName = options.tenantName
        evidence = options.evidence
        timeout = options.timeout
        let activity = RequestActivity()
        self.activity = activity
        var ccmServer = CCMServer(allowsAny: options.allowsAnyCCMServer)
        if options.verbosity.isFull { ccmServer.note = Self.noteOnce(environment) }
        self.ccmServer = ccmServer
        let tenant = try Self.access(options.tenant, "tenant", environment)
        let management: ClusterAccess?
        if let request = options.management {
            management = try Self.access(request, "management", environment)
        } else {
            management = nil
        }
        kubeconfigs = options.kubeconfigs(tenant: tenant.context, management: management?.context)
        let engine = try Self.engine()
        var settings = Self.settings(options, environment, activity)
        settings.name = ClusterSide.tenant.rawValue
        self.tenant = APIClient(tenant, engine: engine, settings: settings)
        if let management {
            settings.name = ClusterSide.management.rawValue
            self.management = .client(APIClient(management, engine: engine, settings: settings))
        } else if options.usesCCMCredentials {
            self.management = .ccmCredentials(ccmServer, note: Self.noteOnce(environment))
        } else {
            self.management = .none
        }
    }

    static func engine() throws(CommandFailure) -> HTTPEngine {
        do throws(TransportError) {
            return try HTTPEngine()
        } catch {
            throw CommandFailure(.undetermined, error.summary, hint: hint(for: error))
        }
    }

    static func settings(
        _ options: SourceOptions, _ environment: Environment, _ activity: RequestActivity
    ) -> APIClient.Settings {
        var settings = APIClient.Settings()
        settings.timeout = options.timeout
        settings.pageSize = options.pageSize
        settings.userAgent = "\(Tool.name)/\(environment.toolVersion)"
        settings.variables = environment.variables
        settings.isTerminal = environment.isErrorTerminal
        settings.activity = activity
        if options.verbosity.showsRequests {
            settings.log = RequestLog(showsHeaders: options.verbosity.showsHeaders) { lines in
                ProgressLine.write(lines.map { escaped($0) + "\n" }.joined(), environment)
            }
        }
        settings.note = { ProgressLine.write(escaped($0) + "\n", environment) }
        return settings
    }

    private static func hint(for error: TransportError) -> String {
        ["thread", "failed to map", "annot allocate"].contains { error.summary.contains($0) }
            ? "raise the memory or process limits (ulimit -v, ulimit -u)"
            : "install libcurl4, which is needed to read live clusters"
    }

    /// Who looks again and again is told once.
    private static func noteOnce(_ environment: Environment) -> @Sendable (String) -> Void {
        let told = Locked(Set<String>())
        return { note in
            guard told.withLock({ $0.insert(note).inserted }) else { return }
            ProgressLine.write("note: \(escaped(note))\n", environment)
        }
    }

    static func access(
        _ request: KubeconfigRequest, _ side: String, _ environment: Environment
    ) throws(CommandFailure) -> ClusterAccess {
        do throws(KubeconfigError) {
            return try Kubeconfig.resolve(request, variables: environment.variables)
        } catch {
            throw CommandFailure(.usage, "\(side) cluster: \(error.message)", hint: error.hint)
        }
    }

    var defaultNamespace: String? { tenant.access.namespace ?? "default" }

    func observe(_ selection: ServiceSelection) async throws(CommandFailure) -> Observation {
        let observation = try await suggesting(selection) { () async throws(CommandFailure) in
            try await observe(selection, raw: nil)
        }
        try UnknownTenant.refuse(tenantName, observation)
        try await refuse(missing: selection.emptyNamespace(in: observation))
        return observation
    }

    /// Only what was named has been read; where that is not there, near names take a look at the others.
    func suggesting<Value: Sendable>(
        _ selection: ServiceSelection, _ work: () async throws(CommandFailure) -> Value
    ) async throws(CommandFailure) -> Value {
        do throws(CommandFailure) {
            return try await work()
        } catch {
            if error.status == .notFound {
                let missing = selection.only(error.missing)
                let services =
                    missing.arguments.isEmpty ? .notCollected : await tenant.list(Service.self, .loadBalancerServices())
                // With -n for all of them, the namespace is what is wrong.
                if selection.namesNamespace, let namespace = selection.namespace, !namespace.isEmpty {
                    try await refuse(missing: namespace, instead: missing.elsewhere(in: services))
                }
                guard missing.isNamed else { throw error }
                var others = await routeSources()
                let balanced =
                    missing.arguments.isEmpty
                    ? await tenant.list(Service.self, .loadBalancerServices()) : services
                others.set(.tenant, balanced)
                let namesakes = Namesakes(observation: others)
                if services.value?.isComplete == true {
                    _ = try missing.requestedServices(in: services, suggesting: namesakes)
                }
                _ = try missing.requestedRoutes(in: others, suggesting: namesakes)
            }
            throw error
        }
    }

    func routes(in namespace: String) async -> Observation? { await routeSources(in: namespace) }

    /// Everything, with the bytes of every answer.
    func collect(into raw: RawAnswers) async throws(CommandFailure) -> Observation {
        try await observe(ServiceSelection(), raw: raw)
    }

    private func observe(_ selection: ServiceSelection, raw: RawAnswers?) async throws(CommandFailure) -> Observation {
        let reading = reading(raw == nil ? plan(of: selection) : ReadPlan(scope: .everything), raw)
        return try await ProgressLine(environment, activity).during {
            () async throws(CommandFailure) -> Observation in
            try await reading.observe { observation throws(CommandFailure) in
                try WrongCluster.explaining(observation) { () throws(CommandFailure) in
                    try Self.chosen(by: selection, in: observation)
                }
            }
        }
    }

    private func reading(_ plan: ReadPlan, _ raw: RawAnswers?) -> LiveObservation {
        var plan = plan
        plan.evidence = evidence
        return LiveObservation(
            plan: plan, tenant: tenant, management: management, requestedTenant: tenantName, environment: environment,
            activity: activity, raw: raw, timeout: timeout, ccmServer: ccmServer,
            kubeconfigs: kubeconfigs)
    }

    /// The clusters that can be reached.
    var clients: [ClusterSide: APIClient] {
        get async {
            var clients = [ClusterSide.tenant: tenant]
            clients[.management] = await management.reach(from: tenant).client
            return clients
        }
    }

    /// The statistics of the pods of an earlier observation as they are now.
    func statistics(for observation: Observation) async -> [PlannedRead.Part] {
        let clients = await clients.filter { observation.sideFailures[$0.key] == nil }
        return await MetricsReading(observation: reading(ReadPlan(scope: .all), nil), clients: clients).gather(
            Topology(observation))
    }

    /// What is asked for by name; nothing where it could not be read.
    static func chosen(
        by selection: ServiceSelection, in observation: Observation
    ) throws(CommandFailure) -> LiveObservation.Requested {
        var requested = LiveObservation.Requested()
        let services = observation.list(.tenant, Service.self)
        if services.value != nil {
            requested.services = Set(try selection.requestedServices(in: services).map(\.metadata.path))
        }
        if observation.sideFailures[.tenant] == nil {
            requested.routes = Set(try selection.requestedRoutes(in: observation))
        }
        return requested
    }

    /// What has a name can be read one by one; a UID has to be looked for.
    func plan(of selection: ServiceSelection) -> ReadPlan {
        var all = ReadPlan(scope: .all)
        all.readsRoutes = selection.includesRoutes
        guard selection.isNamed else { return all }
        func place(_ own: String?) -> String { own ?? selection.namespace ?? defaultNamespace ?? "default" }
        var names: [ReadPlan.ServiceName] = []
        for argument in selection.arguments {
            guard case .named(let namespace, let name) = argument else { return all }
            names.append(ReadPlan.ServiceName(namespace: place(namespace), name: name))
        }
        var routes: [ReadPlan.RouteName] = []
        for argument in selection.routes {
            guard case .named(let kind, let namespace, let name) = argument else { return all }
            routes.append(ReadPlan.RouteName(kind: kind, namespace: place(namespace), name: name))
        }
        var plan = ReadPlan(scope: .named(names.uniqued()))
        plan.routes = routes.uniqued()
        return plan
    }
}
