import Documents
import KubeLB
import Kubernetes

/// Makes a LoadBalancer a Service of its own cluster, and brings its address back.
struct LoadBalancerReconciler: Sendable {
    let client: APIClient
    let cache: ManagerCache
    let ports: SharedPorts
    let log: ZapLog

    func reconcile(_ namespace: String, _ name: String) async throws {
        guard let balancer = await cache.loadBalancers.object(name, in: namespace) else {
            await ports.release(name, in: namespace)
            return
        }
        // Both controllers look away from namespaces without the label.
        let home = try await client.get(ObjectPath(resource: "namespaces", name: namespace))
        guard home["metadata"]?["labels"]?[KubeLBNames.managedByLabel] != nil else { return }
        if balancer.metadata.isBeingDeleted { return try await cleanUp(balancer) }
        let config = await cache.config
        let tenantName = KubeLBNames.tenantName(forNamespace: namespace)
        guard let tenant = await cache.tenants.object(tenantName)?.object else {
            let reason = "Tenant.kubelb.k8c.io \"\(tenantName)\" not found"
            log.error("unable to fetch Tenant and Config, cannot proceed", reason, ("name", .string(name)))
            throw ReconcileFailure(description: reason)
        }
        guard !tenant.loadBalancer.isDisabled, config?.loadBalancer.isDisabled != true else {
            log.error("Skipping reconciliation", "L4 load balancing is disabled", ("name", .string(name)))
            return try await cleanUp(balancer)
        }
        try await addFinalizer(balancer)
        try await EnvoyDeployment(client: client).ensure(namespace, replicas: config?.replicas ?? 1)
        let service = try await ensureService(balancer, tenant, config)
        try await writeStatus(balancer, service)
    }

    private func path(_ balancer: WatchedObject<LoadBalancer>, _ subresource: String? = nil) -> ObjectPath {
        ObjectPath(
            LoadBalancer.self, namespace: balancer.metadata.namespace, name: balancer.metadata.name,
            subresource: subresource)
    }

    private func addFinalizer(_ balancer: WatchedObject<LoadBalancer>) async throws(APIError) {
        guard !balancer.metadata.finalizers.contains(KubeLBNames.cleanupFinalizer) else { return }
        let finalizers = balancer.metadata.finalizers + [KubeLBNames.cleanupFinalizer]
        try await client.update(
            balancer.document.merging(patch: ["metadata": ["finalizers": .array(finalizers.map { .string($0) })]]),
            at: path(balancer))
    }

    /// The envoy Service goes, then the finalizers.
    private func cleanUp(_ balancer: WatchedObject<LoadBalancer>) async throws(APIError) {
        let namespace = balancer.metadata.namespace
        do throws(APIError) {
            try await client.delete(
                ObjectPath(
                    Service.self, namespace: namespace,
                    name: KubeLBNames.envoyServiceName(forLoadBalancer: balancer.metadata.name)))
        } catch {
            guard case .notFound = error else { throw error }
        }
        await ports.release(balancer.metadata.name, in: namespace)
        let others = await cache.loadBalancers.all(in: namespace).contains {
            $0.metadata.name != balancer.metadata.name && !$0.metadata.isBeingDeleted
        }
        if !others { try await EnvoyDeployment(client: client).remove(namespace) }
        let own = [
            KubeLBNames.cleanupFinalizer, KubeLBNames.legacyLoadBalancerFinalizer, "kubelb.k8c.io/cleanup-hostname",
        ]
        let left = balancer.metadata.finalizers.filter { !own.contains($0) }
        guard left.count < balancer.metadata.finalizers.count else { return }
        do throws(APIError) {
            try await client.update(
                balancer.document.merging(patch: ["metadata": ["finalizers": .array(left.map { .string($0) })]]),
                at: path(balancer))
        } catch {
            guard case .notFound = error else { throw error }
        }
    }

    private func ensureService(
        _ balancer: WatchedObject<LoadBalancer>, _ tenant: Tenant, _ config: Config?
    ) async throws -> JSONValue {
        let object = balancer.object
        let desired = DesiredEnvoyService.make(
            for: object, loadBalancerClass: DesiredEnvoyService.loadBalancerClass(tenant: tenant, config: config))
        var targets: [LoadBalancerPort: Int] = [:]
        for port in object.spec.ports {
            guard let target = await ports.port(object, port) else {
                throw ReconcileFailure(description: "no free port for \(port.name)")
            }
            targets[port] = target
        }
        // The manager of the sandbox is KubeLB v1.4.3.
        let propagation = AnnotationPropagation(tenant: tenant, config: config, hasPatterns: false)
        let annotations = object.metadata.annotations.filter { propagation.copies($0.key, value: $0.value) }
        let document = EnvoyServiceDocument(
            service: desired, annotations: annotations, balancer: object, targets: targets)
        let target = ObjectPath(Service.self, namespace: desired.metadata.namespace, name: desired.metadata.name)
        do throws(APIError) {
            let present = try await client.get(target)
            guard let changed = document.change(of: present) else { return present }
            return try await client.update(changed, at: target)
        } catch {
            guard case .notFound = error else { throw error }
            return try await client.create(
                document.new, in: ObjectPath(Service.self, namespace: desired.metadata.namespace))
        }
    }

    private func writeStatus(_ balancer: WatchedObject<LoadBalancer>, _ service: JSONValue) async throws(APIError) {
        let status = Self.status(of: balancer, service)
        guard status != balancer.document["status"] else { return }
        var document = balancer.document.object ?? [:]
        document["status"] = status
        // The finalizer may have made another version; a status write minds nothing else.
        if var metadata = document["metadata"]?.object {
            metadata["resourceVersion"] = nil
            document["metadata"] = .object(metadata)
        }
        try await client.update(.object(document), at: path(balancer, "status"))
    }

    /// What the status of a LoadBalancer says of its envoy Service.
    static func status(of balancer: WatchedObject<LoadBalancer>, _ service: JSONValue) -> JSONValue {
        let upstream = Dictionary(
            (balancer.object.spec.endpoints.first?.ports ?? []).map { ("\($0.name)/\($0.protocol)", $0.port) },
            uniquingKeysWith: { first, _ in first })
        let ports = (service["spec"]?["ports"]?.array ?? []).map { port -> JSONValue in
            var entry: JSONObject = [:]
            for member in ["name", "nodePort", "port", "protocol", "targetPort"] { entry[member] = port[member] }
            let key = "\(port["name"]?.string ?? "")/\(port["protocol"]?.string ?? "")"
            entry["upstreamTargetPort"] = upstream[key].map { .number(JSONNumber($0)) }
            return .object(entry)
        }
        var status = balancer.document["status"]?.object ?? [:]
        status["service"] = ["ports": .array(ports)]
        // Nothing before there is an address.
        if let ingress = service["status"]?["loadBalancer"]?["ingress"] {
            status["loadBalancer"] = ["ingress": ingress]
        } else {
            status["loadBalancer"] = nil
        }
        return .object(status)
    }
}
