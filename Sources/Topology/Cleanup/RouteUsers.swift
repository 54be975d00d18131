import KubeLB
import Kubernetes

/// Who uses what the manager generates for Routes: objects of the tenant cluster that KubeLB carries, and every Route. A Route
/// counts even if its object seems to be gone, because only the object of the one that is deleted is confirmed to be.
struct RouteUsers {
    private struct User {
        let reference: String
        let uid: String
    }

    private var byName: [String: [User]] = [:]
    /// By the names of the Gateways that they are attached to.
    private var byParent: [String: [User]] = [:]

    init(_ topology: Topology, routes: [Route]) {
        for exposure in topology.routeExposures {
            let isCarried =
                exposure.selection.value.map { $0 == .taken } ?? true || exposure.hasFinalizer
                || exposure.foundRoute.value != nil
            guard isCarried else { continue }
            let source = exposure.source
            add(
                User(reference: source.reference, uid: source.metadata.uid), GeneratedNames(source), source.spec)
        }
        for route in routes {
            add(User(reference: route.reference, uid: route.metadata.name), GeneratedNames(route), route.source.spec)
        }
    }

    private mutating func add(_ user: User, _ generated: GeneratedNames, _ spec: RoutingSpec) {
        for name in generated.names { byName[name, default: []].append(user) }
        for parent in spec.parentRefs { byParent[parent.name, default: []].append(user) }
    }

    /// Somebody else who needs what is removed with a Route.
    func user(of route: Route) -> String? {
        let uid = route.metadata.name
        for name in GeneratedNames(route).names.sorted() {
            if let user = byName[name]?.first(where: { $0.uid != uid }) {
                return "\(user.reference) also uses \(name)"
            }
        }
        return route.source.kind == RouteKind.gateway.rawValue
            ? attached(to: route.source.metadata.name, besides: uid) : nil
    }

    /// Somebody who needs a generated object.
    func user(of object: RouteSource) -> String? {
        if let user = byName[GeneratedNames.key(object)]?.first { return "\(user.reference) uses it" }
        return object.kind == .gateway ? attached(to: object.metadata.name, besides: "") : nil
    }

    private func attached(to gateway: String, besides uid: String) -> String? {
        byParent[gateway]?.first { $0.uid != uid }.map { "\($0.reference) is attached to it" }
    }
}
