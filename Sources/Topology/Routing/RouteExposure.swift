import KubeLB
import Kubernetes

/// One Ingress, Gateway, HTTPRoute or GRPCRoute with everything that belongs to it in both clusters.
///
/// A class, and immutable, as `Exposure` is.
package final class RouteExposure: Sendable {
    package let source: RouteSource
    package let resource: ExposedResource
    /// Whether the CCM takes it.
    package let selection: Observed<Selection>
    /// Whether another controller of the tenant cluster looks after it.
    package let isForeign: Bool
    package let tenantNamespace: String?
    package let backends: [RouteBackend]
    /// The Gateway of a route, where the tenant cluster has it.
    package let parent: RouteExposure?

    let foundRoute: Observed<Route>
    let foundGenerated: Observed<RouteSource>
    let recorder: ReadRecorder?

    init(
        source: RouteSource, resource: ExposedResource, selection: Observed<Selection>, isForeign: Bool,
        tenantNamespace: String?, backends: [RouteBackend], parent: RouteExposure?, foundRoute: Observed<Route>,
        foundGenerated: Observed<RouteSource>, recorder: ReadRecorder?
    ) {
        self.source = source
        self.resource = resource
        self.selection = selection
        self.isForeign = isForeign
        self.tenantNamespace = tenantNamespace
        self.backends = backends
        self.parent = parent
        self.foundRoute = foundRoute
        self.foundGenerated = foundGenerated
        self.recorder = recorder
    }

    /// What the CCM makes of an object (KubeLB v1.4.3, the predicates of its controllers).
    package enum Selection: Sendable, Hashable {
        case taken
        /// The class filter is on, and the class is not `kubelb`.
        case otherClass
        /// The Gateway has another name than `kubelb`.
        case otherName
        /// The route has not exactly one parent named `kubelb`.
        case otherParents
        /// An argument of the CCM, or its lack, keeps it from looking at objects of this kind.
        case controllerOff(argument: String)
    }

    package var kind: RouteKind { source.kind }
    package var path: String { source.metadata.path }
    package var isTaken: Bool { selection.value == .taken }
    package var isTerminating: Bool { source.metadata.isBeingDeleted }
    package var hasFinalizer: Bool { source.hasFinalizer }
    package var isSourceVisible: Bool { resource.side == .tenant }

    /// The Route named by the UID.
    package var route: Observed<Route> {
        recorder?.note(.routes)
        return foundRoute
    }

    /// What the manager made of the Route; also where another Route owns it.
    package var generated: Observed<RouteSource> {
        recorder?.note(kind.input(.management))
        return foundGenerated
    }

    /// Whether the generated object belongs to this Route.
    package var ownsGenerated: Bool {
        guard let route = route.value, let generated = generated.value else { return false }
        return generated.metadata.owners.contains { $0.kind == Route.kind && $0.uid == route.metadata.uid }
    }

    /// How the generated object differs from what the manager would make of the Route; empty if it is up to date, or if that is
    /// unknown.
    package var drift: [RouteDifference] {
        guard ownsGenerated, let route = route.value, route.isAccepted, !route.metadata.isBeingDeleted,
            let generated = generated.value
        else { return [] }
        return GeneratedRouteDrift.differences(kind, of: generated.spec, from: route)
    }

    /// Whether the manager has accepted the Route, but not brought the generated object into being or up to date.
    package var isUnapplied: Bool {
        guard let route = route.value, route.isAccepted, !route.metadata.isBeingDeleted else { return false }
        if case .absent = generated { return true }
        return !drift.isEmpty
    }

    /// The status of the generated object: its own, or as the Route repeats it.
    package var generatedStatus: RoutingStatus? {
        if ownsGenerated, let generated = generated.value { return generated.status }
        return route.value?.generated.flatMap { $0.name.isEmpty ? nil : $0.status }
    }

    /// Another controller's object. The classes decide that of objects that the CCM does not take.
    package var isIgnored: Bool {
        if !isTaken { recorder?.note(kind == .ingress ? .tenantIngressClasses : .tenantGatewayClasses) }
        return isForeign && !hasFinalizer && foundRoute.value == nil
    }

    /// The CCM no longer takes it, and KubeLB still has its Route, or holds it by a finalizer.
    package var isLeftBehind: Bool {
        guard let selection = selection.value, selection != .taken, !isTerminating else { return false }
        if case .controllerOff = selection { return false }
        return foundRoute.value != nil || hasFinalizer
    }

    /// The rules whose backends all have weight 0, by their places: the controllers of Gateways answer their requests with 500.
    package var rulesWithoutWeight: [Int] {
        source.spec.rules.indices.filter { index in
            let backends = source.spec.rules[index].backends.filter { !$0.isMirror }
            return !backends.isEmpty && backends.allSatisfy { $0.weight == 0 }
        }
    }

    /// The addresses in its own status; for a route those of its Gateway.
    package var addresses: [String] { kind.hasParent ? parent?.addresses ?? [] : source.status.addresses }

    /// Whether something of the CCM's work on it is not done: its finalizer, the copies, the Route and every change of it, the
    /// status, the clearing away of a deleted one.
    package var isUnfinishedByCCM: Bool {
        if isTerminating || !hasFinalizer { return true }
        guard let route = route.value else { return true }
        if route.source.spec != source.spec || backends.contains(where: { $0.copyDefect != nil }) { return true }
        return generatedStatus.map { $0.essence != source.status.essence } ?? false
    }

    /// Whether something of the manager's work on the Route is not done, as far as it shows.
    package var isUnfinishedByManager: Bool {
        guard let route = route.value else { return false }
        if route.metadata.isBeingDeleted || !route.isAccepted || route.generated?.name.isEmpty != false { return true }
        if case .absent = generated { return true }
        if !drift.isEmpty { return true }
        return backends.contains { backend in
            if case .absent = backend.generated { backend.carried != nil } else { backend.outcome?.failure != nil }
        }
    }

    /// The newest of creation, deletion and last write of the spec, here or of the Route.
    package var lastChange: Timestamp? {
        func times(_ metadata: ObjectMeta) -> [Timestamp?] {
            [metadata.creationTimestamp, metadata.deletionTimestamp]
                + metadata.managedFields.filter(\.ownsSpec).map(\.time)
        }
        let all = times(source.metadata) + (foundRoute.value.map { times($0.metadata) } ?? [])
        return all.compactMap { $0 }.max()
    }
}

