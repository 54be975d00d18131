import Documents
import KubeLB
import Kubernetes

/// Brings one Service to the management cluster, and its address back.
struct ServiceReconciler: Sendable {
    let tenant: APIClient
    let management: ManagementAPI
    let namespace: String
    let settings: CCMSettings

    /// Returns what the metric calls the result.
    func reconcile(
        _ service: WatchedObject<Service>, _ balancer: WatchedObject<LoadBalancer>?
    ) async throws(APIError) -> String {
        if service.metadata.isBeingDeleted {
            try await cleanUp(service)
            return "success"
        }
        // A Service that is taken no longer keeps what it has: nothing is cleaned up (KubeLB v1.4.3).
        guard settings.takes(service.object) else { return "skipped" }
        try await addFinalizer(service)
        let desired = DesiredLoadBalancer.make(
            for: service.object, tenantNamespace: namespace, settings: settings)
        guard let balancer, !balancer.metadata.isBeingDeleted else {
            do throws(APIError) {
                try await management.create(desired.document, in: ObjectPath(LoadBalancer.self, namespace: namespace))
            } catch {
                // The cache is behind.
                guard case .conflict = error else { throw error }
            }
            return "success"
        }
        try await update(balancer, desired)
        try await copyStatus(of: balancer, to: service)
        return "success"
    }

    private func path(_ service: WatchedObject<Service>, _ subresource: String? = nil) -> ObjectPath {
        ObjectPath(
            Service.self, namespace: service.metadata.namespace, name: service.metadata.name, subresource: subresource)
    }

    private func addFinalizer(_ service: WatchedObject<Service>) async throws(APIError) {
        guard !service.metadata.finalizers.contains(KubeLBNames.cleanupFinalizer) else { return }
        let finalizers = service.metadata.finalizers + [KubeLBNames.cleanupFinalizer]
        try await tenant.update(
            service.document.merging(patch: ["metadata": ["finalizers": .array(finalizers.map { .string($0) })]]),
            at: path(service))
    }

    private func cleanUp(_ service: WatchedObject<Service>) async throws(APIError) {
        let own = [KubeLBNames.cleanupFinalizer, KubeLBNames.legacyServiceFinalizer]
        let left = service.metadata.finalizers.filter { !own.contains($0) }
        guard left.count < service.metadata.finalizers.count else { return }
        do throws(APIError) {
            try await management.delete(
                ObjectPath(LoadBalancer.self, namespace: namespace, name: service.metadata.uid))
        } catch {
            guard case .notFound = error else { throw error }
        }
        do throws(APIError) {
            try await tenant.update(
                service.document.merging(patch: ["metadata": ["finalizers": .array(left.map { .string($0) })]]),
                at: path(service))
        } catch {
            guard case .notFound = error else { throw error }
        }
    }

    /// Spec and annotations, where they differ; labels never.
    private func update(_ balancer: WatchedObject<LoadBalancer>, _ desired: LoadBalancer) async throws(APIError) {
        var spec = desired.spec
        spec.hostname = balancer.object.spec.hostname
        guard spec != balancer.object.spec || desired.metadata.annotations != balancer.metadata.annotations else {
            return
        }
        var metadata = balancer.document["metadata"]?.object ?? [:]
        metadata["annotations"] =
            desired.metadata.annotations.isEmpty ? nil : JSONValue(desired.metadata.annotations)
        guard var document = balancer.document.object else { return }
        document["metadata"] = .object(metadata)
        document["spec"] = spec.document
        try await management.update(
            .object(document),
            at: ObjectPath(LoadBalancer.self, namespace: namespace, name: balancer.metadata.name))
    }

    private func copyStatus(
        of balancer: WatchedObject<LoadBalancer>, to service: WatchedObject<Service>
    ) async throws(APIError) {
        guard let status = balancer.document["status"]?["loadBalancer"],
            status["ingress"] != service.document["status"]?["loadBalancer"]?["ingress"]
        else { return }
        // A patch, since the finalizer may just have made another version.
        try await tenant.patch(["status": ["loadBalancer": status]], at: path(service, "status"))
    }
}
