import KubeLB
import Kubernetes
import Topology

/// KLC-L012: what a LoadBalancer needs for its host name keeps it from being finished, or from going.
struct L012HostnameFails: Check {
    let documentation = CheckDocumentation(
        code: "L012",
        title: "The hostname keeps the LoadBalancer from being finished",
        severity: .error,
        explains: [.addressPublished, .addressCopied, .loadBalancerKept],
        inputs: [.loadBalancers, .tenants, .configs, .managementDeployments],
        judgesManagementAlone: true,
        meaning: """
            For a hostname of a LoadBalancer the manager makes an HTTPRoute at the default Gateway, if a class of the Gateway \
            API is set. Without spec.gatewayAPI.defaultGateway that fails, and the error ends the work on the LoadBalancer \
            before its status is written. When it is deleted, the manager deletes that HTTPRoute, which it cannot without \
            --enable-gateway-api.
            """,
        impact: "The Service stays without an address although one is there, or the LoadBalancer cannot be deleted.",
        mending: "Set spec.gatewayAPI.defaultGateway, or run the manager with --enable-gateway-api.",
        examples: [])

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
        guard loadBalancer.status?.ingress.isEmpty != false, topology.configuredClass(for: .gateway) != nil,
            topology.disabling(.gateway).map({ if case .managerArgument = $0 { false } else { true } }) != true,
            let tenant = topology.tenantObject.value, topology.config.unknown == nil,
            tenant.gatewayAPI.defaultGateway == nil, topology.config.value?.gatewayAPI.defaultGateway == nil
        else { return nil }
        return Finding(
            .error,
            "\(loadBalancer.reference) wants a hostname, for which no default Gateway is set: the manager's error "
                + "about it ends its work before it writes the address",
            resource: resource, objects: [ObjectReference(.management, loadBalancer)],
            evidence: [
                Evidence("\(loadBalancer.reference): status.loadBalancer", "no address"),
                Evidence("spec.gatewayAPI.defaultGateway of Tenant and Config", "not set"),
            ],
            remedies: [
                .fix(
                    "name the Gateway of the management cluster that shall carry the hostnames",
                    context.kubectl(
                        "patch", .config,
                        #"--type=merge -p {"spec":{"gatewayAPI":{"defaultGateway":{"name":"\#(.variable("GATEWAY", "its name"))","namespace":"\#(.variable("NAMESPACE", "its namespace"))"}}}}"#
                    )),
                .fix(
                    "or do without the hostname: remove the annotation of the Service",
                    topology.exposure(uid: loadBalancer.metadata.name).map {
                        context.kubectl("annotate", context.reference($0), "\(KubeLBNames.wildcardDomainAnnotation)-")
                    }),
            ])
    }

    private func stuck(_ loadBalancer: LoadBalancer, _ resource: ExposedResource, _ context: CheckContext) -> Finding? {
        guard context.topology.managerSettings?.enablesGatewayAPI == false else { return nil }
        let age = context.forAge(of: loadBalancer.metadata.deletionTimestamp)
        return Finding(
            .error,
            "\(loadBalancer.reference) has been terminating\(age): the manager runs without --enable-gateway-api and so "
                + "cannot delete the HTTPRoute that it makes for a hostname (finalizer \(KubeLBNames.hostnameFinalizer))",
            resource: resource, objects: [ObjectReference(.management, loadBalancer)],
            evidence: [
                Evidence("manager: --enable-gateway-api", "not set"),
                Evidence(
                    "\(loadBalancer.reference): metadata.finalizers",
                    ServiceWords.list(loadBalancer.metadata.finalizers, limit: 4)),
            ],
            remedies: [
                .fix(
                    "let the manager handle the Gateway API; it then completes the deletion",
                    context.set("kubelb.enableGatewayAPI", "true", of: context.topology.manager), risk: .restart)
            ])
    }
}
