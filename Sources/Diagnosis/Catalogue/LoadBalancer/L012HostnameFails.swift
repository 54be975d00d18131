import KubeLB
import Kubernetes
import Topology

/// KLC-L012: the hostname of a LoadBalancer blocks its reconciliation or its deletion.
struct L012HostnameFails: Check {
    let documentation = CheckDocumentation(
        code: "L012",
        title: "The hostname blocks the LoadBalancer",
        severity: .error,
        explains: [.loadBalancerKept, .addressPublished, .addressCopied],
        inputs: [.loadBalancers, .tenants, .configs, .managementDeployments],
        judgesManagementAlone: true,
        meaning: """
            For the hostname of a LoadBalancer the manager creates an HTTPRoute for the default Gateway, if a class of the \
            Gateway API is set. Without spec.gatewayAPI.defaultGateway or --enable-gateway-api this fails, and the error ends \
            the reconciliation of the LoadBalancer before its status is written. When the LoadBalancer is deleted, the manager has to delete that \
            HTTPRoute, which fails without --enable-gateway-api.
            """,
        impact: "The Service gets no address although there is one, or the LoadBalancer cannot be deleted.",
        mending: "Set spec.gatewayAPI.defaultGateway, or run the manager with --enable-gateway-api.",
        examples: [
            .fires(.error, "no default Gateway is set", "\(noAddress)\(withClass())"),
            .fires(
                .error, "it is being deleted, and the manager runs without --enable-gateway-api",
                loadBalancer(", deletionTimestamp: '2026-11-22T11:00:00Z'")),
            .fires(
                .error, "a class is set, and the manager runs without --enable-gateway-api",
                "\(noAddress)  configs.kubelb.k8c.io: {kubelb/default: {spec: {gatewayAPI: {class: eg}}}}"),
            .silent(
                "a default Gateway is set",
                "\(noAddress)\(withClass(", defaultGateway: {name: kubelb, namespace: kubelb}"))"),
            .silent("no class of the Gateway API is set, so there is no HTTPRoute", noAddress),
            .silent("the Gateway API is disabled", "\(noAddress)\(withClass(", disable: true"))"),
            .silent("the address is written", "\(loadBalancer())\(withClass())"),
            .silent(
                "it is being deleted, and the manager handles the Gateway API",
                "\(loadBalancer(", deletionTimestamp: '2026-11-22T11:00:00Z'"))\(handling)"),
            .silent("the Config cannot be read", "\(noAddress)  configs.kubelb.k8c.io: forbidden"),
        ])

    private static let noAddress = loadBalancer(status: "status: {loadBalancer: null}")

    private static func loadBalancer(_ metadata: String = "", status: String = "") -> String {
        """
        management:
          loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {
            finalizers: [kubelb.k8c.io/cleanup, kubelb.k8c.io/cleanup-hostname]\(metadata)}, \(status)}}

        """
    }

    private static func withClass(_ settings: String = "") -> String {
        "  configs.kubelb.k8c.io: {kubelb/default: {spec: {gatewayAPI: {class: eg\(settings)}}}}\n\(handling)"
    }

