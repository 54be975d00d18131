import KubeLB
import Kubernetes
import Topology

/// KLC-E003: ReferenceGrants are enforced, and none allows the backend of a route in another namespace.
struct E003GrantMissing: Check {
    let documentation = CheckDocumentation(
        code: "E003",
        title: "No ReferenceGrant allows a backend in another namespace",
        severity: .warning,
        hop: .backends,
        inputs: [],
        optionalInputs: [.tenantReferenceGrants, .tenants, .configs, .tenantStates],
        isLayerSeven: true,
        meaning: """
            With gatewayAPI.enforceReferenceGrants, the Enterprise Edition sends traffic to a Service in another namespace \
            only if a ReferenceGrant in the namespace of the Service allows it.
            """,
        impact: "Requests for the backend are answered with status 500.",
        mending: "Create a ReferenceGrant in the namespace of the Service.",
        examples: [
            .firesOnRoutes(.warning, "no ReferenceGrant", enforced),
            .firesOnRoutes(
                .warning, "the Config enforces them",
                otherNamespace
                    + "\n---\nmanagement: {configs.kubelb.k8c.io: {kubelb/default: {spec: {gatewayAPI: {enforceReferenceGrants: true}}}},\n"
                    + "  tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}}"),
            .silentOnRoutes(
                "a ReferenceGrant allows it",
                enforced
                    + """
                    \n---
                    tenant: {referencegrants.gateway.networking.k8s.io: {data/routes: {spec: {
                      from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}], to: [{group: '', kind: Service}]}}}}
                    """),
            .silentOnRoutes("they are not enforced", otherNamespace),
            .silentOnRoutes(
                "ReferenceGrants cannot be read",
                enforced + "\n---\ntenant: {referencegrants.gateway.networking.k8s.io: forbidden}"),
            .silentOnRoutes("the backend is in the namespace of the route"),
        ])

    private static let otherNamespace = """
        tenant:
          services: {data/users: {spec: {type: ClusterIP, ports: [{port: 80, protocol: TCP, targetPort: 8080}]}}}
          referencegrants.gateway.networking.k8s.io: {}
          httproutes.gateway.networking.k8s.io: {shop/app: {spec: {rules: [{backendRefs: [
            {name: users, namespace: data, port: 80}]}]}}}
        """
    private static let enforced =
        otherNamespace + """
            \n---
            management:
              tenants.kubelb.k8c.io: {acme: {spec: {gatewayAPI: {enforceReferenceGrants: true}}}}
              tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}
            """

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard topology.isEnterprise, let grants = topology.list(.tenant, ReferenceGrant.self).value, grants.isComplete
        else { return [] }
        let own = topology.tenantObject.value.map { ($0.gatewayAPI.enforcesGrants, $0.reference) }
        let shared = topology.config.value.map { ($0.gatewayAPI.enforcesGrants, $0.reference) }
        guard let (enforces, holder) = [own, shared].compactMap(\.self).first(where: { $0.0 != nil }), enforces == true
        else { return [] }
        return topology.takenRoutes.filter(\.kind.hasParent).flatMap { exposure -> [Finding] in
            let namespace = exposure.source.metadata.namespace
            return exposure.backends.uniqued(by: \.path).compactMap { backend in
                guard backend.reference.isService, backend.namespace != namespace,
                    !grants.items.contains(where: {
                        $0.metadata.namespace == backend.namespace
                            && $0.allows(exposure.kind.rawValue, from: namespace, toService: backend.name)
                    })
                else { return nil }
                return context.finding(
                    .warning,
                    "No ReferenceGrant in namespace \(backend.namespace) allows \(exposure.source.reference) to send traffic to "
                        + "Service \(backend.path), and \(holder) enforces ReferenceGrants",
                    of: exposure,
                    evidence: [
                        Evidence("\(holder): spec.gatewayAPI.enforceReferenceGrants", "true"),
                        Evidence("ReferenceGrants in namespace \(backend.namespace)", "none allows it"),
                    ],
                    remedies: [.fix("create a ReferenceGrant in the namespace of the Service")])
            }
        }
    }
}
