import KubeLB
import Kubernetes
import Topology

/// KLC-M015: the manager runs with the Gateway API enabled, but the management cluster does not serve it.
struct M015NoGatewayAPI: Check {
    let documentation = CheckDocumentation(
        code: "M015",
        title: "The management cluster does not serve the Gateway API",
        severity: .error,
        explains: [.acceptedByManager],
        inputs: [.managementDeployments, .managementGateways, .managementHTTPRoutes, .managementGRPCRoutes],
        judgesManagementAlone: true, isLayerSeven: true,
        meaning: """
            With --enable-gateway-api the manager watches Gateways, HTTPRoutes and GRPCRoutes. If the CRD of one of them is \
            not installed in the management cluster, or serves only older versions than v1, the manager waits for it for two minutes, exits, and is restarted. In \
            the meantime it handles no Route, not even those of Ingresses. Layer 4 still works.
            """,
        impact: "No Ingress, Gateway or route of any tenant is handled.",
        mending: "Install the CRDs of the Gateway API, or run the manager without --enable-gateway-api.",
        examples: [
            .firesOnRoutes(
                .error, "no CRD of the Gateway API is installed",
                """
                management: {gateways.gateway.networking.k8s.io: absent, httproutes.gateway.networking.k8s.io: absent,
                  grpcroutes.gateway.networking.k8s.io: absent}
                """),
            .firesOnRoutes(
                .error, "an old channel lacks GRPCRoutes", "management: {grpcroutes.gateway.networking.k8s.io: absent}"),
            .silentOnRoutes("all CRDs are installed"),
            .silentOnRoutes(
                "the manager runs without --enable-gateway-api",
                """
                management:
                  gateways.gateway.networking.k8s.io: absent
                  deployments.apps: {kubelb/kubelb-manager: {spec: {template: {spec: {containers: [{name: manager,
                    image: 'quay.io/kubermatic/kubelb-manager:v1.4.3'}]}}}}}
                """),
            .silentOnRoutes("Gateways cannot be read", "management: {gateways.gateway.networking.k8s.io: forbidden}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard topology.managerSettings?.enablesGatewayAPI == true else { return [] }
        func isMissing<Item: KubernetesObject>(_ kind: Item.Type) -> Bool {
            if case .absent = topology.list(.management, kind) { true } else { false }
        }
        let missing = [
            isMissing(Gateway.self) ? Gateway.resource : nil, isMissing(HTTPRoute.self) ? HTTPRoute.resource : nil,
            isMissing(GRPCRoute.self) ? GRPCRoute.resource : nil,
        ].compactMap(\.self)
        guard !missing.isEmpty else { return [] }
        return [
            Finding(
                .error,
                "The manager runs with --enable-gateway-api, but the management cluster does not serve "
                    + "\(ServiceWords.list(missing)) in version v1, so the manager handles no Route, not even those of Ingresses",
                objects: [context.reference(topology.manager)],
                evidence: [Evidence("manager: --enable-gateway-api", "set")]
                    + missing.map { Evidence("management cluster: \($0)", "not served in version v1") },
                remedies: [
                    .fix(
                        "install the CRDs of the Gateway API",
                        context.kubectl(
                            .management,
                            "apply --server-side -f https://github.com/kubernetes-sigs/gateway-api/releases/latest/download/standard-install.yaml"
                        )),
                    .fix(
                        "disable the Gateway API in the manager",
                        context.set("kubelb.enableGatewayAPI", "false", of: topology.manager), risk: .restart),
                ])
        ]
    }
}
