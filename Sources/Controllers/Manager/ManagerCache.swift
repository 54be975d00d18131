import KubeLB
import Kubernetes

/// What the manager knows of its cluster.
struct ManagerCache: Sendable {
    enum Change: Sendable {
        case tenant(String)
        case loadBalancer(namespace: String, name: String)
        case addresses(namespace: String)
        case pod(namespace: String)
        case config
    }

    let tenants: WatchedObjects<Tenant>
    let configs: WatchedObjects<Config>
    let loadBalancers: WatchedObjects<LoadBalancer>
    /// The envoy Services.
    let services: WatchedObjects<Service>
    let addresses: WatchedObjects<Addresses>
    /// Envoy's.
    let pods: WatchedObjects<Pod>
    let configChanges: AsyncStream<Void>

    init(
        client: APIClient, onFailure: @escaping @Sendable (APIError) async -> Void,
        onChange: @escaping @Sendable (Change) async -> Void
    ) {
        let (changes, change) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        configChanges = changes
        tenants = WatchedObjects(
            client,
            onChange: { _, tenant in
                await onChange(.tenant(tenant.metadata.name))
                change.yield()
            }, onFailure: onFailure)
        configs = WatchedObjects(
            client, Config.self, ListQuery(namespace: KubeLBNames.namespace), onChange: { _, _ in change.yield() },
            onFailure: onFailure)
        loadBalancers = WatchedObjects(
            client,
            onChange: { _, balancer in
                await onChange(
                    .loadBalancer(namespace: balancer.metadata.namespace, name: balancer.metadata.name))
            }, onFailure: onFailure)
        services = WatchedObjects(
            client, Service.self, ListQuery(labels: "\(KubeLBNames.managedByLabel)=kubelb"),
            onChange: { _, service in
                guard let name = service.metadata.labels[KubeLBNames.loadBalancerNameLabel] else { return }
                await onChange(.loadBalancer(namespace: service.metadata.namespace, name: name))
            }, onFailure: onFailure)
        addresses = WatchedObjects(
            client, onChange: { _, addresses in await onChange(.addresses(namespace: addresses.metadata.namespace)) },
            onFailure: onFailure)
        pods = WatchedObjects(
            client, Pod.self, ListQuery(labels: "app.kubernetes.io/managed-by=kubelb"),
            onChange: { _, pod in await onChange(.pod(namespace: pod.metadata.namespace)) }, onFailure: onFailure)
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await tenants.run() }
            group.addTask { await configs.run() }
            group.addTask { await loadBalancers.run() }
            group.addTask { await services.run() }
            group.addTask { await addresses.run() }
            group.addTask { await pods.run() }
        }
    }

    func waitUntilSynced() async -> Bool {
        for isSynced in [
            await tenants.waitUntilSynced(), await configs.waitUntilSynced(), await loadBalancers.waitUntilSynced(),
            await services.waitUntilSynced(), await addresses.waitUntilSynced(), await pods.waitUntilSynced(),
        ] where !isSynced { return false }
        return true
    }

    /// `kubelb/default`; nil where there is none, and defaults count.
    var config: Config? {
        get async { await configs.object("default", in: KubeLBNames.namespace)?.object }
    }
}

/// The port allocator, which several workers use.
actor SharedPorts {
    private var allocator = PortAllocator()

    /// What the envoy Services say already.
    func takeOver(_ services: [Service]) {
        for service in services {
            guard let name = service.metadata.labels[KubeLBNames.loadBalancerNameLabel] else { continue }
            for port in service.ports {
                guard case .number(let target)? = port.targetPort else { continue }
                allocator.note(
                    target, of: Self.holder(service.metadata.namespace, name, port.name ?? "", port.protocol))
            }
        }
    }

    private static func holder(
        _ namespace: String, _ name: String, _ port: String, _ transport: String
    ) -> PortAllocator.Holder {
        PortAllocator.Holder(namespace: namespace, loadBalancer: name, port: "\(port)/\(transport)")
    }

    func port(_ balancer: LoadBalancer, _ port: LoadBalancerPort) -> Int? {
        allocator.port(
            for: Self.holder(balancer.metadata.namespace, balancer.metadata.name, port.name, port.protocol))
    }

    /// The ports of a LoadBalancer as they are, by name and protocol.
    func held(_ balancer: LoadBalancer) -> [LoadBalancerPort: Int] {
        var ports: [LoadBalancerPort: Int] = [:]
        for port in balancer.spec.ports {
            ports[port] = allocator.holds(
                Self.holder(balancer.metadata.namespace, balancer.metadata.name, port.name, port.protocol))
        }
        return ports
    }

    func release(_ name: String, in namespace: String) { allocator.release(loadBalancer: name, in: namespace) }

    var count: Int { allocator.count }
}
