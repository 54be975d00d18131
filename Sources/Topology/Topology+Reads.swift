import KubeLB
import Kubernetes

/// What checks ask for, by name.
extension Topology {
    // MARK: Controllers

    /// All Deployments of a controller.
    package func deployments(of controller: Controller) -> Observed<[Deployment]> {
        recorder?.note(Input(controller.role.side, Deployment.self))
        return controller.allDeployments
    }

    /// The Deployment of a controller that is diagnosed; absent where there is none.
    package func deployment(of controller: Controller) -> Observed<Deployment> {
        deployments(of: controller).flatMap { Controller.preferred($0).map { .present($0) } ?? .absent }
    }

    /// Its pods that have not finished.
    package func pods(of controller: Controller) -> Observed<[Pod]> {
        recorder?.note(Input(controller.role.side, Pod.self))
        return controller.unfinishedPods
    }

    /// The pod of a controller whose own container keeps failing and starting again, and the status of that container.
    package func restarting(_ controller: Controller) -> (pod: Pod, status: ContainerStatus)? {
        for pod in pods(of: controller).value ?? [] where !pod.metadata.isBeingDeleted {
            let name = controller.container(of: pod.spec)?.name ?? controller.role.containerName
            if let status = pod.containerStatuses.first(where: { $0.name == name }), status.keepsRestarting(at: now) {
                return (pod, status)
            }
        }
        return nil
    }

    package func lease(of controller: Controller) -> Observed<Lease> {
        recorder?.note(Input(controller.role.side, Lease.self))
        return controller.namedLease
    }

    /// All Leases of the controller's name, in every namespace.
    package func leases(of controller: Controller) -> Observed<[Lease]> {
        recorder?.note(Input(controller.role.side, Lease.self))
        return controller.allLeases
    }

    /// Whether the Lease shows that nobody leads: not renewed in time, or released. Nil if that is unknown.
    package func isLeaseStale(of controller: Controller) -> Bool? {
        lease(of: controller).value.flatMap { isStale($0, controller.role.side) }
    }

    /// Whether nobody holds a Lease of that side. Nil if it has no renewal time, or if the answer depends on which clock is right.
    package func isStale(_ lease: Lease, _ side: ClusterSide) -> Bool? {
        if lease.holderIdentity.isEmpty { return true }
        guard let renewed = lease.renewTime else { return nil }
        let verdicts = observation.times(of: side).map {
            $0.seconds(since: renewed) > Double(lease.leaseDurationSeconds) + 5
        }
        return verdicts.allSatisfy { $0 == verdicts.first } ? verdicts.first : nil
    }

    /// Recognised lines of the controller's logs that were read, the current run's before the previous one's.
    package func recognisedLines(of controller: Controller) -> [(source: LogSource, line: RecognisedLine)] {
        logTails(of: controller).flatMap { source, tail in tail.recognised().map { (source, $0) } }
    }

    /// The log tails of a controller that could be read.
    package func logTails(of controller: Controller) -> [(source: LogSource, tail: LogTail)] {
        recorder?.note(controller.role == .ccm ? .ccmLogs : .managerLogs)
        return
            observation.logs
            .filter { $0.key.side == controller.role.side && $0.key.container == controller.role.containerName }
            .compactMap { source, tail in tail.value.map { (source, $0) } }
            .sorted { ($0.0.isPrevious ? 1 : 0, $0.0.path) < ($1.0.isPrevious ? 1 : 0, $1.0.path) }
    }

    // MARK: The tenant's namespace in the management cluster

    /// All LoadBalancers in the tenant's namespace.
    package var loadBalancers: Observed<[LoadBalancer]> { inTenantNamespace(LoadBalancer.self) }

    /// Whether all Services and objects of Layer 7 were asked for: of named ones a live source reads nothing else, so that
    /// counts mean nothing.
    package var isOfAllServices: Bool {
        observation.requestedServices.isEmpty && observation.requestedRoutes.isEmpty
    }

    /// The Services that are looked at: beside objects of Layer 7 that are named only those that are named, too.
    var askedExposures: [Exposure] {
        guard !observation.requestedRoutes.isEmpty else { return exposures }
        return exposures.filter { observation.requestedServices.contains($0.path) }
    }

    /// Those of the Services asked for by name, or all. For named Services a live source reads no others, so that nothing may
    /// be concluded from how many there are.
    package var requestedLoadBalancers: Observed<[LoadBalancer]> {
        let requested = observation.requestedServices
        guard !requested.isEmpty else { return loadBalancers }
        let names = Set(exposures.filter { requested.contains($0.path) }.map(\.service.metadata.uid))
        return loadBalancers.map { $0.filter { names.contains($0.metadata.name) } }
    }

    package var routes: Observed<[Route]> { inTenantNamespace(Route.self) }

    /// Services `envoy-…` and others in the tenant's namespace.
    package var envoyServices: Observed<[Service]> { inTenantNamespace(Service.self) }

