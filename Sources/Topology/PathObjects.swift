import KubeLB
import Kubernetes

/// The objects of both clusters over which the paths of Services lead, by their names: whose Events are about them.
package struct PathObjects: Sendable {
    struct Object: Sendable, Hashable {
        let side: ClusterSide
        let kind: String
        let namespace: String
        let name: String
    }

    private(set) var objects: Set<Object> = []

    /// None yet.
    package init() {}

    /// What all Services of the tenant have in common: nodes, the controllers, the tenant, its Envoys.
    package init(_ topology: Topology) {
        for controller in [topology.ccm, topology.manager] {
            let side = controller.role.side
            if let deployment = topology.deployment(of: controller).value { insert(side, deployment) }
            for pod in topology.pods(of: controller).value ?? [] { insert(side, pod) }
        }
        for node in topology.nodes.value ?? [] { insert(.tenant, node) }
        if let tenant = topology.tenantObject.value { insert(.management, tenant) }
        if let config = topology.config.value { insert(.management, config) }
        if let addresses = topology.defaultAddresses.value { insert(.management, addresses) }
        if let workload = topology.envoyWorkload.value {
            insert(.management, workload.kind, workload.metadata.namespace, workload.metadata.name)
        }
        for pod in topology.envoyPods.value ?? [] { insert(.management, pod) }
        guard let namespace = topology.tenantNamespace else { return }
        insert(.management, Namespace.kind, "", namespace)
        // As it will be called, where it is not there yet.
        let name = KubeLBNames.envoyWorkloadName(forTenantNamespace: namespace)
        insert(.management, Deployment.kind, namespace, name)
        insert(.management, DaemonSet.kind, namespace, name)
    }

    /// A Service, and what the controllers make of it, also where that is not there yet.
    package mutating func add(_ exposure: Exposure) {
        add(exposure.service, tenantNamespace: exposure.tenantNamespace)
        for slice in exposure.slices.value ?? [] { insert(.tenant, slice) }
        if let loadBalancer = exposure.loadBalancer.value { insert(.management, loadBalancer) }
        if let envoyService = exposure.envoyService.value { insert(.management, envoyService) }
    }

    /// The same of a Service of which nothing more is known.
    package mutating func add(_ service: Service, tenantNamespace: String?) {
        insert(.tenant, service)
        insert(.tenant, "Endpoints", service.metadata.namespace, service.metadata.name)
        guard let namespace = tenantNamespace, !service.metadata.uid.isEmpty else { return }
        add(loadBalancer: service.metadata.uid, in: namespace)
    }

    /// A LoadBalancer without a Service.
    package mutating func add(_ loadBalancer: LoadBalancer) {
        add(loadBalancer: loadBalancer.metadata.name, in: loadBalancer.metadata.namespace)
    }

    /// An object of Layer 7, what the controllers make of it, and its Gateway and backends.
    package mutating func add(_ exposure: RouteExposure) {
        let metadata = exposure.source.metadata
        if exposure.isSourceVisible { insert(.tenant, exposure.kind.rawValue, metadata.namespace, metadata.name) }
        for backend in exposure.backends {
            let copy = KubeLBNames.nodePortCopy(ofService: backend.name)
            insert(.tenant, Service.kind, backend.namespace, backend.name)
            insert(.tenant, Service.kind, backend.namespace, copy)
            for name in (backend.slices.value ?? []).flatMap(\.endpoints).compactMap(\.podName) {
                insert(.tenant, Pod.kind, backend.namespace, name)
            }
            if let namespace = exposure.tenantNamespace, let name = backend.generatedName {
                insert(.management, Service.kind, namespace, name)
            }
        }
        if let route = exposure.route.value { insert(.management, route) }
        if let generated = exposure.generated.value {
            insert(.management, exposure.kind.rawValue, generated.metadata.namespace, generated.metadata.name)
        }
        if let parent = exposure.parent { add(parent) }
    }

    private mutating func add(loadBalancer name: String, in namespace: String) {
        let service = KubeLBNames.envoyServiceName(forLoadBalancer: name)
        insert(.management, LoadBalancer.kind, namespace, name)
        insert(.management, Service.kind, namespace, service)
        insert(.management, "Endpoints", namespace, service)
    }

    /// The pods behind a Service, and what made them.
    package mutating func addBackends(of exposure: Exposure, _ topology: Topology) {
        let namespace = exposure.service.metadata.namespace
        for name in (exposure.slices.value ?? []).flatMap(\.endpoints).compactMap(\.podName) {
            insert(.tenant, Pod.kind, namespace, name)
        }
        for pod in topology.pods(in: namespace, selectedBy: exposure.service.selector).value ?? [] {
            insert(.tenant, pod)
            for owner in pod.metadata.owners {
                insert(.tenant, owner.kind, namespace, owner.name)
                // Made by a Deployment, whose name it bears, with a hash behind.
                if owner.kind == "ReplicaSet", let name = Self.maker(of: owner.name) {
                    insert(.tenant, Deployment.kind, namespace, name)
                }
            }
        }
    }

    private mutating func insert<Item: KubernetesObject>(_ side: ClusterSide, _ object: Item) {
        insert(side, Item.kind, object.metadata.namespace, object.metadata.name)
    }

    private mutating func insert(_ side: ClusterSide, _ kind: String, _ namespace: String, _ name: String) {
        objects.insert(Object(side: side, kind: kind, namespace: namespace, name: name))
    }

    /// Whether an Event is about one of them, or about what one of them made that may be gone already.
    package func contain(_ event: Event, on side: ClusterSide) -> Bool {
        func holds(_ kind: String, _ namespace: String, _ name: String) -> Bool {
            objects.contains(Object(side: side, kind: kind, namespace: namespace, name: name))
        }
        let (kind, namespace, name) = (event.objectKind, event.objectNamespace, event.objectName)
        // The API gives cluster-scoped objects of Events the namespace "default" or none.
        if holds(kind, namespace, name) || holds(kind, "", name) { return true }
        guard kind == "ReplicaSet" || kind == Pod.kind, let maker = Self.maker(of: name) else { return false }
        let kinds = kind == Pod.kind ? ["ReplicaSet", DaemonSet.kind, "StatefulSet"] : []
        if (kinds + [Deployment.kind]).contains(where: { holds($0, namespace, maker) }) { return true }
        guard kind == Pod.kind, let deployment = Self.maker(of: maker) else { return false }
        return holds(Deployment.kind, namespace, deployment)
    }

    /// `web-7d9f` for `web-7d9f-x2k4q`: what makes pods and ReplicaSets adds a part to its own name.
    private static func maker(of name: String) -> String? {
        name.lastIndex(of: "-").map { String(name[..<$0]) }
    }
}
