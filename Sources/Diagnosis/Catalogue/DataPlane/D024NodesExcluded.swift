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
        inputs: [.tenantServices, .loadBalancers, .managementServices, .managementNodes],
        optionalInputs: [.managementEvents], judgesManagementAlone: true,
        meaning: """
            Traffic for an address reaches Envoy through the nodes of the management cluster. Each of these nodes is NotReady \
            or carries the label node.kubernetes.io/exclude-from-external-load-balancers. MetalLB (from 0.14), Cilium and \
            most cloud providers do not announce addresses from such nodes, or send them no traffic. MetalLB also skips nodes whose \
            condition NetworkUnavailable is True, as the route controller of a cloud leaves it if it cannot create a route.
            """,
        impact: "The Service has an address that is not announced, so clients get no response.",
        mending: """
            Remove the label from the nodes that should receive traffic; kubeadm sets it on control-plane nodes, which are the \
            only nodes of a small cluster. MetalLB ignores the label if its speakers run with --ignore-exclude-lb. If NetworkUnavailable \
            is True although the network plugin needs no routes of the cloud, run the cloud controller manager with \
            --configure-cloud-routes=false and clear the condition.
            """,
        examples: [
            .fires(.warning, "all nodes are excluded", nodes(first: .excluded, second: .excluded)),
            .fires(.warning, "the only node without the label is NotReady", nodes(first: .excluded, second: .notReady)),
            .fires(.warning, "no node is Ready", nodes(first: .notReady, second: .notReady)),
            .fires(
                .warning, "MetalLB skips nodes for which the cloud creates no route",
                nodes(first: .unrouted, second: .unrouted)
                    + """

                      \(BalancerExamples.served)
                      events: {default/e1: {type: Warning, reason: FailedToCreateRoute, count: 9, message: "Could not create route \
                        10.244.1.0/24 for node mgmt-a: RouterNotFound", lastTimestamp: "2026-11-22T11:59:00Z", source: {
                        component: route_controller}, involvedObject: {kind: Node, name: mgmt-a}}}
                    """),
            .silent(
                "another implementation assigned the address, and does not use these routes",
                nodes(first: .unrouted, second: .unrouted)),
            .silent(
                "MetalLB announces from one of these nodes since",
                nodes(first: .unrouted, second: .unrouted)
                    + """

                      \(BalancerExamples.served)
                      events: {tenant-acme/e1: {type: Normal, reason: nodeAssigned, lastTimestamp: "2026-11-22T11:59:00Z",
                        message: 'announcing from node "mgmt-a" with protocol "layer2"', source: {component: metallb-speaker},
                        involvedObject: {kind: Service, namespace: tenant-acme, name: envoy-00000000-0000-4000-8000-000000000001}}}
                    """),
            .silent(
                "one node has its route",
                nodes(first: .unrouted, second: .usable)
                    + """

                      \(BalancerExamples.served)
                    """),
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
        case unrouted =
            #"status: {conditions: [{type: NetworkUnavailable, status: "True", reason: NoRouteCreated, lastTransitionTime: "2026-11-22T10:20:00Z", message: "RouteController failed to create a route"}, {type: Ready, status: "True"}]}"#
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
            nodes.allSatisfy({ !$0.isReady || Self.isExcluded($0) || $0.networkUnavailable != nil })
        else { return [] }
        let isUsed = nodes.contains { $0.isReady && !Self.isExcluded($0) }
        return context.carriedServices.filter { carried in
            guard carried.envoy.isLoadBalancer, !carried.envoy.ingress.isEmpty else { return false }
            // Only MetalLB skips nodes without a network (`internal/k8s/nodes` of MetalLB).
            return !isUsed
                || LoadBalancerImplementation.havingServed(carried.envoy) == .metalLB
                    && !isAnnounced(carried.envoy, nodes, context)
        }.map { finding($0, nodes, context) }
    }

    /// Whether a speaker has reported that it announces the address since the network of its node is unavailable.
    private func isAnnounced(_ envoy: Service, _ nodes: [Node], _ context: CheckContext) -> Bool {
        let since = nodes.compactMap(\.networkUnavailable?.lastTransitionTime).max()
        return context.topology.nodeAssignments(of: envoy).contains { event in
            guard let time = event.lastTimestamp, let since else { return false }
            return time > since
        }
    }

    private static func isExcluded(_ node: Node) -> Bool { node.metadata.labels[label] != nil }

    /// Why the cloud creates no route to a node, by the Events of its route controller.
    private static func routeFailure(_ nodes: [Node], _ context: CheckContext) -> Event? {
        nodes.lazy.compactMap { node in
            [node.metadata.namespace, "default"].lazy.compactMap {
                context.topology.warnings(.management, kind: Node.kind, namespace: $0, name: node.metadata.name)?
                    .last { $0.reason == "FailedToCreateRoute" }
            }.first
        }.first
    }

    private func finding(_ carried: CarriedService, _ nodes: [Node], _ context: CheckContext) -> Finding {
        let excluded = nodes.filter(Self.isExcluded)
        let unrouted = nodes.filter { $0.isReady && !Self.isExcluded($0) && $0.networkUnavailable != nil }
        let all = nodes.count == 1 ? "The only node" : "Each of the \(nodes.count) nodes"
        let failure = unrouted.isEmpty ? nil : Self.routeFailure(unrouted, context)
        let kinds = [
            nodes.contains { !$0.isReady && !Self.isExcluded($0) } ? "NotReady" : nil,
            excluded.isEmpty ? nil : "excluded from load balancers",
            unrouted.isEmpty
                ? nil : "without a network by its condition NetworkUnavailable, for which MetalLB skips it",
        ].compactMap(\.self)
        let reason = kinds.count > 2 ? "\(kinds[0]), \(kinds[1]) or \(kinds[2])" : kinds.joined(separator: " or ")
        let detail = unrouted.first?.networkUnavailable.map { condition in
            " (\(condition.reason): \(failure.map { ErrorDigest.text(of: $0.message) } ?? condition.message))"
        }
        return Finding(
            .warning,
            "\(all) of the management cluster is \(reason)\(detail ?? ""), so probably nothing announces "
                + "\(carried.envoy.ingress.addresses.joined(separator: ", ")), the address of \(carried.service.reference)",
            resource: carried.exposure.resource,
            objects: carried.references + nodes.prefix(5).map { ObjectReference(.management, $0) },
            evidence: nodes.prefix(5).map { Self.evidence($0) } + (failure.map { [Evidence($0)] } ?? []),
            confidence: .likely, remedies: remedies(excluded, unrouted, context))
    }

    private static func evidence(_ node: Node) -> Evidence {
        if isExcluded(node) { return node.evidence("metadata.labels", label) }
        if node.isReady, let condition = node.networkUnavailable {
            return node.evidence(
                "condition NetworkUnavailable", "\(condition.status): \(condition.reason)",
                at: condition.lastTransitionTime)
        }
        return node.evidence(
            "condition Ready", node.readyCondition?.status ?? "none", at: node.readyCondition?.lastTransitionTime)
    }

    private func remedies(_ excluded: [Node], _ unrouted: [Node], _ context: CheckContext) -> [Remedy] {
        var remedies: [Remedy] = []
        if let node = excluded.first {
            remedies.append(
                .fix(
                    "remove the label from every node that should receive traffic",
                    context.kubectl("label", ObjectReference(.management, node), "\(Self.label)-")))
        }
        if let node = unrouted.first {
            let isOfRoutes = node.networkUnavailable?.reason == "NoRouteCreated"
            remedies += [
                .fix(
                    isOfRoutes
                        ? "if the network plugin needs no routes of the cloud, run the cloud controller manager with "
                            + "--configure-cloud-routes=false and set the condition NetworkUnavailable to False; otherwise correct "
                            + "its router or route table"
                        : "repair the network plugin on the nodes: it sets the condition NetworkUnavailable to False"),
                .inspect(
                    "see the conditions of a node", context.kubectl("describe", ObjectReference(.management, node))),
            ]
        }
        return remedies + [Self.showExcluded(context)]
    }

    static func showExcluded(_ context: CheckContext) -> Remedy {
        .inspect(
            "check which nodes are NotReady or excluded from load balancers",
            context.kubectl(.management, "get nodes -L \(Self.label)"))
    }
}
