import KubeLB
import Kubernetes

/// Correlates each object of Layer 7 with what belongs to it: by UID first, then by owner, then by name.
struct RouteBuilder {
    private let observation: Observation
    private let selection: RouteSelection
    private let tenantNamespace: String?
    private let recorder: ReadRecorder?
    private let routes: [String: Route]
    private let otherRoute: Observed<Route>
    private let services: ServiceIndex
    private let generatedServices: ServiceIndex
    private let slices: [String: [EndpointSlice]]
    private let noSlices: Observed<[EndpointSlice]>
    private let generated: [RouteKind: GeneratedIndex]

    /// Nothing is indexed if there is nothing to correlate: most clusters have no Layer 7.
    static func build(
        _ observation: Observation, settings: Observed<CCMSettings>, tenantNamespace: String?, recorder: ReadRecorder?
    ) -> [RouteExposure] {
        let isNeeded =
            observation.position.hides(.tenant)
            ? observation.list(.management, Route.self).value?.items.isEmpty == false
            : RouteKind.allCases.contains { !observation.readSources(.tenant, $0).items.isEmpty }
        guard isNeeded else { return [] }
        return RouteBuilder(
            observation, settings: settings, tenantNamespace: tenantNamespace, recorder: recorder
        ).build()
    }

    /// A Route without a source, as far as it shows that; nil if it is of a kind that is unknown.
    static func exposure(
        ofAlone route: Route, in observation: Observation, settings: Observed<CCMSettings>, recorder: ReadRecorder?
    ) -> RouteExposure? {
        guard let source = RouteSource(originOf: route) else { return nil }
        return RouteBuilder(
            observation, settings: settings, tenantNamespace: route.metadata.namespace, recorder: recorder
        ).exposure(of: source, parent: nil, isHidden: true)
    }

    private init(
        _ observation: Observation, settings: Observed<CCMSettings>, tenantNamespace: String?, recorder: ReadRecorder?
    ) {
        self.observation = observation
        selection = RouteSelection(observation, settings: settings, tenantNamespace: tenantNamespace)
        self.tenantNamespace = tenantNamespace
        self.recorder = recorder
        let list = observation.list(.management, Route.self)
        otherRoute = list.first { _ in false }
        let own = (list.value?.items ?? []).filter {
            tenantNamespace == nil || $0.metadata.namespace == tenantNamespace
        }
        routes = Dictionary(own.map { ($0.metadata.name, $0) }, uniquingKeysWith: { first, _ in first })
        services = ServiceIndex(observation.list(.tenant, Service.self)) { _ in true }
        generatedServices = ServiceIndex(observation.list(.management, Service.self)) {
            $0.metadata.namespace == tenantNamespace
        }
        let allSlices = observation.list(.tenant, EndpointSlice.self)
        noSlices = allSlices.all { _ in false }
        slices = Dictionary(grouping: allSlices.value?.items.filter { $0.serviceName != nil } ?? []) {
            "\($0.metadata.namespace)/\($0.serviceName ?? "")"
        }
        generated = Dictionary(
            uniqueKeysWithValues: RouteKind.allCases.map { kind in
                (kind, GeneratedIndex(observation.readSources(.management, kind), in: tenantNamespace))
            })
    }

    /// Gateways before the routes that are attached to them; otherwise by kind, namespace and name.
    private func build() -> [RouteExposure] {
        let hidden = observation.position.hides(.tenant)
        let visible = RouteKind.allCases.flatMap { observation.readSources(.tenant, $0).items }
        let sources = hidden ? routes.values.compactMap(RouteSource.init(originOf:)) : visible
        var gateways: [String: RouteExposure] = [:]
        var found: [RouteExposure] = []
        for kind in RouteKind.allCases {
            let ofKind = sources.filter { $0.kind == kind }.sorted { $0.metadata.path < $1.metadata.path }
            for source in ofKind {
                let exposure = exposure(of: source, parent: parent(of: source, gateways), isHidden: hidden)
                if kind == .gateway { gateways[source.metadata.path] = exposure }
                found.append(exposure)
            }
        }
        return found
    }

    /// KubeLB takes all Gateways of a tenant for one: if the namespace has none of the name, any other has it.
    private func parent(of source: RouteSource, _ gateways: [String: RouteExposure]) -> RouteExposure? {
        guard source.kind.hasParent else { return nil }
        for reference in source.spec.parentRefs {
            let namespace = reference.namespace ?? source.metadata.namespace
            if let found = gateways["\(namespace)/\(reference.name)"] { return found }
        }
        // One that could not be read may be in its namespace.
        guard source.spec.parentRefs.contains(where: { $0.name == KubeLBNames.gatewayName }),
            !observation.isPartial(.tenantGateways)
        else { return nil }
        return gateways.values.filter { $0.source.metadata.name == KubeLBNames.gatewayName }
            .min { $0.path < $1.path }
    }

