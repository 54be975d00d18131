import Documents
import KubeLB
import Kubernetes

/// The two controllers of the CCM that Layer 4 needs: of Services, and of nodes.
struct CCMControllers: Sendable {
    let tenant: APIClient
    let management: APIClient
    let namespace: String
    let settings: CCMSettings
    let log: ZapLog
    let metrics: ControllerMetrics
    let cacheSyncTimeout: Duration

    private struct Key: Hashable, Sendable { var namespace: String, name: String }

    func run() async throws {
        let work = WorkQueue<Key>()
        let nodeWork = WorkQueue<Bool>()
        let user = (try? await management.whoAmI()) ?? ""
        let failed: @Sendable (String, APIError) -> Void = { type, error in
            log.error(
                "Failed to watch",
                "failed to list *\(type): \(GoErrorText.text(of: error, url: management.access.server, user: user))",
                logger: "controller-runtime.cache.UnhandledError", ("type", .string("*\(type)")))
        }
        let services = WatchedObjects(tenant, Service.self) { _, service in
            await work.add(Key(namespace: service.metadata.namespace, name: service.metadata.name))
        } onFailure: {
            failed("v1.Service", $0)
        }
        let nodes = WatchedObjects(tenant, Node.self) { _, _ in
            await nodeWork.add(true, after: .milliseconds(20))
        } onFailure: {
            failed("v1.Node", $0)
        }
        let balancers = WatchedObjects(management, LoadBalancer.self, ListQuery(namespace: namespace)) { _, balancer in
            guard let origin = balancer.object.origin else { return }
            await work.add(Key(namespace: origin.namespace, name: origin.name))
        } onFailure: {
            failed("v1alpha1.LoadBalancer", $0)
        }
        let addresses = WatchedObjects(management, Addresses.self, ListQuery(namespace: namespace)) { change, _ in
            if change == .deleted { await nodeWork.add(true) }
        } onFailure: {
            failed("v1alpha1.Addresses", $0)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { await services.run() }
            group.addTask { await nodes.run() }
            group.addTask { await balancers.run() }
            group.addTask { await addresses.run() }
            try await sync {
                for isSynced in [
                    await services.waitUntilSynced(), await nodes.waitUntilSynced(),
                    await balancers.waitUntilSynced(), await addresses.waitUntilSynced(),
                ] where !isSynced { return false }
                return true
            }
            for (controller, kind) in [("node-controller", "Node"), ("service-controller", "Service")] {
                log.info(
                    "Starting workers", ("controller", .string(controller)), ("controllerGroup", ""),
                    ("controllerKind", .string(kind)), ("worker count", 1))
            }
            let api = ManagementAPI(client: management, metrics: metrics)
            let reconciler = ServiceReconciler(
                tenant: tenant, management: api, namespace: namespace, settings: settings)
            group.addTask {
                await work.run(workers: 4) { key in
                    guard let service = await services.object(key.name, in: key.namespace) else { return nil }
                    do {
                        let balancer = await balancers.object(service.metadata.uid, in: namespace)
                        let result = try await reconciler.reconcile(service, balancer)
                        metrics.count(
                            "kubelb_ccm_service_reconcile_total", ["namespace": key.namespace, "result": result])
                        metrics.countReconcile("service-controller", "success")
                        return nil
                    } catch {
                        try report(error, "service-controller", "Service", key)
                        throw error
                    }
                }
            }
            group.addTask {
                await nodeWork.run(workers: 1) { _ in
                    let ready = await nodes.all
                    metrics.set("kubelb_ccm_nodes", Double(ready.count))
                    do {
                        let delay = try await NodeReconciler(
                            management: api, namespace: namespace, settings: settings, log: log
                        ).reconcile(ready)
                        metrics.count("kubelb_ccm_node_reconcile_total", ["result": "success"])
                        metrics.countReconcile("node-controller", delay == nil ? "success" : "requeue_after")
                        return delay
                    } catch {
                        try report(
                            error, "node-controller", "Node", Key(namespace: "", name: ready.first?.metadata.name ?? "")
                        )
                        throw error
                    }
                }
            }
            try await group.next()
        }
    }

    private func report(_ error: any Error, _ controller: String, _ kind: String, _ key: Key) throws {
        try Task.checkCancellation()
        var labels = ["result": "error"]
        if !key.namespace.isEmpty { labels["namespace"] = key.namespace }
        metrics.count("kubelb_ccm_\(kind.lowercased())_reconcile_total", labels)
        metrics.countReconcile(controller, "error")
        let path = ObjectPath(LoadBalancer.self, namespace: namespace).path
        log.reconcilerError(
            controller: controller, group: "", kind: kind, namespace: key.namespace, name: key.name,
            error: GoErrorText.text(of: error, url: management.access.server + path))
    }

    /// Waits for the caches; ends as controller-runtime does when they do not come.
    private func sync(_ wait: @escaping @Sendable () async -> Bool) async throws {
        let isSynced = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask { await wait() }
            group.addTask {
                try await Task.sleep(for: cacheSyncTimeout)
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
        try Task.checkCancellation()
        guard !isSynced else { return }
        let reason =
            "failed to wait for service-controller caches to sync kind source: *v1alpha1.LoadBalancer: timed out waiting for "
            + "cache to be synced for Kind *v1alpha1.LoadBalancer"
        log.error("problem running manager", reason, logger: "setup")
        throw ControllerExit(description: reason)
    }
}
