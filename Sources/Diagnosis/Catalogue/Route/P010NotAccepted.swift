import KubeLB
import Kubernetes
import Topology

/// KLC-P010: the manager has not accepted a Route.
struct P010NotAccepted: Check {
    let documentation = CheckDocumentation(
        code: "P010",
        title: "The manager has not accepted the Route",
        severity: .error,
        explains: [.acceptedByManager],
        inputs: [.routes],
        optionalInputs: [.managerLogs, .tenants, .configs, .tenantStates],
        judgesManagementAlone: true,
        causedBy: ServiceCauses.manager + ["M014", "M015", "C005", "T001", "T002", "T003"],
        meaning: """
            The manager first adds its finalizer kubelb.k8c.io/cleanup to a Route. This one does not have it: the manager is \
            not running, may not serve the tenant, or does not handle the kind. The Enterprise Edition also refuses Routes whose \
            hosts are not in allowedDomains, whose kind is disabled, and Gateways beyond the limit.
            """,
        impact: "The manager generates nothing from the Route, and the object gets no address.",
        mending:
            "Check the manager, the Tenant and its settings; the manager's log shows why it does not accept the Route.",
        examples: [
            .firesOnRoutes(
                .error, "no finalizer after two hours", RouteExamples.ingressRoute("metadata: {finalizers: null}")),
            .firesOnRoutes(
                .error, "the manager logs why",
                """
                \(RouteExamples.ingressRoute("metadata: {finalizers: null}"))
                logs: {management/kubelb/kubelb-manager-1/manager.log: '{"level":"error","ts":"2026-11-22T11:59:30.000Z",
                  "msg":"Reconciler error","controller":"route-controller","namespace":"tenant-acme",
                  "name":"00000000-0000-4000-8000-000000000031","error":"etcdserver: request timed out"}'}
                """),
            .firesOnRoutes(
                .error, "the host is not in allowedDomains, whose * stands for one label",
                Self.enterprise(
                    "tenants.kubelb.k8c.io: {acme: {spec: {allowedDomains: ['*.example.org', '*.com']}}}")),
            .firesOnRoutes(
                .error, "GRPCRoutes are disabled",
                "\(RouteExamples.grpcRoute)"
                    + Self.enterprise(
                        "configs.kubelb.k8c.io: {kubelb/default: {spec: {gatewayAPI: {disableGRPCRoute: true}}}}",
                        uid: "34")),
            .firesOnRoutes(
                .error, "the limit of Gateways is 0",
                Self.enterprise(
                    "tenants.kubelb.k8c.io: {acme: {spec: {gatewayAPI: {gateway: {limit: 0}}}}}", uid: "32")),
            .firesOnRoutes(
                .error, "a second Gateway, beyond the limit",
                """
                tenant: {gateways.gateway.networking.k8s.io: {shop/internal: {
                  metadata: {uid: 00000000-0000-4000-8000-000000000035, finalizers: [kubelb.k8c.io/cleanup]},
                  spec: {gatewayClassName: kubelb, listeners: [{name: http, port: 80, protocol: HTTP}]}}}}
                \(Self.enterprise(
                    "tenants.kubelb.k8c.io: {acme: {spec: {gatewayAPI: {gateway: {limit: 1}}}}}", uid: "35"))
                ---
                management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000035: {
                  spec: {source: {kubernetes: {resource: {kind: Gateway, metadata: {name: internal, namespace: shop},
                  spec: {gatewayClassName: kubelb, listeners: [{name: http, port: 80, protocol: HTTP}]}}}}}}}}
                """),
            .firesOnRoutes(
                .warning, "the Route was created 15 seconds ago",
                RouteExamples.ingressRoute("metadata: {finalizers: null, creationTimestamp: '2026-11-22T11:59:45Z'}")),
            .silentOnRoutes("the Routes have the finalizer"),
            .silentOnRoutes(
                "the manager has removed the finalizer because the Route is being deleted",
                RouteExamples.ingressRoute(
                    "metadata: {finalizers: [example.com/hold], deletionTimestamp: '2026-11-22T11:59:45Z'}")),
        ])

    /// With the Enterprise Edition, these settings, and a Route without the manager's finalizer; its UID by its end.
    private static func enterprise(_ settings: String, uid: String = "31") -> String {
        """
        management:
          tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}
          \(settings)
          routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-0000000000\(uid): {metadata: {finalizers: null}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let log = ControllerErrors(topology.manager, context)
        return topology.takenRoutes.compactMap { exposure in
            guard let route = exposure.route.value, !route.isAccepted || route.refusal != nil,
                !route.metadata.isBeingDeleted
            else {
                return nil
            }
            let (severity, note) = context.routeSymptom(since: exposure.lastChange)
            let last = log.errors(of: LogLine.Object(route.metadata)).last
            let error = last.map { WriteError($0.line) }
            if let refusal = route.refusal { return refused(exposure, route, refusal, context) }
            if let limit = EnterpriseLimit.of(exposure, context) {
                return limited(exposure, route, limit, context)
            }
            var finding = context.finding(
                severity,
                "The manager has not accepted \(route.reference) of \(exposure.source.reference): it does not have the manager's finalizer"
                    + (error.map { "; the manager logs: \($0.sentence)" } ?? "") + note,
                of: exposure, objects: [ObjectReference(.management, route)],
                evidence: [
                    Evidence(
                        "\(route.reference): metadata.finalizers",
                        route.metadata.finalizers.isEmpty
                            ? "none" : ServiceWords.list(route.metadata.finalizers, limit: 4))
                ]
                    + (last.flatMap { found in error.map { [$0.evidence(found.source)] } } ?? []),
                remedies: [
                    context.touch(exposure, "the manager reconciles the Route again"),
                    context.log(of: topology.manager),
                ])
            finding.suspects = error?.suspects ?? []
            return finding
        }
    }

    private func limited(
        _ exposure: RouteExposure, _ route: Route, _ limit: EnterpriseLimit, _ context: CheckContext
    ) -> Finding {
        context.finding(
            .error, "The manager does not accept \(exposure.source.reference): \(limit.sentence)",
            of: exposure, objects: [ObjectReference(.management, route)], evidence: [limit.evidence],
            remedies: [limit.remedy, context.log(of: context.topology.manager)])
    }

    /// The Enterprise Edition says why it refuses a Route (KubeLB v1.5).
    private func refused(
        _ exposure: RouteExposure, _ route: Route, _ refusal: Condition, _ context: CheckContext
    ) -> Finding {
        context.finding(
            .error,
            "The manager does not accept \(exposure.source.reference): \(refusal.reason): \(ServiceWords.excerpt(refusal.message))",
            of: exposure, objects: [ObjectReference(.management, route)],
            evidence: [
                Evidence(
                    "\(route.reference): status.conditions[Accepted]", "False (\(refusal.reason): \(refusal.message))",
                    at: refusal.lastTransitionTime)
            ],
            remedies: [
                refusal.reason == "DomainNotAllowed"
                    ? .fix(
                        "use a host that spec.allowedDomains of the Tenant allows, or extend the list",
                        context.onlyTenantObject.map { context.kubectl("edit", $0) })
                    : .fix("fix what the condition reports"),
                .inspect("show the object", context.kubectl("get", ObjectReference(.management, route), "-o yaml")),
            ])
    }
}