    private func exposure(of source: RouteSource, parent: RouteExposure?, isHidden: Bool) -> RouteExposure {
        let uid = source.metadata.uid
        let route: Observed<Route> = routes[uid].map { .present($0) } ?? otherRoute
        let selection =
            isHidden
            ? .present(.taken) : selection.selection(of: source, route: route.value, parent: parent)
        return RouteExposure(
            source: source,
            resource: ExposedResource(
                kind: isHidden ? Route.kind : source.kind.rawValue, namespace: source.metadata.namespace,
                name: source.metadata.name, uid: uid, side: isHidden ? .management : .tenant),
            selection: selection,
            isForeign: !isHidden && isForeign(source, selection.value, parent),
            tenantNamespace: route.value?.metadata.namespace ?? tenantNamespace,
            backends: backends(of: source, route.value),
            parent: parent,
            foundRoute: route,
            foundGenerated: generated(of: source, route.value),
            recorder: recorder)
    }

    // MARK: What the CCM takes

    /// Whether something else serves the object, or is there to serve it.
    private func isForeign(
        _ source: RouteSource, _ selection: RouteExposure.Selection?, _ parent: RouteExposure?
    ) -> Bool {
        if selection == .taken || source.className == KubeLBNames.ingressClass { return false }
        switch source.kind {
        case .ingress:
            if !source.status.addresses.isEmpty { return true }
            let name =
                source.className ?? source.metadata.annotations[KubeLBNames.legacyIngressClassAnnotation] ?? ""
            return exists(IngressClass.self, named: name)
        case .gateway:
            let isServed = source.status.conditions.contains { $0.status == "True" }
            return isServed || !source.status.addresses.isEmpty
                || exists(GatewayClass.self, named: source.className ?? "")
        case .httpRoute, .grpcRoute:
            if source.spec.parentRefs.contains(where: { $0.name == KubeLBNames.gatewayName }) { return false }
            return !source.status.parents.isEmpty || parent?.isForeign == true
        }
    }

    /// Whether a class exists; also where that could not be read.
    private func exists<Item: KubernetesObject>(_ kind: Item.Type, named name: String) -> Bool {
        guard name != KubeLBNames.ingressClass else { return false }
        switch observation.list(.tenant, kind).first(where: { $0.metadata.name == name }) {
        case .present: return true
        case .absent: return false
        case .forbidden, .failed, .notCollected: return true
        }
    }

    // MARK: What belongs to it

    private func generated(of source: RouteSource, _ route: Route?) -> Observed<RouteSource> {
        guard let index = generated[source.kind] else { return .notCollected }
        if let route, let own = index.byOwner[route.metadata.uid] { return .present(own) }
        let recorded = route?.generated.flatMap { $0.name.isEmpty ? nil : $0.name }
        let name =
            recorded
            ?? KubeLBNames.generatedName(
                source.kind, namespace: source.metadata.namespace, name: source.metadata.name)
        return name.flatMap { index.byName[$0] }.map { .present($0) } ?? index.other
    }

    private func backends(of source: RouteSource, _ route: Route?) -> [RouteBackend] {
        guard source.kind != .gateway else { return [] }
        return source.spec.backends.map { backend(of: source, $0, route) }
    }

    private func backend(of source: RouteSource, _ reference: BackendReference, _ route: Route?) -> RouteBackend {
        let namespace = reference.reference.namespace ?? source.metadata.namespace
        let name = reference.reference.name
        let path = "\(namespace)/\(name)"
        let service = services[path]
        let copyName = KubeLBNames.nodePortCopy(ofService: name)
        let isCopied = service.value.map { $0.type == "ClusterIP" || $0.type.isEmpty } ?? false
        let carried = route?.services.first {
            $0.metadata.namespace == namespace && ($0.metadata.name == copyName || $0.metadata.name == name)
        }
        let outcome = route?.generatedServices[path]
        let recorded = outcome.flatMap { $0.name.isEmpty ? nil : $0.name }
        let generatedName =
            recorded
            ?? KubeLBNames.backendServiceName(
                namespace: namespace, route: source.metadata.name, service: name)
        let found = slices[path] ?? []
        let foundOfCopy = slices["\(namespace)/\(copyName)"] ?? []
        return RouteBackend(
            reference: reference, namespace: namespace, service: service,
            copy: isCopied ? services["\(namespace)/\(copyName)"] : nil, carried: carried,
            generatedName: generatedName,
            outcome: outcome,
            foundGenerated: generatedName.map { generatedServices["\(tenantNamespace ?? "")/\($0)"] } ?? .notCollected,
            foundSlices: noSlices.map { _ in found }, foundCopySlices: noSlices.map { _ in foundOfCopy },
            recorder: recorder)
    }
}

/// Generated objects of one kind in the tenant's namespace, by the UIDs of their owners and by name.
private struct GeneratedIndex {
    var byOwner: [String: RouteSource] = [:]
    var byName: [String: RouteSource] = [:]
    /// One that is in neither.
    let other: Observed<RouteSource>

    init(_ sources: ReadSources, in namespace: String?) {
        other = sources.other
        for source in sources.items where source.metadata.namespace == namespace {
            byName[source.metadata.name] = source
            for owner in source.metadata.owners where byOwner[owner.uid] == nil { byOwner[owner.uid] = source }
        }
    }
}

/// Services by `namespace/name`.
private struct ServiceIndex {
    private var byPath: [String: Service] = [:]
    private let other: Observed<Service>

    init(_ list: Observed<ObjectList<Service>>, where isWanted: (Service) -> Bool) {
        other = list.first { _ in false }
        for service in list.value?.items ?? [] where isWanted(service) { byPath[service.metadata.path] = service }
    }

    subscript(_ path: String) -> Observed<Service> { byPath[path].map { .present($0) } ?? other }
}
