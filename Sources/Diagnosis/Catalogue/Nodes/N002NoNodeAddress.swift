import KubeLB
import Kubernetes
import Topology

/// KLC-N002: no node can be named to Envoy.
struct N002NoNodeAddress: Check {
    let documentation = CheckDocumentation(
        code: "N002",
        title: "No Ready node has an address of the configured type",
        severity: .error,
        explains: [.nodeAddresses],
        hop: .nodes,
        inputs: [.tenantNodes, .tenantDeployments],
        optionalInputs: [.configs],
        meaning: """
            The CCM gives Envoy the Ready nodes' addresses of one type, set by --node-address-type. No node of the \
            tenant cluster is Ready, or none of the Ready nodes has an address of that type.
            """,
        impact: """
            The CCM writes no addresses: a new tenant gets no traffic at all, and an existing one keeps its last \
            addresses, whether the nodes still respond or not.
            """,
        mending: """
            Get the nodes Ready again, or set the Helm value kubelb.nodeAddressType to a type that the nodes have and \
            the management cluster can reach.
            """,
        examples: [
            .fires(
                .error, "no node is Ready",
                """
                tenant: {nodes: {
                  node-a: {status: {conditions: [{type: Ready, status: "False", reason: KubeletNotReady}]}},
                  node-b: {status: {conditions: [{type: Ready, status: "Unknown", reason: NodeStatusUnknown}]}}}}
                """),
            .fires(
                .error, "the nodes have no external address",
                """
                tenant: {nodes: {
                  node-a: {status: {addresses: [{type: InternalIP, address: 10.0.0.11}]}},
                  node-b: {status: {addresses: [{type: InternalIP, address: 10.0.0.12}]}}}}
                """),
            .fires(.error, "no nodes at all", "tenant: {nodes: {node-a: null, node-b: null}}"),
            .silent(
                "one Ready node is enough",
                "tenant: {nodes: {node-a: {status: {conditions: [{type: Ready, status: \"False\"}]}}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let nodes = topology.nodes.value, topology.settings.value?.convertsIngressOnly != true else { return [] }
        let ready = nodes.filter(\.isReady)
        guard !ready.isEmpty else { return [noneReady(nodes, context)] }
        guard let settings = topology.settings.value, NodeAddressTypes.all.contains(settings.nodeAddressType),
            !ready.contains(where: { !$0.addresses(ofType: settings.nodeAddressType).isEmpty })
        else { return [] }
        guard topology.config.value?.usesNodePorts != false else { return [] }
        return [noneOfType(settings.nodeAddressType, ready, context)]
    }

    private func noneReady(_ nodes: [Node], _ context: CheckContext) -> Finding {
        guard !nodes.isEmpty else {
            return Finding(
                .error, "The tenant cluster has no nodes", evidence: [Evidence("nodes of the tenant cluster", "none")],
                remedies: [.inspect("list the nodes", context.listTenantNodes)])
        }
        let evidence = nodes.prefix(4).map { node in
            Evidence(
                "\(node.reference): Ready",
                [node.readyCondition?.status ?? "unknown", node.readyCondition?.reason ?? ""].filter { !$0.isEmpty }
                    .joined(separator: ", "), at: node.readyCondition?.lastTransitionTime)
        }
        let newest = nodes.compactMap { $0.readyCondition?.lastTransitionTime }.max()
        return Finding(
            .error,
            (nodes.count == 1
                ? "The only node of the tenant cluster is NotReady"
                : "None of the \(nodes.count) nodes of the tenant cluster is Ready")
                + (context.age(of: newest).map { " (for \($0))" } ?? ""),
            objects: nodes.prefix(4).map { ObjectReference(.tenant, $0) }, evidence: Array(evidence),
            remedies: [
                .inspect(
                    "find out why the nodes are NotReady",
                    context.kubectl("describe", ObjectReference(.tenant, nodes[0])))
            ])
    }

    private func noneOfType(_ type: String, _ ready: [Node], _ context: CheckContext) -> Finding {
        let types = NodeAddressTypes.all.filter { type in ready.contains { !$0.addresses(ofType: type).isEmpty } }
        let which = ready.count == 1 ? "The only Ready node has no" : "None of the \(ready.count) Ready nodes has an"
        let has = types.isEmpty ? "" : "; available: \(types.joined(separator: ", "))"
        let remedies = types.prefix(1).map { other in
            Remedy.fix(
                "use addresses of type \(other) if the management cluster can reach them",
                context.set("kubelb.nodeAddressType", HelmValue(other), of: context.topology.ccm), risk: .restart)
        }
        return Finding(
            .error, "\(which) address of type \(type), which the CCM uses\(has)",
            objects: ready.prefix(4).map { ObjectReference(.tenant, $0) },
            evidence: [Evidence("CCM: --node-address-type", type)]
                + ready.prefix(3).map { node in
                    Evidence(
                        "\(node.reference): status.addresses",
                        NodeWords.list(node.addresses.map { "\($0.type) \($0.address)" }))
                },
            remedies: remedies + [.inspect("list the addresses of the nodes", context.listTenantNodes)])
    }
}
