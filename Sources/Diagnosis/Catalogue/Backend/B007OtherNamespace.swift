import KubeLB
import Kubernetes
import Topology

/// KLC-B007: a backend is in another namespace, which the CCM does not watch, and its NodePort copy has changed.
struct B007OtherNamespace: Check {
    let documentation = CheckDocumentation(
        code: "B007",
        title: "The CCM does not watch a backend in another namespace",
        severity: .error,
        explains: [.copies, .endpoints, .routeAccepted],
        inputs: [.tenantServices, .routes],
        optionalInputs: [.tenantReferenceGrants, .tenants, .configs, .tenantStates],
        meaning: """
            The CCM propagates a backend in another namespace once, without requiring a ReferenceGrant. It watches Services \
            only in the namespace of the route, so it misses later changes of the backend and of its NodePort copy. If the \
            Enterprise Edition enforces ReferenceGrants, see KLC-E003.
            """,
        impact: "Traffic goes to node ports that no longer exist.",
        mending:
            "Move the route and its backend into one namespace, or touch the route after each change of the backend.",
        examples: [
            .firesOnRoutes(.error, "the NodePort copy was deleted", otherNamespace),
            .firesOnRoutes(.error, "the NodePort copy has another node port", otherNamespace + copy(nodePort: 31091)),
            .silentOnRoutes(
                "the Enterprise Edition drops the backend, because no ReferenceGrant allows it",
                EnterpriseExamples.grantMissing),
            .silentOnRoutes("the Route has the node port of the copy", otherNamespace + copy(nodePort: 31090)),
            .silentOnRoutes(
                "the backend is in the namespace of the route",
                """
                tenant: {services: {shop/api-nodeport: null}}
                """),
            .silentOnRoutes(
                "the CCM has not propagated the backend",
                otherNamespace
                    + """
                    \n---
                    management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000033: null}}
                    """),
        ])

    /// Route `shop/app` to Service `data/users`, whose copy has node port 31090 in the Route.
    private static let otherNamespace = """
        tenant:
          services: {data/users: {spec: {type: ClusterIP, ports: [{port: 80, protocol: TCP, targetPort: 8080}]}}}
          httproutes.gateway.networking.k8s.io: {shop/app: {spec: {rules: [{backendRefs: [
            {name: users, namespace: data, port: 80}]}]}}}
        management:
          routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000033: {spec: {source: {kubernetes: {services: [
            {metadata: {name: users-nodeport, namespace: data}, spec: {type: NodePort,
            ports: [{port: 80, protocol: TCP, targetPort: 8080, nodePort: 31090}]}}]}}}}}
        """

    private static func copy(nodePort: Int) -> String {
        """
        \n---
        tenant: {services: {data/users-nodeport: {spec: {type: NodePort, ports: [
          {port: 80, protocol: TCP, targetPort: 8080, nodePort: \(nodePort)}]}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        // Only a Route shows what the CCM has propagated.
        let enforcement = GrantEnforcement(context)
        return context.topology.takenRoutes.filter { $0.route.value != nil }.flatMap { exposure in
            exposure.backends.uniqued(by: \.path).compactMap { backend in
                // KLC-E003 reports a backend that the CCM drops.
                enforcement?.refuses(backend, of: exposure) == true ? nil : finding(exposure, backend, context)
            }
        }
    }

    private func finding(_ exposure: RouteExposure, _ backend: RouteBackend, _ context: CheckContext) -> Finding? {
        guard backend.namespace != exposure.source.metadata.namespace else { return nil }
        guard let carried = backend.carried else { return unnoticed(exposure, backend, context) }
        guard let problem = backend.copyProblem else { return nil }
        let copy = KubeLBNames.nodePortCopy(ofService: backend.name)
        return context.finding(
            .error,
            "Backend \(backend.path) of \(exposure.source.reference) is in another namespace, which the CCM does not "
                + "watch: its NodePort copy \(backend.namespace)/\(copy) \(problem)",
            of: exposure,
            evidence: [
                Evidence(
                    "Route: node ports of \(carried.metadata.path)",
                    carried.ports.map { $0.nodePort.map { String($0) } ?? "-" }.joined(separator: ", ")),
                Evidence("Service \(backend.namespace)/\(copy)", problem),
            ],
            remedies: [context.touch(exposure, "the CCM recreates the copy and updates the Route")])
    }
}

extension B007OtherNamespace {
    /// A Service that was created after the route was propagated.
    private func unnoticed(_ exposure: RouteExposure, _ backend: RouteBackend, _ context: CheckContext) -> Finding? {
        guard let service = backend.service.value, backend.defect == nil, exposure.hasFinalizer,
            context.symptom(since: service.metadata.creationTimestamp).severity == .error
        else { return nil }
        return context.finding(
            .error,
            "Backend \(backend.path) of \(exposure.source.reference) is in another namespace, which the CCM does not "
                + "watch: the Route does not contain it",
            of: exposure, objects: [ObjectReference(.tenant, service)],
            evidence: [Evidence("Route: Services", "without \(backend.path)")],
            remedies: [context.touch(exposure, "the CCM propagates the backend")])
    }
}

extension RouteBackend {
    /// What is wrong with the NodePort copy, in words.
    var copyProblem: String? {
        switch copyDefect {
        case .missing: "does not exist"
        case .otherNodePorts: "has other node ports than the Route"
        case nil: nil
        }
    }
}
