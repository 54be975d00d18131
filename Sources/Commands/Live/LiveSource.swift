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
    let readsMetrics: Bool
    let readsLogs: Bool
    let readsHistory: Bool
    let timeout: Duration
    let environment: Environment
    let activity: RequestActivity

    /// Reads the kubeconfigs; nothing is sent yet.
    init(_ options: SourceOptions, _ environment: Environment) throws(CommandFailure) {
        self.environment = environment
        tenantName = options.tenantName
        readsMetrics = options.readsMetrics
        readsLogs = options.readsLogs
        readsHistory = options.readsHistory
        timeout = options.timeout
        let activity = RequestActivity()
        self.activity = activity
        let tenant = try Self.access(options.tenant, "tenant", environment)
        let management: ClusterAccess?
        if let request = options.management {
            management = try Self.access(request, "management", environment)
        } else {
            management = nil
        }
        let engine: HTTPEngine
        do throws(TransportError) {
            engine = try HTTPEngine()
        } catch {
            throw CommandFailure(
                .undetermined, error.summary, hint: "live clusters are read through libcurl: install libcurl4")
        }
        var settings = APIClient.Settings()
        settings.timeout = options.timeout
        settings.pageSize = options.pageSize
        settings.userAgent = "\(Tool.name)/\(environment.toolVersion)"
        settings.variables = environment.variables
        settings.isTerminal = environment.isErrorTerminal
        settings.activity = activity
        settings.note = { ProgressLine.write(escaped($0) + "\n", environment) }
        settings.name = ClusterSide.tenant.rawValue
        self.tenant = APIClient(tenant, engine: engine, settings: settings)
        if let management {
            settings.name = ClusterSide.management.rawValue
            self.management = .client(APIClient(management, engine: engine, settings: settings))
        } else if options.usesCCMCredentials {
            // Who looks again and again is told once.
            let isTold = Locked(false)
            self.management = .ccmCredentials { note in
                let isNews = isTold.withLock { told in
                    defer { told = true }
                    return !told
                }
                if isNews { ProgressLine.write("note: \(note)\n", environment) }
            }
        } else {
            self.management = .none
        }
    }

    private static func access(
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
        try await suggesting(selection) { () async throws(CommandFailure) in try await observe(selection, raw: nil) }
    }

    /// Only what was named has been read; where that is not there, near names take a look at the others.
    func suggesting<Value: Sendable>(
        _ selection: ServiceSelection, _ work: () async throws(CommandFailure) -> Value
    ) async throws(CommandFailure) -> Value {
        do throws(CommandFailure) {
            return try await work()
        } catch {
            if error.status == .notFound {
                let services = await tenant.list(Service.self, ListQuery(fields: "spec.type=LoadBalancer"))
                if services.value?.isComplete == true { _ = try selection.requestedServices(in: services) }
            }
            throw error
        }
    }

    /// Everything, with the bytes of every answer.
    func collect(into raw: RawAnswers) async throws(CommandFailure) -> Observation {
        try await observe(ServiceSelection(), raw: raw)
    }

    private func observe(_ selection: ServiceSelection, raw: RawAnswers?) async throws(CommandFailure) -> Observation {
        var plan = ReadPlan(scope: raw == nil ? scope(of: selection) : .everything)
        plan.readsMetrics = readsMetrics
        plan.readsLogs = readsLogs
        plan.readsHistory = readsHistory
        let reading = LiveObservation(
            plan: plan, tenant: tenant, management: management, requestedTenant: tenantName, environment: environment,
            activity: activity, raw: raw, timeout: timeout)
        return try await ProgressLine(environment, activity).during {
            () async throws(CommandFailure) -> Observation in
            try await reading.observe { observation throws(CommandFailure) in
                try Self.chosen(by: selection, in: observation)
            }
        }
    }

    /// The Services asked for; none where they could not be read.
    static func chosen(
        by selection: ServiceSelection, in observation: Observation
    ) throws(CommandFailure) -> Set<String> {
        let services = observation.list(.tenant, Service.self)
        if services.value == nil { return [] }
        return Set(try selection.requestedServices(in: services).map(\.metadata.path))
    }

    /// Services with a name can be read one by one; a UID has to be looked for.
    func scope(of selection: ServiceSelection) -> ReadPlan.Scope {
        guard !selection.arguments.isEmpty else { return .all }
        var names: [ReadPlan.ServiceName] = []
        for argument in selection.arguments {
            guard case .named(let namespace, let name) = argument else { return .all }
            names.append(
                ReadPlan.ServiceName(
                    namespace: namespace ?? selection.namespace ?? defaultNamespace ?? "default", name: name))
        }
        return .named(names.uniqued())
    }
}
