import KubeLB
import Kubernetes
import Topology

/// What objects of different tenants, or of different namespaces of one tenant, take from each other in the management
/// cluster.
struct RouteCollisions {
    private let context: CheckContext

    init(_ context: CheckContext) { self.context = context }

    /// An Ingress of another owner in the management cluster that has one of the hosts, with a path of it, of the same class.
    func owner(ofHostsOf exposure: RouteExposure) -> (source: RouteSource, host: String)? {
        guard exposure.kind == .ingress, let uid = exposure.route.value?.metadata.uid else { return nil }
        let className = context.topology.configuredClass(for: .ingress)?.name ?? exposure.source.className
        let claims = Set(
            exposure.source.spec.rules.flatMap { rule in rule.backends.map { "\(rule.host ?? "") \($0.path ?? "/")" } })
        for ingress in context.topology.list(.management, Ingress.self).value?.items ?? []
        where !ingress.metadata.owners.contains(where: { $0.uid == uid }) && ingress.spec.ingressClassName == className
        {
            for rule in ingress.spec.rules {
                for backend in rule.backends where claims.contains("\(rule.host ?? "") \(backend.path ?? "/")") {
                    return (RouteSource(ingress), rule.host ?? "*")
                }
            }
        }
        return nil
    }
}
