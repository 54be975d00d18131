import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-P011: the manager cannot make a route of a kind that only the Enterprise Edition carries.
struct P011KindNotApplied: Check {
    let documentation = CheckDocumentation(
        code: "P011",
        title: "The manager cannot create a TCPRoute, TLSRoute or UDPRoute",
        severity: .error,
        inputs: [.routes],
        judgesManagementAlone: true,
        causedBy: ServiceCauses.manager,
        meaning: """
            The Enterprise Edition also carries TCPRoutes, TLSRoutes and UDPRoutes. The Route of such an object reports that the \
            manager could not create it, usually because the management cluster lacks the kind: the standard channel of the Gateway \
            API does not contain all of them. The status of the object in the tenant cluster does not show this.
            """,
        impact: "Connections to the listeners of the route are not forwarded.",
        mending: "Install the experimental channel of the Gateway API in the management cluster.",
        examples: [
            .firesOnRoutes(.error, "the management cluster does not know TCPRoutes", route("TCPRoute", "False")),
            .silentOnRoutes("the TCPRoute was created", route("TCPRoute", "True")),
            .silentOnRoutes(
                "it failed a moment ago", route("TCPRoute", "False", since: "2026-11-22T11:59:55Z")),
            .silentOnRoutes("there are none"),
        ])

    private static func route(_ kind: String, _ status: String, since: String = "2026-11-22T10:00:00Z") -> String {
        """
        management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000077: {
          metadata: {finalizers: [kubelb.k8c.io/cleanup], creationTimestamp: '\(since)'},
          spec: {source: {kubernetes: {resource: {apiVersion: gateway.networking.k8s.io/v1alpha2, kind: \(kind),
            metadata: {name: postgres, namespace: data}}}}},
          status: {resources: {route: {conditions: [{type: ResourceAppliedSuccessfully, status: '\(status)',
            reason: InstallationFailed, lastTransitionTime: '\(since)',
            message: 'no matches for kind "\(kind)" in version "gateway.networking.k8s.io/v1alpha2"'}]}}}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        (context.topology.inTenantNamespace(Route.self).value ?? []).compactMap { route in
            guard RouteKind(rawValue: route.source.kind) == nil, !route.source.kind.isEmpty,
                !route.metadata.isBeingDeleted, let failure = route.generated?.failure,
                context.symptom(since: failure.lastTransitionTime).severity == .error
            else { return nil }
            let name = "\(route.source.kind) \(route.source.metadata.path)"
            let isUnknown = failure.message.containsBytes(of: "no matches for kind")
            return Finding(
                .error,
                "The manager cannot create \(name) in the management cluster"
                    + (isUnknown ? ", which does not have the kind" : "")
                    + ": \(ServiceWords.excerpt(failure.message))",
                objects: [ObjectReference(.management, route)],
                evidence: [
                    Evidence(
                        "\(route.reference): status.resources.route.conditions[\(failure.type)]",
                        "\(failure.status) (\(failure.reason): \(failure.message))", at: failure.lastTransitionTime)
                ],
                remedies: [
                    isUnknown
                        ? .fix(
                            "install the CustomResourceDefinition of \(route.source.kind) there (experimental channel of the Gateway API)"
                        )
                        : .fix("fix what the condition reports"),
                    .inspect("show the Route", context.kubectl("get", ObjectReference(.management, route), "-o yaml")),
                ])
        }
    }
}
