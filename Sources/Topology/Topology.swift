import KubeLB
import Kubernetes

/// Both clusters put together: the controllers, the tenant, and every Service with what belongs to it.
///
/// A pure function of an observation. Everything is read through accessors that note which input they touch, so that
/// tests can prove that a check declares what it reads.
package final class Topology: Sendable {
    let observation: Observation
    let recorder: ReadRecorder?

    private let correlation: Correlation

    package var ccm: Controller { correlation.ccm }
    package var manager: Controller { correlation.manager }
    /// What the CCM's arguments say; absent where there is no CCM.
    package var settings: Observed<CCMSettings> { correlation.settings }
    package var tenant: Observed<TenantIdentity> { correlation.tenant }
    /// Services of `type: LoadBalancer` and those that KubeLB still holds, by namespace and name.
    package var exposures: [Exposure] { correlation.exposures }

    /// Objects of Layer 7, Gateways before the routes that are attached to them.
    package var routeExposures: [RouteExposure] { correlation.routeExposures }

    let dataPlane: DataPlaneIndex
    var tenantObjects: TenantObjects { correlation.tenantObjects }
    /// The same for Layer 7.
    var routingObjects: RoutingObjects { correlation.routingObjects }
    /// By `namespace/name` of the Service.
    let probesByService: [String: [MadeProbe]]

    package init(_ observation: Observation, recorder: ReadRecorder? = nil) {
        self.observation = observation
        self.recorder = recorder
        // Exposures note what is read of them, so that each recorder needs its own.
        correlation = recorder == nil ? observation.correlation : Correlation(observation, recorder: recorder)
        dataPlane = DataPlaneIndex(observation, tenantNamespace: correlation.tenant.value?.namespace)
        probesByService = Dictionary(grouping: observation.probes ?? [], by: \.probe.service)
    }

    /// What is computed once for all checks, where nobody counts who reads what.
    func inventory(_ make: () -> LeftBehindInventory?) -> LeftBehindInventory? {
        guard recorder == nil else { return make() }
        if let made = correlation.inventory.withLock({ $0 }) { return made }
        let made = make()
        correlation.inventory.withLock { $0 = .some(made) }
        return made
    }

    /// Whether the management side is seen through the CCM's own identity, which reads LoadBalancers, Addresses and
    /// TenantStates of its tenant and nothing else.
    package var hasCCMIdentityOnly: Bool { correlation.hasCCMIdentityOnly }

    /// The same for what runs a controller.
    func workloads(
        of controller: String, _ make: () -> [ServingController.Workload]?
    ) -> [ServingController.Workload]? {
        if let made = correlation.workloads.withLock({ $0[controller] }) { return made }
        let made = make()
        correlation.workloads.withLock { _ = $0.updateValue(made, forKey: controller) }
        return made
    }

    package var now: Timestamp { observation.now }
    package var position: Position { observation.position }

    /// The tenant's namespace in the management cluster, where it is known.
    package var tenantNamespace: String? { tenant.value?.namespace }

    /// Services that the CCM takes and that are not being deleted.
    package var takenExposures: [Exposure] { correlation.takenExposures }

    /// Notes the input and hands out the list.
    package func list<Item: KubernetesObject>(_ side: ClusterSide, _ kind: Item.Type) -> Observed<ObjectList<Item>> {
        let list = observation.list(side, kind)
        recorder?.note(Input(side, kind))
        recorder?.noteScan(of: list.value?.items.count ?? 0)
        return list
    }

    /// Why nothing of a side could be read, or nil.
    package func failure(of side: ClusterSide) -> String? { observation.sideFailures[side] }

    package func version(of side: ClusterSide) -> Observed<ServerVersion> {
        recorder?.note(side == .tenant ? .tenantVersion : .managementVersion)
        return observation.versions[side] ?? unread(side)
    }

    /// What the side serves of `kubelb.k8c.io`.
    package func discovery(of side: ClusterSide) -> Observed<ServedResources> {
        recorder?.note(side == .tenant ? .tenantDiscovery : .managementDiscovery)
        return observation.discovery[side] ?? unread(side)
    }

    package func access(of side: ClusterSide) -> Observed<AccessReport> {
        recorder?.note(side == .tenant ? .tenantAccess : .managementAccess)
        return observation.access[side] ?? unread(side)
    }

    private func unread<Value: Sendable>(_ side: ClusterSide) -> Observed<Value> {
        observation.sideFailures[side].map { .failed($0) } ?? .notCollected
    }

    /// The kubectl context by which a side was read, in a bundle that of its author; not an input of any check's judgement.
    package func context(of side: ClusterSide) -> String? { observation.access[side]?.value?.context }

    /// How the reader's kubectl reaches a side; see `Observation.kubeconfigs`.
    package func kubeconfig(of side: ClusterSide) -> KubeconfigRequest? { observation.kubeconfigs[side] }

    package var bundle: String? { observation.bundle }

    /// Why reads of a bundle may be missing that were collected; nil if none is.
    package var truncation: String? { observation.truncation }

    /// The outcome of a read, whatever it holds: for reporting what could not be seen.
    package func outcome(of input: Input) -> UnknownReason? { observation.outcome(of: input) }

    /// Whether an input was read in part; see `Observation.isPartial`.
    package func isPartial(_ input: Input) -> Bool { observation.isPartial(input) }

    /// Warning Events about an object, newest last; nil where Events could not be read.
    package func warnings(_ side: ClusterSide, kind: String, namespace: String, name: String) -> [Event]? {
        recorder?.note(side == .tenant ? .tenantEvents : .managementEvents)
        let index = side == .tenant ? correlation.tenantEvents : correlation.managementEvents
        return index.events(kind: kind, namespace: namespace, name: name)?.filter(\.isWarning)
    }

    /// All Events about an object, the oldest first; nil if Events could not be read.
    package func events(_ side: ClusterSide, kind: String, namespace: String, name: String) -> [Event]? {
        recorder?.note(side == .tenant ? .tenantEvents : .managementEvents)
        let index = side == .tenant ? correlation.tenantEvents : correlation.managementEvents
        return index.events(kind: kind, namespace: namespace, name: name)
    }

    /// What the AWS Load Balancer Controller made for the ports of a Service.
    package func targetGroupBindings(of service: Service) -> [String] {
        recorder?.note(.targetGroupBindings)
        let names = (correlation.targetGroupBindings[service.metadata.path] ?? []).map(\.metadata.name)
        // Without the objects, Events show them: AWS Load Balancer Controller (`buildTargetGroupBindingName`) names them
        // k8s-NAMESPACE-SERVICE-HASH, with the first eight letters and digits of each.
        guard let reported = correlation.reportedTargetGroupBindings[service.metadata.namespace] else {
            return names.uniqued()
        }
        let mark = "-\(service.metadata.name.filter { $0.isLetter || $0.isNumber }.prefix(8))-"
        return (names + reported.filter { $0.containsBytes(of: mark) }).uniqued()
    }

    package func exposure(uid: String) -> Exposure? { exposures.first { $0.service.metadata.uid == uid } }
}
