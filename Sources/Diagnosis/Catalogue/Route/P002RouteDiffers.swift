import KubeLB
import Kubernetes
import Topology

/// KLC-P002: the Route is missing without a known reason, or is not what the CCM would write.
struct P002RouteDiffers: Check {
    let documentation = CheckDocumentation(
        code: "P002",
        title: "The Route is missing or out of date",
        severity: .error,
        explains: [.acceptedByCCM, .loadBalancer, .loadBalancerKept, .loadBalancerCurrent],
        inputs: [.tenantDeployments, .routes],
        optionalInputs: [.tenantReferenceGrants, .tenants, .configs, .tenantStates],
        causedBy: RouteCauses.ccm + ["R003", "T006", "T001", "T003", "P003", "M004"],
        meaning: """
            For each Ingress, Gateway and route that it handles, the CCM writes a Route with the object and its Services to \
            the tenant's namespace of the management cluster. The Route is missing, or its copy of the object is out of date.
            """,
        impact: "The management cluster does not serve the object, or serves an old version of it.",
        mending: "Touch the object or restart the CCM. If the Route stays as it is, check the CCM's log for errors.",
        examples: [
            .firesOnRoutes(
                .error, "no finalizer after two hours",
                "tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {finalizers: null}}}}"),
            .firesOnRoutes(.error, "there is no Route", noRoute),
            .firesOnRoutes(
                .warning, "there is no Route, and the Ingress is 15 seconds old",
                "\(noRoute)\ntenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {creationTimestamp: '2026-11-22T11:59:45Z'}}}}"
            ),
            .firesOnRoutes(
                .error, "a changed host name is not in the Route",
                "tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {spec: {hostnames: [new.example.com]}}}}"),
            .silentOnRoutes("the Routes hold the objects as they are"),
            .silentOnRoutes(
                "a headless backend blocks the Route",
                "\(noRoute)\ntenant: {services: {shop/api: {spec: {clusterIP: None}}, shop/api-nodeport: null}}"),
            .silentOnRoutes(
                "the Ingress is malformed: it has a rule without http",
                "\(noRoute)\ntenant: {ingresses.networking.k8s.io: {shop/site: {spec: {rules: [{host: shop.example.com}]}}}}"
            ),
            .silentOnRoutes(
                "the Enterprise Edition drops a backend that no ReferenceGrant allows",
                EnterpriseExamples.grantMissing),
            .silentOnRoutes("Routes cannot be read", "management: {routes.kubelb.k8c.io: forbidden}"),
        ])

    private static let noRoute =
        "management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: null}}"

    func findings(in context: CheckContext) -> [Finding] {
        let enforcement = GrantEnforcement(context)
        return context.topology.takenRoutes.compactMap { exposure in
            // KLC-E003 reports backends that the CCM leaves out of the Route.
            guard exposure.malformation == nil, enforcement?.refusesAny(of: exposure) != true else { return nil }
            let (severity, note) = context.routeSymptom(since: exposure.lastChange)
            guard let problem = problem(exposure, context) else { return nil }
            return context.finding(
                severity, "\(problem.text)\(note)", of: exposure, objects: [exposure.routeReference].compactMap(\.self),
                evidence: [problem.evidence],
                remedies: [
                    context.touch(exposure, "the CCM writes the Route again"),
                    context.restart(context.topology.ccm, " so that it reconciles everything"),
                    context.log(of: context.topology.ccm),
                ])
        }
    }

    private func problem(_ exposure: RouteExposure, _ context: CheckContext) -> (text: String, evidence: Evidence)? {
        let source = exposure.source
        if !exposure.hasFinalizer {
            return (
                "The CCM has not picked up \(source.reference): it does not have KubeLB's finalizer",
                Evidence(
                    "\(source.reference): metadata.finalizers",
                    source.metadata.finalizers.isEmpty
                        ? "none" : ServiceWords.list(source.metadata.finalizers, limit: 4))
            )
        }
        switch exposure.route {
        case .absent:
            // KLC-B002 and KLC-B004 report a backend that blocks the Route.
            if exposure.backends.contains(where: { [.headless, .longName].contains($0.defect) }) { return nil }
            return (
                "The CCM has accepted \(source.reference), but there is no Route \(exposure.tenantNamespace ?? "tenant-?")/\(source.metadata.uid)",
                Evidence("Route \(exposure.tenantNamespace ?? "tenant-?")/\(source.metadata.uid)", "not found")
            )
        case .present(let route):
            if route.source.spec != source.spec {
                return (
                    "\(route.reference) holds an old version of \(source.reference)",
                    Evidence(
                        "\(route.reference): spec.source.kubernetes.resource.spec", "differs from the object's spec")
                )
            }
            return nil
        case .forbidden, .failed, .notCollected: return nil
        }
    }
}