    private static let handling = """
          deployments.apps: {kubelb/kubelb-manager: {spec: {template: {spec: {containers: [{name: manager,
            image: 'quay.io/kubermatic/kubelb-manager:v1.4.3', args: [--enable-gateway-api]}]}}}}}
        """

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        return (topology.loadBalancers.value ?? []).compactMap { loadBalancer in
            guard loadBalancer.metadata.finalizers.contains(KubeLBNames.hostnameFinalizer) else { return nil }
            let resource = context.resource(of: loadBalancer)
            return loadBalancer.metadata.isBeingDeleted
                ? stuck(loadBalancer, resource, context) : unfinished(loadBalancer, resource, context)
        }
    }

    private func unfinished(
        _ loadBalancer: LoadBalancer, _ resource: ExposedResource, _ context: CheckContext
    ) -> Finding? {
        let topology = context.topology
        guard loadBalancer.status?.ingress.isEmpty != false, topology.configuredClass(for: .gateway) != nil else {
            return nil
        }
        switch topology.disabling(.gateway) {
        case .managerArgument: return withoutGatewayAPI(loadBalancer, resource, context)
        case .config, .tenant: return nil
        case nil: break
        }
        guard let tenant = topology.tenantObject.value, topology.config.unknown == nil,
            tenant.gatewayAPI.defaultGateway == nil, topology.config.value?.gatewayAPI.defaultGateway == nil
        else { return nil }
        return Finding(
            .error,
            "\(loadBalancer.reference) requests a hostname, but no default Gateway is set: this error ends the manager's "
                + "reconciliation before it writes the address",
            resource: resource, objects: [ObjectReference(.management, loadBalancer)],
            evidence: [
                Evidence("\(loadBalancer.reference): status.loadBalancer", "no address"),
                Evidence("spec.gatewayAPI.defaultGateway of Tenant and Config", "not set"),
            ],
            remedies: [
                .fix(
                    "set the Gateway of the management cluster that serves the hostnames",
                    context.kubectl(
                        "patch", .config,
                        #"--type=merge -p {"spec":{"gatewayAPI":{"defaultGateway":{"name":"\#(.variable("GATEWAY", "its name"))","namespace":"\#(.variable("NAMESPACE", "its namespace"))"}}}}"#
                    )),
                .fix(
                    "remove the annotation that requests the hostname from the Service",
                    topology.exposure(uid: loadBalancer.metadata.name).map {
                        context.kubectl("annotate", context.reference($0), "\(KubeLBNames.wildcardDomainAnnotation)-")
                    }),
            ])
    }

    /// The manager knows the kinds of the Gateway API only with the argument (KubeLB v1.4.3, `cmd/kubelb/main.go`).
    private func withoutGatewayAPI(
        _ loadBalancer: LoadBalancer, _ resource: ExposedResource, _ context: CheckContext
    ) -> Finding {
        Finding(
            .error,
            "\(loadBalancer.reference) requests a hostname, but the manager runs without --enable-gateway-api and cannot "
                + "create the HTTPRoute for it: this error ends the manager's reconciliation before it writes the address",
            resource: resource, objects: [ObjectReference(.management, loadBalancer)],
            evidence: [
                Evidence("\(loadBalancer.reference): status.loadBalancer", "no address"),
                Evidence("manager: --enable-gateway-api", "not set"),
            ],
            remedies: [enableGatewayAPI("in the manager", context)])
    }

    private func enableGatewayAPI(_ place: String, _ context: CheckContext) -> Remedy {
        .fix(
            "enable the Gateway API \(place)",
            context.set("kubelb.enableGatewayAPI", "true", of: context.topology.manager), risk: .restart)
    }

    private func stuck(_ loadBalancer: LoadBalancer, _ resource: ExposedResource, _ context: CheckContext) -> Finding? {
        guard context.topology.managerSettings?.enablesGatewayAPI == false else { return nil }
        let age = context.forAge(of: loadBalancer.metadata.deletionTimestamp)
        return Finding(
            .error,
            "\(loadBalancer.reference) has been terminating\(age): the manager runs without --enable-gateway-api and so "
                + "cannot delete the HTTPRoute of the hostname (finalizer \(KubeLBNames.hostnameFinalizer))",
            resource: resource, objects: [ObjectReference(.management, loadBalancer)],
            evidence: [
                Evidence("manager: --enable-gateway-api", "not set"),
                Evidence(
                    "\(loadBalancer.reference): metadata.finalizers",
                    ServiceWords.list(loadBalancer.metadata.finalizers, limit: 4)),
            ],
            remedies: [
                enableGatewayAPI("in the manager, which then completes the deletion", context)
            ])
    }
}
