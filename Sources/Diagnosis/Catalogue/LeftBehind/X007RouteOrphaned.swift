import KubeLB
import Kubernetes
import Topology

/// KLC-X007: a Route whose source is gone.
struct X007RouteOrphaned: Check {
    let documentation = CheckDocumentation(
        code: "X007",
        title: "A Route is left whose Ingress, Gateway or route is gone",
        severity: .warning,
        inputs: [.routes, .tenantDeployments],
        isLayerSeven: true,
        meaning: """
            A Route in the management cluster names an object of the tenant cluster by its UID, and no such object exists. \
            Its finalizer was removed by force, or the tenant cluster was rebuilt. Up to v1.4.3 nobody removes the Route.
            """,
        impact: "The management cluster goes on serving its hosts, with Services and an address that nobody needs.",
        mending: "Delete the Route; the manager removes what it made of it.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        return context.topology.orphanedRoutes.filter { !$0.metadata.isBeingDeleted }.map { route in
            let origin = "\(route.source.kind) \(route.source.metadata.path)"
            let newer = context.topology.routeExposures.first {
                $0.kind.rawValue == route.source.kind && $0.path == route.source.metadata.path
            }
            let hosts = route.source.spec.hosts
            var finding = Finding(
                .warning,
                "\(route.reference) is left behind: its \(origin) "
                    + (newer == nil ? "no longer exists" : "was deleted, and made again under another UID")
                    + (hosts.isEmpty
                        ? "" : "; \(ServiceWords.list(hosts)) \(hosts.count == 1 ? "is" : "are") still served"),
                objects: [ObjectReference(.management, route)],
                evidence: [
                    Evidence("\(route.reference): spec.source.kubernetes.resource", origin),
                    Evidence("\(origin) with UID \(route.metadata.name)", "not found in the tenant cluster"),
                ],
                remedies: [
                    .fix(
                        "delete the Route", context.kubectl("delete", ObjectReference(.management, route)),
                        risk: .delete)
                ])
            finding.resource = ExposedResource(.management, route)
            return finding
        }
    }
}
