import KubeLB
import Kubernetes
import Topology

/// KLC-D024: no node of the management cluster may receive traffic for the envoy Service.
struct D024NodesExcluded: Check {
    /// Kubernetes' well-known label, whatever its value. The service controllers of clouds, MetalLB from 0.14 and Cilium skip
    /// nodes that carry it.
    static let label = "node.kubernetes.io/exclude-from-external-load-balancers"

    let documentation = CheckDocumentation(
        code: "D024",
        title: "No management node may receive load-balancer traffic",
        severity: .warning,
        explains: [.probes],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices, .managementNodes], judgesManagementAlone: true,
        meaning: """
            Traffic for an address reaches Envoy through the nodes of the management cluster. Each of these nodes is NotReady \
            or carries the label node.kubernetes.io/exclude-from-external-load-balancers. MetalLB (from 0.14), Cilium and \
            most cloud providers do not announce addresses from such nodes, or send them no traffic.
            """,
        impact: "The Service has an address that is not announced, so clients get no response.",
        mending: """
            Remove the label from the nodes that should receive traffic; kubeadm sets it on control-plane nodes, which are the \
            only nodes of a small cluster. MetalLB ignores the label if its speakers run with --ignore-exclude-lb.
            """,
        examples: [
            .fires(.warning, "all nodes are excluded", nodes(first: .excluded, second: .excluded)),
            .fires(.warning, "the only node without the label is NotReady", nodes(first: .excluded, second: .notReady)),
            .fires(.warning, "no node is Ready", nodes(first: .notReady, second: .notReady)),
            .silent("one node is not excluded", nodes(first: .excluded, second: .usable)),
            .silent("the cluster lists no nodes, as some virtual clusters do", "management: {nodes: {}}"),
            .silent(
                "the envoy Service has no address yet",
                nodes(first: .excluded, second: .excluded)
                    + """

                      services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                    """),
        ])

    private enum Situation: String {
        case usable = #"status: {conditions: [{type: Ready, status: "True"}]}"#
        case notReady = #"status: {conditions: [{type: Ready, status: "False"}]}"#
        case excluded =
            #"metadata: {labels: {node.kubernetes.io/exclude-from-external-load-balancers: ""}}, status: {conditions: [{type: Ready, status: "True"}]}"#
    }

    private static func nodes(first: Situation, second: Situation) -> String {
        """
        management:
          nodes: {mgmt-a: {\(first.rawValue)}, mgmt-b: {\(second.rawValue)}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        guard let nodes = context.topology.list(.management, Node.self).all(where: { _ in true }).value, !nodes.isEmpty,
            nodes.allSatisfy({ !$0.isReady || Self.isExcluded($0) })
        else { return [] }
        return context.carriedServices.filter { $0.envoy.isLoadBalancer && !$0.envoy.ingress.isEmpty }
            .map { finding($0, nodes, context) }
    }

    private static func isExcluded(_ node: Node) -> Bool { node.metadata.labels[label] != nil }

    private func finding(_ carried: CarriedService, _ nodes: [Node], _ context: CheckContext) -> Finding {
        let excluded = nodes.filter(Self.isExcluded)
        let all = nodes.count == 1 ? "The only node" : "Each of the \(nodes.count) nodes"
        let reason =
            excluded.count == nodes.count
            ? "excluded from load balancers"
            : excluded.isEmpty ? "NotReady" : "NotReady or excluded from load balancers"
        return Finding(
            .warning,
            "\(all) of the management cluster is \(reason), so probably nothing announces "
                + "\(carried.envoy.ingress.addresses.joined(separator: ", ")), the address of \(carried.service.reference)",
            resource: carried.exposure.resource,
            objects: carried.references + nodes.prefix(5).map { ObjectReference(.management, $0) },
            evidence: nodes.prefix(5).map { node in
                Self.isExcluded(node)
                    ? node.evidence("metadata.labels", Self.label)
                    : node.evidence(
                        "condition Ready", node.readyCondition?.status ?? "none",
                        at: node.readyCondition?.lastTransitionTime)
            }, confidence: .likely,
            remedies: (excluded.isEmpty
                ? []
                : [
                    .fix(
                        "remove the label from every node that should receive traffic",
                        context.kubectl("label", ObjectReference(.management, excluded[0]), "\(Self.label)-"))
                ]) + [Self.showExcluded(context)])
    }

    static func showExcluded(_ context: CheckContext) -> Remedy {
        .inspect(
            "check which nodes are NotReady or excluded from load balancers",
            context.kubectl(.management, "get nodes -L \(Self.label)"))
    }
}
