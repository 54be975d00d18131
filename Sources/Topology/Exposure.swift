import KubeLB
import Kubernetes

/// One Service with everything that belongs to it in both clusters, or in the management cluster if only that one is visible.
///
/// A class, and immutable: thousands of them are filtered by every check, and their fields are large.
package final class Exposure: Sendable {
    /// As the tenant cluster shows it; `OriginService` if only its LoadBalancer is visible.
    package let service: Service
    package let resource: ExposedResource
    /// Whether the CCM takes the Service, by its type and the class filter.
    package let eligibility: Observed<Eligibility>
    /// Where the LoadBalancer would be; nil where the tenant is not known.
    package let tenantNamespace: String?

    let foundLoadBalancer: Observed<LoadBalancer>
    let foundDrift: [LoadBalancerDrift]
    let foundEnvoyService: Observed<Service>
    let foundSlices: Observed<[EndpointSlice]>
    let foundReplaced: [LoadBalancer]
    let recorder: ReadRecorder?

    init(
        service: Service, resource: ExposedResource, eligibility: Observed<Eligibility>, tenantNamespace: String?,
        foundLoadBalancer: Observed<LoadBalancer>, foundDrift: [LoadBalancerDrift],
        foundEnvoyService: Observed<Service>, foundSlices: Observed<[EndpointSlice]>, foundReplaced: [LoadBalancer],
        recorder: ReadRecorder?
    ) {
        self.service = service
        self.resource = resource
        self.eligibility = eligibility
        self.tenantNamespace = tenantNamespace
        self.foundLoadBalancer = foundLoadBalancer
        self.foundDrift = foundDrift
        self.foundEnvoyService = foundEnvoyService
        self.foundSlices = foundSlices
        self.foundReplaced = foundReplaced
        self.recorder = recorder
    }

    /// What the CCM makes of a Service.
    package enum Eligibility: Sendable, Hashable {
        case taken
        /// `type: LoadBalancer`, but the class filter is on and the class is not `kubelb`.
        case otherClass
        case notLoadBalancer
    }

    /// The LoadBalancer named by the Service's UID.
    package var loadBalancer: Observed<LoadBalancer> {
        recorder?.note(.loadBalancers)
        return foundLoadBalancer
    }

    /// How the LoadBalancer differs from what the CCM would write now; empty where there is none.
    package var drift: [LoadBalancerDrift] {
        recorder?.note(.loadBalancers)
        return foundDrift
    }

    /// Other LoadBalancers of the tenant whose labels name this Service: of an earlier UID, or doubled.
    package var replacedLoadBalancers: [LoadBalancer] {
        recorder?.note(.loadBalancers)
        return foundReplaced
    }

    /// The Service `envoy-<uid>` in the management cluster.
    package var envoyService: Observed<Service> {
        recorder?.note(.managementServices)
        return foundEnvoyService
    }

    /// The EndpointSlices of the Service in the tenant cluster.
    package var slices: Observed<[EndpointSlice]> {
        recorder?.note(.tenantEndpointSlices)
        return foundSlices
    }

    /// `namespace/name`.
    package var path: String { service.metadata.path }

    /// Whether something of the CCM's work on the Service is not done: its finalizer, the LoadBalancer and every change of it,
    /// the address, the clearing away of a deleted one. Nil where that is not known.
    package var isUnfinishedByCCM: Bool? {
        if isTerminating || !hasFinalizer { return true }
        switch loadBalancer {
        case .absent: return true
        case .present(let loadBalancer):
            return drift.contains { $0.effect == .spec }
                || (loadBalancer.status?.ingress.addresses ?? []) != addresses
        case .forbidden, .failed, .notCollected: return nil
        }
    }

    /// Whether something of the manager's work on the LoadBalancer is not done: its finalizer, the envoy Service and every
    /// change of it, the address in the status, the clearing away of a deleted one. Nil where that is not known.
    package var isUnfinishedByManager: Bool? {
        switch loadBalancer {
        case .absent: return false
        case .present(let loadBalancer):
            if loadBalancer.metadata.isBeingDeleted || !loadBalancer.isAccepted { return true }
            switch envoyService {
            case .absent: return true
            case .present(let envoy):
                let published = loadBalancer.status?.ingress.addresses ?? []
                // With a hostname the manager publishes that instead of the envoy Service's address. If it cannot create the Ingress
                // or HTTPRoute for it, it publishes nothing.
                let isHost = loadBalancer.status?.hostname != nil && !published.isEmpty
                let isPublished = isHost || envoy.ingress.addresses == published
                return envoy.type != DesiredEnvoyService.type(for: loadBalancer) || !isPublished
                    || !DesiredEnvoyService.missingPorts(of: loadBalancer, in: envoy).isEmpty
            case .forbidden, .failed, .notCollected: return nil
            }
        case .forbidden, .failed, .notCollected: return nil
        }
    }

    /// Whether the LoadBalancer itself shows that the manager has something left to do. It is known before the envoy
    /// Service is: for Services by name that is read last.
    package var awaitsManager: Bool {
        guard let loadBalancer = loadBalancer.value else { return false }
        let done = Set((loadBalancer.status?.ports ?? []).map(\.label))
        return loadBalancer.metadata.isBeingDeleted || !loadBalancer.isAccepted
            || (loadBalancer.status?.ingress ?? []).isEmpty
            || !loadBalancer.spec.ports.allSatisfy { done.contains($0.label) }
    }

    /// When the envoy Service was created anew, much later than its LoadBalancer; nil if it is the first one, or is not there.
    package var envoyServiceRecreated: Timestamp? {
        guard let made = loadBalancer.value?.metadata.creationTimestamp,
            let created = envoyService.value?.metadata.creationTimestamp,
            created.seconds(since: made) > Self.provisioning
        else { return nil }
        return created
    }

    /// Seconds after which the first envoy Service of a LoadBalancer is there.
    private static let provisioning = 120.0

    /// Whether the manager has not written the envoy Service of the LoadBalancer, or somebody has deleted it.
    package var lacksEnvoyService: Bool {
        if loadBalancer.value != nil, case .absent = envoyService { true } else { false }
    }

    /// Whether the Service itself can be seen, not only its LoadBalancer.
    package var isServiceVisible: Bool { resource.side == .tenant }

    package var isTaken: Bool { eligibility.value == .taken }

    package var isTerminating: Bool { service.metadata.isBeingDeleted }

    /// Whether KubeLB's CCM has put its finalizer on the Service.
    package var hasFinalizer: Bool {
        service.metadata.finalizers.contains(KubeLBNames.cleanupFinalizer)
            || service.metadata.finalizers.contains(KubeLBNames.legacyServiceFinalizer)
    }

    /// The addresses in the Service's own status, sorted.
    package var addresses: [String] { service.ingress.addresses }

    /// A Service that is none of KubeLB's: of another type, or one that the CCM does not take and that another controller
    /// looks after.
    package var isIgnored: Bool {
        guard !hasFinalizer else { return false }
        switch eligibility.value {
        case .notLoadBalancer: return loadBalancer.value == nil
        case .otherClass: return !addresses.isEmpty || !service.metadata.finalizers.isEmpty
        case .taken, nil: return false
        }
    }

    /// A Service that the CCM no longer takes while KubeLB's LoadBalancer for it still stands.
    package var isLeftBehind: Bool {
        guard let eligibility = eligibility.value, eligibility != .taken, !isTerminating else { return false }
        return loadBalancer.value != nil || hasFinalizer
    }

    /// Ready endpoints, once each; nil where the EndpointSlices could not be read.
    package var readyEndpoints: [EndpointSlice.Endpoint]? {
        guard let slices = slices.value else { return nil }
        var seen = Set<String>()
        return slices.flatMap(\.endpoints).filter { endpoint in
            endpoint.isReady && seen.insert(endpoint.addresses.first ?? "").inserted
        }
    }

    /// Whether its endpoints count as ready although none of the pods is (`spec.publishNotReadyAddresses`): `serving` still tells.
    package var isPublishedUnready: Bool {
        guard let ready = readyEndpoints, !ready.isEmpty else { return false }
        return ready.allSatisfy { $0.serving == false && $0.terminating != true }
    }

    /// Ready endpoints that Kubernetes wrote for a selector that the Service no longer has, if it has no others: nobody updates
    /// them. Empty also if the EndpointSlices could not be read.
    package var abandonedEndpoints: [EndpointSlice.Endpoint] {
        guard service.selector.isEmpty, let slices = slices.value else { return [] }
        let ready = slices.filter { $0.endpoints.contains(where: \.isReady) }
        return ready.allSatisfy(\.isByController) ? ready.flatMap(\.endpoints).filter(\.isReady) : []
    }

    /// Ports of the Service that no slice with a ready endpoint serves; nil where that is not known.
    package var portsWithoutEndpoints: [ServicePort]? {
        guard let slices = slices.value else { return nil }
        return service.ports.filter { port in
            !slices.contains { slice in
                slice.endpoints.contains(where: \.isReady)
                    && slice.ports.contains { ($0.name ?? "") == (port.name ?? "") && $0.protocol == port.protocol }
            }
        }
    }

    /// The newest of creation, deletion and last write of the Service's or the LoadBalancer's spec: from here on
    /// the controllers are owed time.
    package var lastChange: Timestamp? {
        var last = service.metadata.lastChange
        if let change = foundLoadBalancer.value?.metadata.lastChange { last = max(last ?? change, change) }
        return last
    }

    /// `lastChange`, or the last write of the EndpointSlices: from here on Envoy's health checks are owed time.
    package var lastTrafficChange: Timestamp? {
        let slices = (foundSlices.value ?? []).flatMap(\.metadata.managedFields).compactMap(\.time).max()
        return [lastChange, slices].compactMap { $0 }.max()
    }

    /// Ports that KubeLB cannot carry: no node port, or a protocol other than TCP and UDP.
    package var portsWithoutNodePort: [ServicePort] { service.ports.filter { $0.nodePort == nil } }
    package var portsOfUnknownProtocol: [ServicePort] {
        service.ports.filter { $0.protocol != "TCP" && $0.protocol != "UDP" }
    }
}