/// A Service that a source sends traffic to, on its way through both clusters.
package struct RouteBackend: Sendable {
    package let reference: BackendReference
    package let namespace: String
    package var name: String { reference.reference.name }
    /// The Service in the tenant cluster.
    package let service: Observed<Service>
    /// The NodePort Service that the CCM makes of a ClusterIP Service; nil for one of another type, which is used as it is.
    package let copy: Observed<Service>?
    /// As the Route has it.
    package let carried: Service?
    /// The name of the Service in the tenant's namespace; nil where it cannot be told.
    package let generatedName: String?
    /// What the manager says of it.
    package let outcome: GeneratedResource?

    let foundGenerated: Observed<Service>
    let foundSlices: Observed<[EndpointSlice]>
    let foundCopySlices: Observed<[EndpointSlice]>
    let recorder: ReadRecorder?

    /// The Service of that name.
    package var generated: Observed<Service> {
        recorder?.note(.managementServices)
        return foundGenerated
    }

    /// The EndpointSlices of the Service.
    package var slices: Observed<[EndpointSlice]> {
        recorder?.note(.tenantEndpointSlices)
        return foundSlices
    }

    /// `shop/web`.
    package var path: String { "\(namespace)/\(name)" }

    /// Whether it gets requests at all: one of weight 0 does not, and needs no endpoints.
    package var isWeighted: Bool { reference.weight != 0 }

    package enum CopyDefect: Sendable, Hashable {
        case missing
        /// The Route has other node ports.
        case otherNodePorts
    }

    /// What is wrong with the NodePort copy; nil if nothing is, if there is to be none, or if it is unknown.
    package var copyDefect: CopyDefect? {
        switch copy {
        case .absent: .missing
        case .present(let copy):
            carried.map { $0.ports.map(\.nodePort) != copy.ports.map(\.nodePort) } == true ? .otherNodePorts : nil
        case .forbidden, .failed, .notCollected, nil: nil
        }
    }

    package var readyEndpoints: Int? { Self.readyEndpoints(of: slices) }

    /// Those of the NodePort copy; nil if there is no copy, or if it is unknown.
    package var readyEndpointsOfCopy: Int? {
        guard copy?.value != nil else { return nil }
        recorder?.note(.tenantEndpointSlices)
        return Self.readyEndpoints(of: foundCopySlices)
    }

    private static func readyEndpoints(of slices: Observed<[EndpointSlice]>) -> Int? {
        slices.value.map { slices in
            Set(slices.flatMap(\.endpoints).filter(\.isReady).map { $0.addresses.first ?? "" }).count
        }
    }

    /// The port of the Service that the reference names; nil if it has none such.
    package var port: ServicePort? {
        guard let service = service.value else { return nil }
        return switch reference.port {
        // A port may be there twice, for TCP and UDP.
        case .number(let number):
            service.ports.first { $0.port == number && $0.protocol == "TCP" }
                ?? service.ports.first { $0.port == number }
        case .name(let name): service.ports.first { $0.name == name }
        case nil: service.ports.first
        }
    }
}
