import KubeLB
import Kubernetes
import Topology

/// KLC-M015: the manager is to handle the Gateway API, and the management cluster does not serve it.
struct M015NoGatewayAPI: Check {
    let documentation = CheckDocumentation(
        code: "M015",
        title: "The management cluster does not serve the Gateway API",
        severity: .error,
        explains: [.acceptedByManager],
        inputs: [.managementDeployments, .managementGateways, .managementHTTPRoutes, .managementGRPCRoutes],
        isLayerSeven: true,
        meaning: """
            With --enable-gateway-api the manager watches Gateways, HTTPRoutes and GRPCRoutes. If the CRDs of one of them \
            are not installed in the management cluster, it waits for them for two minutes, exits, and starts again; \
            meanwhile it handles no Route at all, not even those of Ingresses. Layer 4 goes on.
            """,
        impact: "No Ingress, Gateway or route of any tenant is handled.",
        mending: "Install the CRDs of the Gateway API, or run the manager without --enable-gateway-api.",
        examples: [])

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
                    + "\(ServiceWords.list(missing)): the CRDs are missing, and the manager handles no Route, "
                    + "Ingresses included",
                objects: [context.reference(topology.manager)],
                evidence: [Evidence("manager: --enable-gateway-api", "set")]
                    + missing.map { Evidence("management cluster: \($0)", "not served") },
                remedies: [
                    .fix(
                        "install the CRDs of the Gateway API",
                        context.kubectl(
                            .management,
                            "apply --server-side -f https://github.com/kubernetes-sigs/gateway-api/releases/latest/download/standard-install.yaml"
                        )),
                    .fix(
                        "or let the manager do without it",
                        context.set("kubelb.enableGatewayAPI", "false", of: topology.manager), risk: .restart),
                ])
        ]
    }
}
