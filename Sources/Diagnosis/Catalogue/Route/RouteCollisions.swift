import KubeLB
import Kubernetes
import Topology

/// What objects of different tenants, or of different namespaces of one tenant, take from each other in the management
/// cluster.
struct RouteCollisions {
    private let context: CheckContext
    /// The Ingresses of the management cluster by class, host and path.
    private let ingresses: [String: [Ingress]]

    init(_ context: CheckContext) {
        self.context = context
        var ingresses: [String: [Ingress]] = [:]
        for ingress in context.topology.list(.management, Ingress.self).value?.items ?? [] {
            for claim in Self.claims(of: ingress.spec, className: ingress.spec.ingressClassName) {
                ingresses[claim, default: []].append(ingress)
            }
        }
        self.ingresses = ingresses
    }

    private static func claims(of spec: RoutingSpec, className: String?) -> [String] {
        spec.rules.flatMap { rule in
            rule.backends.map { "\(className ?? "") \(rule.host ?? "") \($0.path ?? "/")" }
        }
    }

    /// An Ingress of another owner in the management cluster that has one of the hosts, with a path of it, of the same class.
    func owner(ofHostsOf exposure: RouteExposure) -> (source: RouteSource, host: String)? {
        guard exposure.kind == .ingress, let uid = exposure.route.value?.metadata.uid else { return nil }
        let className = context.topology.configuredClass(for: .ingress)?.name ?? exposure.source.className
        for claim in Self.claims(of: exposure.source.spec, className: className) {
            let other = ingresses[claim]?.first { ingress in
                !ingress.metadata.owners.contains { $0.uid == uid }
            }
            guard let other else { continue }
            let parts = claim.split(separator: " ", omittingEmptySubsequences: false)
            return (RouteSource(other), parts.count > 1 && !parts[1].isEmpty ? String(parts[1]) : "*")
        }
        return nil
    }
}
