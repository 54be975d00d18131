import Documents
import KubeLB
import Kubernetes

/// The manager's controllers: of Tenants, of LoadBalancers, and of what Envoy is told.
struct ManagerControllers: Sendable {
    let client: APIClient
    let kubeconfig: IssueKubeconfig
    let log: ZapLog
    let metrics: ControllerMetrics

    /// Changes come together; one snapshot is enough for all of them.
    private static let pause = Duration.milliseconds(50)

    private enum Key: Hashable, Sendable {
        case tenant(String)
        case loadBalancer(namespace: String, name: String)
        case snapshot(namespace: String)
    }

    func run() async throws {
        let work = WorkQueue<Key>()
        let failed: @Sendable (APIError) -> Void = { error in
            log.error(
                "Failed to watch", GoErrorText.text(of: error, url: client.access.server),
                logger: "controller-runtime.cache.UnhandledError")
        }
        let cache = ManagerCache(client: client, onFailure: failed) { change in
            switch change {
            case .tenant(let name):
                await work.add(.tenant(name))
                await work.add(.snapshot(namespace: KubeLBNames.tenantPrefix + name))
            case .loadBalancer(let namespace, let name):
                await work.add(.loadBalancer(namespace: namespace, name: name))
                await work.add(.snapshot(namespace: namespace), after: Self.pause)
            case .addresses(let namespace), .pod(let namespace):
                await work.add(.snapshot(namespace: namespace), after: Self.pause)
            case .config: break
            }
        }
        let ports = SharedPorts()
        let envoys = EnvoyConfigurer(client: client, cache: cache, ports: ports, log: log, metrics: metrics)
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { await cache.run() }
            guard await cache.waitUntilSynced() else { return }
            await ports.takeOver(await cache.services.all.map(\.object))
            for (controller, kind) in [
                ("tenant-controller", "Tenant"), ("loadbalancer-controller", "LoadBalancer"),
                ("envoy-cp-controller", "LoadBalancer"),
            ] {
                log.info(
                    "Starting workers", ("controller", .string(controller)),
                    ("controllerGroup", .string(KubeLBNames.group)), ("controllerKind", .string(kind)),
                    ("worker count", 1))
            }
            group.addTask { await envoys.keepInTouch() }
            group.addTask { await followConfig(cache, work) }
            group.addTask {
                await work.run(workers: 4) { key in
                    do {
                        let delay = try await reconcile(key, cache, ports, envoys)
                        count(key, "success")
                        return delay
                    } catch {
                        try Task.checkCancellation()
                        count(key, "error")
                        report(error, key)
                        throw error
                    }
                }
            }
            try await group.next()
        }
    }

    /// A Config that changes is everybody's concern.
    private func followConfig(_ cache: ManagerCache, _ work: WorkQueue<Key>) async {
        for await _ in cache.configChanges {
            for balancer in await cache.loadBalancers.all {
                await work.add(.loadBalancer(namespace: balancer.metadata.namespace, name: balancer.metadata.name))
            }
            for tenant in await cache.tenants.all { await work.add(.tenant(tenant.metadata.name)) }
        }
    }

    private func reconcile(
        _ key: Key, _ cache: ManagerCache, _ ports: SharedPorts, _ envoys: EnvoyConfigurer
    ) async throws -> Duration? {
        switch key {
        case .tenant(let name):
            guard let tenant = await cache.tenants.object(name) else { return nil }
            let config = await cache.config
            try await TenantReconciler(client: client, kubeconfig: kubeconfig, log: log).reconcile(tenant, config)
            // LoadBalancers that waited for it.
            return nil
        case .loadBalancer(let namespace, let name):
            try await LoadBalancerReconciler(client: client, cache: cache, ports: ports, log: log)
                .reconcile(namespace, name)
            metrics.set("kubelb_manager_port_allocator_allocated_ports", Double(await ports.count))
            return nil
        case .snapshot(let namespace):
            return try await envoys.configure(namespace)
        }
    }

    private func count(_ key: Key, _ result: String) {
        var labels = ["result": result]
        let name: String
        let controller: String
        switch key {
        case .tenant: (name, controller) = ("tenant", "tenant-controller")
        case .loadBalancer(let namespace, _):
            (name, controller) = ("loadbalancer", "loadbalancer-controller")
            labels["namespace"] = namespace
        case .snapshot: (name, controller) = ("envoycp", "envoy-cp-controller")
        }
        metrics.count("kubelb_manager_\(name)_reconcile_total", labels)
        metrics.countReconcile(controller, result)
    }

    private func report(_ error: any Error, _ key: Key) {
        let text = GoErrorText.text(of: error, url: client.access.server)
        switch key {
        case .tenant(let name):
            log.reconcilerError(
                controller: "tenant-controller", group: KubeLBNames.group, kind: "Tenant", namespace: "", name: name,
                error: text)
        case .loadBalancer(let namespace, let name):
            log.reconcilerError(
                controller: "loadbalancer-controller", group: KubeLBNames.group, kind: "LoadBalancer",
                namespace: namespace, name: name, error: text)
        case .snapshot(let namespace):
            log.reconcilerError(
                controller: "envoy-cp-controller", group: KubeLBNames.group, kind: "LoadBalancer", namespace: namespace,
                name: "", error: text)
        }
    }
}

/// A reconcile that failed, in the words of the log.
struct ReconcileFailure: Error, CustomStringConvertible {
    let description: String
}
