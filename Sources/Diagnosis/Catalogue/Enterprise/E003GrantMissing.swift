import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-E003: ReferenceGrants are enforced, and none allows the backend of a route in another namespace.
struct E003GrantMissing: Check {
    let documentation = CheckDocumentation(
        code: "E003",
        title: "No ReferenceGrant allows a backend in another namespace",
        severity: .error,
        explains: [.copies, .loadBalancerCurrent, .addressCopied, .routeAccepted, .endpoints],
        hop: .backends,
        inputs: [],
        optionalInputs: [.tenantReferenceGrants, .tenants, .configs, .tenantStates],
        isLayerSeven: true,
        meaning: """
            With gatewayAPI.enforceReferenceGrants, the Enterprise Edition sends traffic to a Service in another namespace \
            only if a ReferenceGrant in the namespace of the Service allows it: spec.from must name the kind and the namespace of \
            the route, and spec.to the Service. Otherwise the CCM drops the backend, and the condition ResolvedRefs of the route is \
            False with the reason RefNotPermitted.
            """,
        impact: "Requests for the backend are answered with status 500.",
        mending: "Create a ReferenceGrant in the namespace of the Service.",
        examples: [
            .firesOnRoutes(.error, "no ReferenceGrant", EnterpriseExamples.grantMissing),
            .firesOnRoutes(
                .error, "the ReferenceGrant is for another namespace",
                EnterpriseExamples.grantMissing + grant(namespace: "shopping")),
            .firesOnRoutes(
                .error, "the ReferenceGrants cannot be read, but the CCM reports that none allows it",
                EnterpriseExamples.grantMissing
                    + """
                    \n---
                    tenant:
                      referencegrants.gateway.networking.k8s.io: forbidden
                      httproutes.gateway.networking.k8s.io: {shop/app: {status: {parents: [{parentRef: {name: kubelb},
                        conditions: [{type: ResolvedRefs, status: 'False', reason: RefNotPermitted}]}]}}}
                    """),
            .firesOnRoutes(
                .warning, "the CCM has not dropped the backend yet",
                EnterpriseExamples.grantMissing
                    + """
                    \n---
                    management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000033: {spec: {source: {
                      kubernetes: {services: [{metadata: {name: users-nodeport, namespace: data}, spec: {type: NodePort,
                      ports: [{port: 80, protocol: TCP, targetPort: 8080, nodePort: 31090}]}}]}}}}}}
                    """),
            .firesOnRoutes(
                .error, "the Config enforces them",
                EnterpriseExamples.otherNamespace
                    + "\n---\nmanagement: {configs.kubelb.k8c.io: {kubelb/default: {spec: {gatewayAPI: {enforceReferenceGrants: true}}}},\n"
                    + "  tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}}"),
            .silentOnRoutes(
                "a ReferenceGrant allows it",
                EnterpriseExamples.grantMissing + grant(namespace: "shop")),
            .silentOnRoutes("they are not enforced", EnterpriseExamples.otherNamespace),
            .silentOnRoutes(
                "ReferenceGrants cannot be read",
                EnterpriseExamples.grantMissing
                    + "\n---\ntenant: {referencegrants.gateway.networking.k8s.io: forbidden}"),
            .silentOnRoutes("the backend is in the namespace of the route"),
        ])

    private static func grant(namespace: String) -> String {
        """
        \n---
        tenant: {referencegrants.gateway.networking.k8s.io: {data/routes: {spec: {
          from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: \(namespace)}],
          to: [{group: '', kind: Service}]}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        guard let enforcement = GrantEnforcement(context) else { return [] }
        return context.topology.takenRoutes.flatMap { exposure in
            exposure.backends.uniqued(by: \.path).filter { enforcement.refuses($0, of: exposure) }.map {
                finding(exposure, $0, enforcement, context)
            }
        }
    }

    private func finding(
        _ exposure: RouteExposure, _ backend: RouteBackend, _ enforcement: GrantEnforcement, _ context: CheckContext
    ) -> Finding {
        let source = exposure.source
        let grants = enforcement.grants(in: backend.namespace)
        let near = grants?.first { $0.allows(exposure.kind.rawValue, toService: backend.name) } ?? grants?.first
        let reported = GrantEnforcement.condition(of: exposure)
        let isDropped = backend.carried == nil
        let evidence: [Evidence?] = [
            Evidence("\(enforcement.holder): gatewayAPI.enforceReferenceGrants", "true"),
            grants?.isEmpty == true ? Evidence("ReferenceGrants in namespace \(backend.namespace)", "none") : nil,
            reported.map {
                Evidence(
                    "\(source.reference): status.parents[].conditions[ResolvedRefs]",
                    "False (\($0.reason): \($0.message))", at: $0.lastTransitionTime)
            },
        ]
        return context.finding(
            isDropped ? .error : .warning,
            "No ReferenceGrant in namespace \(backend.namespace) allows \(source.reference) to send traffic to Service "
                + "\(backend.path)"
                + (near.map { " (\($0.metadata.name) allows \($0.sourceWords) to refer to \($0.targetWords))" } ?? "")
                + ", and \(enforcement.holder) enforces ReferenceGrants"
                + (isDropped ? ": the CCM drops the backend" : ""),
            of: exposure, objects: near.map { [ObjectReference(.tenant, $0)] } ?? [],
            evidence: evidence.compactMap(\.self)
                + (grants ?? []).prefix(4).flatMap {
                    [
                        Evidence("\($0.reference): spec.from", $0.sourceWords),
                        Evidence("\($0.reference): spec.to", $0.targetWords),
                    ]
                },
            remedies: [remedy(exposure, backend, near, context)])
    }

    private func remedy(
        _ exposure: RouteExposure, _ backend: RouteBackend, _ near: ReferenceGrant?, _ context: CheckContext
    ) -> Remedy {
        let (kind, namespace) = (exposure.kind.rawValue, exposure.source.metadata.namespace)
        if let near {
            return .fix(
                "allow \(kind) of namespace \(namespace) in spec.from, and Service \(backend.name) in spec.to",
                context.kubectl("edit", ObjectReference(.tenant, near)))
        }
        return .fix(
            "create a ReferenceGrant in the namespace of the Service",
            context.apply(
                .tenant,
                [
                    "apiVersion": .string("gateway.networking.k8s.io/\(ReferenceGrant.version)"),
                    "kind": .string(ReferenceGrant.kind),
                    "metadata": [
                        "name": .string("allow-\(namespace)"), "namespace": .string(backend.namespace),
                    ],
                    "spec": [
                        "from": [
                            [
                                "group": "gateway.networking.k8s.io", "kind": .string(kind),
                                "namespace": .string(namespace),
                            ]
                        ],
                        "to": [["group": "", "kind": "Service", "name": .string(backend.name)]],
                    ],
                ]))
    }
}

extension ReferenceGrant {
    /// Whether it allows routes of this kind to send traffic to the Service, from whichever namespace.
    fileprivate func allows(_ kind: String, toService name: String) -> Bool {
        sources.contains { allows(kind, from: $0.namespace ?? "", toService: name) }
    }
}
