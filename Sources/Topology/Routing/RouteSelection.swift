import KubeLB
import Kubernetes

/// Which objects of Layer 7 the CCM takes: by its arguments, by the edition, and in the Enterprise Edition by the tenant's class
/// mappings.
struct RouteSelection {
    private let settings: Observed<CCMSettings>
    /// `CE` or `EE`; nil if it is unknown.
    private let edition: String?
    private let mappedClasses: Set<String>

    init(_ observation: Observation, settings: Observed<CCMSettings>, tenantNamespace: String?) {
        self.settings = settings
        let state = observation.list(.management, TenantState.self).first {
            $0.metadata.namespace == tenantNamespace && $0.metadata.name == "default"
        }.value
        let tenant = observation.list(.management, Tenant.self).first {
            KubeLBNames.tenantNamespace(forClusterName: $0.metadata.name) == tenantNamespace
        }.value
        let config = observation.list(.management, Config.self).first {
            $0.metadata.namespace == KubeLBNames.namespace && $0.metadata.name == "default"
        }.value
        let reported = state?.version?.edition ?? config?.version?.edition
        edition = reported.flatMap { $0.isEmpty ? nil : $0 }
        // Those of the Tenant may be merged with the Config's: a class of either may be taken.
        mappedClasses = Set(
            [state?.gatewayAPI, tenant?.gatewayAPI, config?.gatewayAPI].compactMap(\.self)
                .flatMap(\.classMappings).map(\.source))
    }

    /// `route`: the Route with the UID of the object; `parent`: the Gateway of a route.
    func selection(of source: RouteSource, route: Route?, parent: RouteExposure?) -> Observed<RouteExposure.Selection> {
        switch source.kind {
        case .ingress: break
        case .gateway: if !takesName(of: source, route) { return .present(.otherName) }
        case .httpRoute, .grpcRoute: if !takesParents(of: source, route, parent) { return .present(.otherParents) }
        }
        let isOwnClass = source.kind.hasParent || takesClass(of: source, route)
        switch settings {
        case .present(let settings):
            let filters = source.kind == .ingress ? settings.usesIngressClass : settings.usesGatewayClass
            if filters, !isOwnClass { return .present(.otherClass) }
            if let argument = settings.argument(against: source.kind) {
                return .present(.controllerOff(argument: argument))
            }
            return .present(.taken)
        // Without a CCM there is no filter; by default it takes only its own class.
        case .absent: return .present(isOwnClass ? .taken : .otherClass)
        case .forbidden, .failed, .notCollected:
            // A filter can only shut out what is not of the class, and a finalizer shows that it let it through.
            if source.hasFinalizer || isOwnClass { return .present(.taken) }
            return settings.map { _ in .taken }
        }
    }

    /// The Enterprise Edition takes several Gateways of a tenant. A name never changes, so that a Route shows that it was taken.
    private func takesName(of source: RouteSource, _ route: Route?) -> Bool {
        switch edition {
        case _ where source.metadata.name == KubeLBNames.gatewayName: true
        case "EE": true
        case nil: route != nil
        default: false
        }
    }

    private func takesParents(of source: RouteSource, _ route: Route?, _ parent: RouteExposure?) -> Bool {
        let parents = source.spec.parentRefs
        if parents.count == 1, parents.first?.name == KubeLBNames.gatewayName { return true }
        guard edition != "CE" else { return false }
        return parents.count == 1 && parent?.isTaken == true
            || route.map { $0.source.spec.parentRefs == parents } ?? false
    }

    /// Which classes the Enterprise Edition takes, is also set in its chart: a Route with the class of the object shows that it
    /// is one of them.
    private func takesClass(of source: RouteSource, _ route: Route?) -> Bool {
        guard let name = source.className else { return false }
        if name == KubeLBNames.ingressClass { return true }
        guard source.kind == .gateway, edition != "CE" else { return false }
        return mappedClasses.contains(name) || route?.source.spec.gatewayClassName == name
    }
}
