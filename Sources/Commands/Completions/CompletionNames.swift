import CommandLineKit
import KubeLB
import Kubernetes
import Reports
import Topology

/// Names that only kubeconfigs, clusters or a bundle know. What cannot be had is left out: a shell asks again.
struct CompletionNames {
    /// What can be asked for, as completion scripts call it.
    enum Kind: String, CaseIterable {
        case context
        case cluster
        case user
        case managementContext = "management-context"
        case managementCluster = "management-cluster"
        case managementUser = "management-user"
        case namespace
        /// A Service, or a LoadBalancer by the UID of its Service.
        case service
        case tenant
        /// `tenant/NAME`.
        case tenantArgument = "tenant-argument"
        /// Of the configuration file.
        case pair
        /// Those that the command writes with the other options of the line.
        case format
        /// `FORMAT=` of the same formats.
        case reportFormat = "report-format"
    }

    /// What is typed of the command line, with the environment and the configuration file applied.
    private let line: ParsedCommand
    private let options: SourceOptions
    /// What is typed of the name.
    let typed: String
    let environment: Environment

    init(context: CompletionContext, typed: String, environment: Environment) {
        line = Settings.leniently(applied: context.parsed, environment)
        options = SourceOptions(leniently: line)
        self.typed = typed
        self.environment = environment
    }

    /// For one request; less than a shell is let to wait.
    private static let timeout = Duration.milliseconds(1700)

    func candidates(of kind: Kind) async -> [CompletionCandidate] {
        switch kind {
        case .context: names(.context, isManagement: false)
        case .cluster: names(.cluster, isManagement: false)
        case .user: names(.user, isManagement: false)
        case .managementContext: names(.context, isManagement: true)
        case .managementCluster: names(.cluster, isManagement: true)
        case .managementUser: names(.user, isManagement: true)
        case .namespace: fitting(await namespaces())
        case .service where typed.lowercased().hasPrefix(TenantArgument.prefix):
            await candidates(of: .tenantArgument)
        case .service: await services()
        case .tenant: fitting(await tenants())
        case .tenantArgument: fitting(await tenants().map { TenantArgument.prefix + $0 })
        case .pair: fitting(Settings.pairNames(line, environment))
        case .format: fitting(formats + QuerySource.choices.map { String($0.prefix { $0 != "=" }) + "=" })
        case .reportFormat: fitting(formats.map { $0 + "=" })
        }
    }

    /// Shells that also match in the middle of words, or whatever the case, get what they may want.
    private func fitting(_ names: [String]) -> [CompletionCandidate] {
        let start = typed.lowercased()
        return names.uniqued().filter { $0.lowercased().hasPrefix(start) }.map { CompletionCandidate($0) }
    }

    /// Fewer if the report is about several tenants or pairs of clusters.
    private var formats: [String] {
        let all = line.spec?.options.first { $0.name == OutputOptions.name(of: \.choice) }?.choices ?? []
        let inspection = InspectionOptions(leniently: line)
        // Only commands with a row for each tenant have fewer.
        let allTenants = InspectionOptions.name(of: \.checksAllTenants)
        let isOfFleet = inspection.isOfFleet && line.spec?.options.contains { $0.name == allTenants } == true
        let several = inspection.checksAllPairs ? PairsReport.formats : isOfFleet ? FleetReport.formats : nil
        return all.filter { format in several?.contains { $0.rawValue == format } ?? true }
    }

    private func names(_ entries: Kubeconfig.Entries, isManagement: Bool) -> [CompletionCandidate] {
        var request = KubeconfigRequest(path: options.tenant.path)
        if isManagement { request.path = options.namedManagement.path ?? request.path }
        return fitting((try? Kubeconfig.names(of: entries, request, variables: environment.variables)) ?? [])
    }

    // MARK: Objects

    private func namespaces() async -> [String] {
        let listed = await list(.tenant, Namespace.self).map(\.metadata.name)
        // A bundle may have been collected without them.
        guard listed.isEmpty, options.bundle != nil else { return listed.sorted() }
        return await list(.tenant, Service.self).map(\.metadata.namespace).sorted()
    }

    private func tenants() async -> [String] { await list(.management, Tenant.self).map(\.metadata.name) }

    private func services() async -> [CompletionCandidate] {
        let words = ServiceWords(typed: typed, arguments: line.arguments)
        guard !typed.contains(",") else { return words.kinds }
        let selection = ServiceSelection(leniently: line)
        var namespace = words.namespace ?? selection.namespace
        let source = source()
        if words.wantsRoutes { return words.candidates(for: await list(.management, Route.self, from: source)) }
        if namespace == nil, !selection.allNamespaces { namespace = source?.defaultNamespace }
        var routes: [RouteKind: [ObjectMeta]] = [:]
        for kind in Set(words.routeForms.map(\.kind)) {
            routes[kind] = await sources(kind, namespace: namespace, from: source)
        }
        guard words.wantsServices else { return words.kinds + words.candidates(for: routes) }
        let found = await list(.tenant, Service.self, .loadBalancerServices(namespace: namespace), from: source)
            .filter { $0.isLoadBalancer && (namespace == nil || $0.metadata.namespace == namespace) }
        var uids: [String] = []
        if words.wantsUIDs { uids = await list(.management, LoadBalancer.self, from: source).map(\.metadata.name) }
        return words.candidates(for: found, uids: uids, isNamespaceKnown: namespace != nil)
            + words.candidates(for: routes) + words.kinds
    }

    private func sources(
        _ kind: RouteKind, namespace: String?, from source: (any ClusterSource)?
    ) async -> [ObjectMeta] {
        func read<Item: RoutingObject>(_ type: Item.Type) async -> [ObjectMeta] {
            await list(.tenant, type, ListQuery(namespace: namespace), from: source).map(\.metadata)
                .filter { namespace == nil || $0.namespace == namespace }
        }
        return switch kind {
        case .ingress: await read(Ingress.self)
        case .gateway: await read(Gateway.self)
        case .httpRoute: await read(HTTPRoute.self)
        case .grpcRoute: await read(GRPCRoute.self)
        }
    }

    private func source() -> (any ClusterSource)? {
        guard var options = try? SourceOptions(line) else { return nil }
        options.timeout = min(options.timeout, Self.timeout)
        return try? options.open(environment)
    }

    private func list<Item: KubernetesObject>(_ side: ClusterSide, _ kind: Item.Type) async -> [Item] {
        await list(side, kind, from: source())
    }

    private func list<Item: KubernetesObject>(
        _ side: ClusterSide, _ kind: Item.Type, _ query: ListQuery = ListQuery(), from source: (any ClusterSource)?
    ) async -> [Item] {
        if let bundle = source as? BundleSource { return bundle.list(side, kind).value?.items ?? [] }
        guard let live = source as? LiveSource, let client = live.client(of: side) else { return [] }
        return await client.list(kind, query).value?.items ?? []
    }
}

extension LiveSource {
    /// nil where nothing names the cluster: what the CCM's credentials see is not worth the wait.
    fileprivate func client(of side: ClusterSide) -> APIClient? {
        switch (side, management) {
        case (.tenant, _): tenant
        case (.management, .client(let client)): client
        case (.management, _): nil
        }
    }
}
