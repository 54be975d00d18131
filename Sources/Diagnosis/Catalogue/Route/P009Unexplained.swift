import KubeLB
import Kubernetes
import Topology

/// KLC-P009: an Ingress, Gateway or route is stopped, and no other check says why.
struct P009Unexplained: LastResortCheck {
    let documentation = CheckDocumentation(
        code: "P009",
        title: "An Ingress, Gateway or route is stopped, and no check explains why",
        severity: .error,
        inputs: [],
        optionalInputs: Input.generatedRoutes + [
            .tenantNodes, .tenantEndpointSlices, .routes, .managementServices, .addresses, .configs,
            .managementDeployments, .managementDaemonSets, .managementPods,
            .managementIngressClasses, .managementGatewayClasses, .managementSecrets, .certificates, .envoyMetrics,
            .tenantSecrets, .ccmLogs, .managerLogs, .tenants, .tenantStates,
        ],
        meaning: """
            One of the five stages of the object is not ok, and no other check found the cause. Usually the objects that \
            would show it could not be read.
            """,
        impact: "Requests for its hosts are not served, or not as the object specifies.",
        mending: """
            Retry with more permissions, above all with credentials for the management cluster. If everything could be \
            read, check the controllers' logs next, and please report the case to the authors of kubelb-ctl.
            """,
        examples: [
            .firesOnRoutes(
                .error, "without permissions in the management cluster only a Route without an address shows",
                seenByTheCCM),
            .firesOnRoutes(
                .warning, "the same, of an Ingress that is 20 seconds old",
                "now: '2026-11-22T10:00:20Z'\n\(seenByTheCCM)"),
            .silentOnRoutes("all stages are ok", RouteExamples.grpcRoute),
            .silentOnRoutes(
                "another check knows why", "management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: null}}"),
            .silentOnRoutes(
                "a stage is unknown, which does not mean stopped", "management: {routes.kubelb.k8c.io: forbidden}"),
        ])

    private static let seenByTheCCM = """
        tenant: {ingresses.networking.k8s.io: {shop/site: {status: null}}}
        management:
          routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: {
            status: {resources: {route: {status: null}}}}}
          ingresses.networking.k8s.io: forbidden
          services: forbidden
        """

    /// Of Layer 7 alone.
    func findings(in context: CheckContext) -> [Finding] {
        context.topology.routeExposures.map {
            StagedResource(RouteDiagnosis(exposure: $0, stages: context.topology.stages(of: $0)))
        }
        .filter { $0.stages.stopped != nil }.compactMap { finding(of: $0, in: context) }
    }

    func finding(of resource: StagedResource, in context: CheckContext) -> Finding? {
        guard case .route(let exposure) = resource.subject else { return nil }
        let stopped = resource.stages.stopped
        let (severity, note) = context.routeSymptom(since: exposure.lastChange)
        let stage = stopped.map { "\($0.stage.title): \($0.detail)" } ?? "an unknown stage"
        let errors = UnexplainedErrors(about: [exposure.source.metadata, exposure.route.value?.metadata], context)
        return Finding(
            severity,
            "\(exposure.source.reference) is stopped at \(stage)\(note). No check explains why\(errors.clause)",
            resource: exposure.resource, objects: [exposure.reference],
            evidence: [
                Evidence(
                    "\(exposure.source.reference): last change", exposure.lastChange?.description ?? "unknown",
                    at: exposure.lastChange)
            ] + errors.evidence,
            remedies: errors.remedies + [
                .inspect("inspect the object", context.kubectl("get", exposure.reference, "-o yaml")),
                context.log(
                    of: (stopped?.stage ?? .created) < .provisioned ? context.topology.ccm : context.topology.manager),
            ])
    }
}
