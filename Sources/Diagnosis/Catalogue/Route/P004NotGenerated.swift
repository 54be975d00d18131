import KubeLB
import Kubernetes
import Topology

/// KLC-P004: the manager has accepted a Route, but the object that it generates from it is missing.
struct P004NotGenerated: Check {
    let documentation = CheckDocumentation(
        code: "P004",
        title: "The generated object is missing in the management cluster",
        severity: .error,
        explains: [.generated],
        hop: .generated,
        inputs: [.routes],
        optionalInputs: Input.generatedRoutes + [.tenants, .configs, .resourceQuotas],
        judgesManagementAlone: true,
        causedBy: RouteCauses.manager + ["G004", "P005"],
        meaning: """
            From each Route the manager generates an Ingress, Gateway or route in the tenant's namespace of the management \
            cluster. Up to v1.4.3 it drops every error of that step: it logs nothing, sets no condition, reports no Event and \
            does not retry. If the API server rejects the object, it is simply missing.
            """,
        impact: "The object is not served. Its status stays empty, or is never updated.",
        mending: "Fix what rejects the object, then touch it: the manager does not retry by itself.",
        examples: [
            .firesOnRoutes(
                .error, "a condition of the Route has the error",
                RouteExamples.ingressRoute(
                    """
                    status: {resources: {route: {conditions: [{type: ResourceAppliedSuccessfully, status: 'False',
                    reason: InstallationFailed, message: 'admission webhook "validate.example.com" denied the request'}]}}}
                    """)),
            .firesOnRoutes(
                .error, "another Gateway exists in the tenant's namespace",
                "management: {gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: null, tenant-acme/other: {}}}"),
            .firesOnRoutes(
                .error, "another tenant has the host",
                """
                management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: null, tenant-other/blog-site: {spec: {
                  ingressClassName: nginx, rules: [{host: shop.example.com, http: {paths: [{path: /, backend: {}}]}}]}}}}
                """),
            .firesOnRoutes(
                .error, "a quota is exhausted",
                """
                management:
                  httproutes.gateway.networking.k8s.io: {tenant-acme/shop-app: null}
                  resourcequotas: {tenant-acme/objects: {status: {hard: {count/httproutes.gateway.networking.k8s.io: '1'},
                    used: {count/httproutes.gateway.networking.k8s.io: '1'}}}}
                """),
            .firesOnRoutes(
                .error, "a GRPCRoute is missing, and nothing shows why",
                "\(RouteExamples.grpcRoute)management: {grpcroutes.gateway.networking.k8s.io: {tenant-acme/shop-rpc: null}}"
            ),
            .firesOnRoutes(
                .warning, "the Route was created 15 seconds ago",
                """
                management:
                  ingresses.networking.k8s.io: {tenant-acme/shop-site: null}
                  routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: {metadata: {
                    creationTimestamp: '2026-11-22T11:59:45Z'}}}
                """),
            .silentOnRoutes("everything is generated", RouteExamples.grpcRoute),
            .silentOnRoutes(
                "the manager has not accepted the Route",
                """
                management:
                  ingresses.networking.k8s.io: {tenant-acme/shop-site: null}
                  routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: {metadata: {finalizers: null}}}
                """),
            .silentOnRoutes("Ingresses cannot be read", "management: {ingresses.networking.k8s.io: forbidden}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            guard let route = exposure.route.value, route.isAccepted, !route.metadata.isBeingDeleted else { return nil }
            if let failure = route.generated?.failure { return reported(exposure, route, failure, context) }
            guard case .absent = exposure.generated else { return nil }
            return missing(exposure, route, context)
        }
    }

    private func reported(
        _ exposure: RouteExposure, _ route: Route, _ failure: Condition, _ context: CheckContext
    ) -> Finding {
        let error = WriteError(failure.message, at: failure.lastTransitionTime)
        return error.finding(
            "The manager cannot apply the \(exposure.kind.rawValue) that it generates from \(exposure.source.reference)",
            exposure.resource, objects: [exposure.reference, ObjectReference(.management, route)],
            evidence: Evidence(
                "\(route.reference): status.resources.route.conditions", failure.message, at: failure.lastTransitionTime
            ),
            remedies: error.remedies(
                .management, namespace: route.metadata.namespace, by: context.topology.manager,
                retry: exposure.reference, context))
    }

    private func missing(_ exposure: RouteExposure, _ route: Route, _ context: CheckContext) -> Finding? {
        let namespace = route.metadata.namespace
        let source = exposure.source
        let name = KubeLBNames.generatedName(
            exposure.kind, namespace: source.metadata.namespace, name: source.metadata.name)
        let object = "\(exposure.kind.rawValue) \(namespace)/\(name ?? "…")"
        let absent = Evidence(object, "not found")
        let retry = Remedy.then(
            "touch the object, because the manager does not retry", context.touch(exposure.reference))
        if let other = otherGateway(exposure, namespace, context) {
            return context.finding(
                .error,
                "\(object) of \(source.reference) is missing, because Gateway \(other.metadata.path) already exists: KubeLB "
                    + "generates at most one Gateway for each tenant",
                of: exposure, objects: [ObjectReference(.management, other)],
                evidence: [absent, Evidence("Gateways of namespace \(namespace)", other.metadata.name)],
                remedies: [
                    .fix(
                        "delete the other Gateway if it is no longer needed",
                        context.kubectl("delete", ObjectReference(.management, other)), risk: .delete), retry,
                ])
        }
        if let other = RouteCollisions(context).owner(ofHostsOf: exposure) {
            return context.finding(
                .error,
                "\(object) of \(source.reference) is missing: host \(other.host) is already taken by "
                    + "\(other.source.reference) on the shared ingress controller, whose admission webhook rejects duplicates",
                of: exposure, objects: [other.source.reference(on: .management)],
                evidence: [absent, Evidence("\(other.source.reference): spec.rules[].host", other.host)],
                remedies: [
                    .fix(
                        "use another host, or ask the owner of the host to release it",
                        context.kubectl("edit", exposure.reference)),
                    retry,
                ])
        }
        if let quota = exhaustedQuota(exposure, context) {
            return context.finding(
                .error,
                "\(object) of \(source.reference) is missing: \(quota.quota.reference) in the management cluster is exhausted "
                    + "(\(quota.resource): \(quota.words))",
                of: exposure, objects: [ObjectReference(.management, quota.quota)],
                evidence: [absent, Evidence("\(quota.quota.reference): \(quota.resource)", quota.words)],
                remedies: [
                    .fix("raise the quota", context.kubectl("edit", ObjectReference(.management, quota.quota))), retry,
                ])
        }
        let (severity, note) = context.routeSymptom(since: exposure.lastChange)
        return context.finding(
            severity,
            "The manager has accepted the Route of \(source.reference), but \(object) is missing\(note). Up to v1.4.3 it drops "
                + "the API server's errors",
            of: exposure, objects: [ObjectReference(.management, route)], evidence: [absent],
            remedies: [
                context.touch(exposure, "the manager retries"), context.log(of: context.topology.manager),
                .inspect("see what rejects it, without writing anything", dryRun(exposure, namespace, context)),
            ])
    }

    private func dryRun(_ exposure: RouteExposure, _ namespace: String, _ context: CheckContext) -> ShellCommand {
        let metadata = exposure.source.metadata
        return context.kubectl(
            .tenant, "-n \(metadata.namespace) get \(exposure.kind.resource) \(metadata.name) -o json"
        )
        .piped(
            into: ShellCommand(
                "jq {apiVersion,kind,spec,metadata:{name:(.metadata.namespace+\"-\"+.metadata.name),namespace:\"\(namespace)\"}}"
            ), onNewLine: true
        )
        .piped(into: context.kubectl(.management, "create --dry-run=server -f -"), onNewLine: true)
    }

    private func otherGateway(_ exposure: RouteExposure, _ namespace: String, _ context: CheckContext) -> Gateway? {
        guard exposure.kind == .gateway else { return nil }
        return context.topology.list(.management, Gateway.self).value?.items.first {
            $0.metadata.namespace == namespace && $0.metadata.name != exposure.source.metadata.name
        }
    }

    private func exhaustedQuota(
        _ exposure: RouteExposure, _ context: CheckContext
    ) -> (quota: ResourceQuota, resource: String, words: String)? {
        let resource = "count/\(exposure.kind.resource)"
        for quota in context.topology.inTenantNamespace(ResourceQuota.self).value ?? [] {
            if let (used, hard) = quota.exhausted(resource) { return (quota, resource, "used \(used), hard \(hard)") }
        }
        return nil
    }
}