    /// `Addresses/default` of the tenant.
    package var defaultAddresses: Observed<Addresses> {
        guard tenantNamespace != nil else { return unknownTenant() }
        recorder?.note(Input(.management, Addresses.self))
        return tenantObjects.defaultAddresses
    }

    /// The name of the tenant in question or, if that is not known, of the only Tenant: for commands, not an input of any
    /// check's judgement.
    package var onlyTenant: String? {
        if let name = tenant.value?.name { return name }
        guard let list = observation.list(.management, Tenant.self).value, list.isComplete, list.items.count == 1 else {
            return nil
        }
        return list.items.first?.metadata.name
    }

    package var tenantObject: Observed<Tenant> {
        guard tenantNamespace != nil else { return unknownTenant() }
        recorder?.note(Input(.management, Tenant.self))
        return tenantObjects.tenant
    }

    package var tenantState: Observed<TenantState> {
        guard let namespace = tenantNamespace else { return unknownTenant() }
        return list(.management, TenantState.self).first { $0.metadata.namespace == namespace }
    }

    package var namespaceObject: Observed<Namespace> {
        guard tenantNamespace != nil else { return unknownTenant() }
        recorder?.note(Input(.management, Namespace.self))
        return tenantObjects.namespace
    }

    /// `Config/default` in `kubelb`; absent means KubeLB's defaults.
    package var config: Observed<Config> {
        recorder?.note(Input(.management, Config.self))
        return tenantObjects.config
    }

    package var envoyWorkload: Observed<EnvoyWorkload> {
        guard tenantNamespace != nil else { return unknownTenant() }
        for input in [Input(.management, Deployment.self), Input(.management, DaemonSet.self)] { recorder?.note(input) }
        recorder?.note(Input(.management, Config.self))
        return tenantObjects.envoyWorkload
    }

    /// The Envoy workload of the kind that the Config had before; nil if there is none, and if that is unknown.
    package var leftoverEnvoy: EnvoyWorkload? {
        guard tenantNamespace != nil else { return nil }
        for input in [Input(.management, Deployment.self), Input(.management, DaemonSet.self)] { recorder?.note(input) }
        recorder?.note(Input(.management, Config.self))
        return tenantObjects.leftoverEnvoy?.workload
    }

    /// Its pods that have not finished.
    package var leftoverEnvoyPods: [Pod] {
        recorder?.note(Input(.management, Pod.self))
        return tenantObjects.leftoverEnvoy?.pods ?? []
    }

    /// The tenant's Envoy pods that have not finished, without those of `leftoverEnvoy`.
    package var envoyPods: Observed<[Pod]> {
        guard tenantNamespace != nil else { return unknownTenant() }
        recorder?.note(Input(.management, Pod.self))
        return tenantObjects.envoyPods
    }

    /// Whether there are Envoys that could take traffic, and a Service `envoy-<uid>` leads to none of them.
    package func selectsNoEnvoy(_ service: Service) -> Bool {
        recorder?.note(.managementPods)
        guard let pods = dataPlane.servingPods, !pods.isEmpty else { return false }
        return !pods.contains { $0.matches(service.selector) }
    }

    /// Objects of a kind in the tenant's namespace.
    package func inTenantNamespace<Item: KubernetesObject>(_ kind: Item.Type) -> Observed<[Item]> {
        guard let namespace = tenantNamespace else { return unknownTenant() }
        return list(.management, kind).all { $0.metadata.namespace == namespace }
    }

    /// What a question about the tenant gets where the tenant itself is not known.
    private func unknownTenant<Value: Sendable>() -> Observed<Value> {
        tenant.unknown.map { Observed($0) } ?? .failed("the tenant is unknown: the CCM has no --cluster-name")
    }

    // MARK: The tenant cluster

    package var nodes: Observed<[Node]> {
        recorder?.note(Input(.tenant, Node.self))
        return tenantObjects.nodes
    }

    package var readyNodes: Observed<[Node]> {
        recorder?.note(Input(.tenant, Node.self))
        return tenantObjects.readyNodes
    }

    /// The addresses that the CCM would write now: of its type, of the Ready nodes, sorted, once each.
    package var expectedAddresses: Observed<[String]> {
        recorder?.note(Input(.tenant, Node.self))
        return tenantObjects.expectedAddresses
    }

    /// Pods of a namespace in the tenant cluster that a selector selects.
    package func pods(in namespace: String, selectedBy selector: [String: String]) -> Observed<[Pod]> {
        list(.tenant, Pod.self).all { $0.metadata.namespace == namespace && $0.matches(selector) }
    }
}

extension Array {
    /// The elements in their order, the first of each key.
    package func uniqued<Key: Hashable>(by key: (Element) -> Key) -> [Element] {
        var seen = Set<Key>()
        return filter { seen.insert(key($0)).inserted }
    }
}

extension Array where Element: Hashable {
    /// The elements in their order, each once.
    package func uniqued() -> [Element] { uniqued { $0 } }
}
