import KubeLB
import Kubernetes

/// What shows that a Service exists although no list of Services contains it: the only evidence against a server that hides Services,
/// but not everything that belongs to them.
struct ServiceTraces {
    /// By the UID of the Service: what it owns. The garbage collector removes these objects once the Service is deleted.
    private var owned: [String: String] = [:]
    /// By the path of the Service: what names it.
    private var naming: [String: String] = [:]
    /// Why not all EndpointSlices of the tenant cluster are known; nil if they are.
    private let unreadSlices: UnknownReason?
    /// By namespace: why the CCM seems to manage more Services than the list contains.
    private var surplus: [String: String] = [:]

    /// Seconds for which an Event shows that its object exists: controllers that fail repeat it at this pace or faster.
    private static let eventValidity = 120.0

    init(_ topology: Topology, sources: TenantSources) {
        let slices = topology.list(.tenant, EndpointSlice.self)
        unreadSlices = slices.all(where: { _ in true }).unknown
        noteOwners(slices)
        noteOwners(topology.list(.tenant, Pod.self))
        noteOwners(topology.list(.tenant, SecretMetadata.self))
        noteOwners(topology.list(.tenant, Ingress.self))
        noteOwners(topology.list(.tenant, Gateway.self))
        for slice in slices.value?.items ?? [] {
            guard let name = slice.metadata.labels[EndpointSlice.serviceNameLabel], !name.isEmpty else { continue }
            naming["\(slice.metadata.namespace)/\(name)"] =
                "EndpointSlice \(slice.metadata.path) still has the name of its Service"
        }
        for source in sources.all {
            for backend in source.spec.backends where backend.isService {
                let namespace = backend.reference.namespace ?? source.metadata.namespace
                naming["\(namespace)/\(backend.reference.name)"] = "\(source.reference) still routes to its Service"
            }
        }
        for event in topology.list(.tenant, Event.self).value?.items ?? [] where event.objectKind == Service.kind {
            guard let time = event.lastTimestamp, !event.reason.contains("Delet"),
                (0..<Self.eventValidity).contains(topology.now.seconds(since: time))
            else { continue }
            naming["\(event.objectNamespace)/\(event.objectName)"] =
                "Event \(event.reason) at \(time) is about its Service"
        }
        noteCounts(topology)
    }

    private mutating func noteOwners<Item: KubernetesObject>(_ list: Observed<ObjectList<Item>>) {
        for item in list.value?.items ?? [] {
            for owner in item.metadata.owners where owner.kind == Service.kind {
                owned[owner.uid] = "\(Item.kind) \(item.metadata.path) still belongs to a Service with its UID"
            }
        }
    }

    private mutating func noteCounts(_ topology: Topology) {
        guard let services = topology.list(.tenant, Service.self).value else { return }
        let listed = Dictionary(grouping: services.items.filter(\.isLoadBalancer), by: \.metadata.namespace)
        // Of several replicas only one works.
        for (_, metrics) in topology.ccmMetrics {
            for (namespace, managed) in metrics.managedServices {
                let count = listed[namespace]?.count ?? 0
                guard managed > count else { continue }
                surplus[namespace] =
                    "the CCM counts \(managed) Services of type LoadBalancer in namespace \(namespace), but "
                    + "\(count) \(count == 1 ? "is" : "are") listed"
            }
        }
    }

    /// What speaks against a Service being gone; nil if nothing does.
    func objection(uid: String?, path: String?) -> String? {
        if let found = uid.flatMap({ owned[$0] }) ?? path.flatMap({ naming[$0] }) { return found }
        if let namespace = path?.split(separator: "/").first, let found = surplus[String(namespace)] { return found }
        return unreadSlices.map { "whether its Service still has EndpointSlices is unknown: \($0)" }
    }
}
