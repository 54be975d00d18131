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
        optionalInputs: [.configs, .tenantPods, .tenantEvents],
        meaning: """
            The CCM gives Envoy the Ready nodes' addresses of one type, set by --node-address-type. No node of the \
            tenant cluster is Ready, or none of the Ready nodes has an address of that type, or the labels that \
            --node-address-label-selector of the Enterprise Edition requires.
            """,
        impact: """
            The CCM writes no addresses: a new tenant gets no traffic at all, and an existing one keeps its last \
            addresses, whether the nodes still respond or not.
            """,
        mending: """
            Get the nodes Ready again, or set the Helm value kubelb.nodeAddressType to a type that the nodes have and \
            the management cluster can reach. Nodes with the taint node.cloudprovider.kubernetes.io/uninitialized get their \
            addresses from the cloud controller manager of the tenant cluster: get that running.
            """,
        examples: [
            .fires(
                .error, "there is none, and no machine can be created",
                """
                tenant:
                  nodes: {node-a: null, node-b: null}
                  events: {kube-system/e1: {type: Warning, reason: CreateInstanceFailed, count: 9,
                    message: "Quota exceeded for cores: Requested 4, but already used 64 of 64 cores",
                    lastTimestamp: "2026-11-22T11:58:00Z", source: {component: machine-controller},
                    involvedObject: {kind: Machine, namespace: kube-system, name: worker-1}}}
                """),
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
            .fires(
                .error, "no cloud controller has initialized them",
                """
                tenant: {nodes: {
                  node-a: {spec: {taints: [{key: node.cloudprovider.kubernetes.io/uninitialized, value: "true",
                    effect: NoSchedule}]}, status: {addresses: [{type: InternalIP, address: 10.0.0.11}]}},
                  node-b: {spec: {taints: [{key: node.cloudprovider.kubernetes.io/uninitialized, value: "true",
                    effect: NoSchedule}]}, status: {addresses: [{type: InternalIP, address: 10.0.0.12}]}}}}
                """),
            .fires(
                .error, "no node has the label that the CCM selects nodes by",
                """
                tenant:
                  deployments.apps: {\(CCMExamples.deployment("--cluster-name=acme", "--node-address-label-selector=tier=edge"))}
                  nodes: {node-a: {metadata: {labels: {tier: general}}}}
                """),
            .silent(
                "one node has the label that the CCM selects nodes by",
                """
                tenant:
                  deployments.apps: {\(CCMExamples.deployment("--cluster-name=acme", "--node-address-label-selector=tier in (edge)"))}
                  nodes: {node-a: {metadata: {labels: {tier: edge}}}}
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
            topology.config.value?.usesNodePorts != false
        else { return [] }
        let selected = ready.filter(settings.selects)
        if selected.isEmpty { return [noneSelected(settings.nodeSelector ?? "", ready, context)] }
        guard !selected.contains(where: { !$0.addresses(ofType: settings.nodeAddressType).isEmpty }) else { return [] }
        return [noneOfType(settings.nodeAddressType, selected, context)]
    }

    private func noneReady(_ nodes: [Node], _ context: CheckContext) -> Finding {
        guard !nodes.isEmpty else {
            let machine = failedMachine(context)
            return Finding(
                .error,
                "The tenant cluster has no nodes"
                    + (machine.map {
                        ": \($0.objectKind) \($0.objectName) is not created: \(ErrorDigest.text(of: $0.message))"
                    }
                        ?? ""),
                evidence: [Evidence("nodes of the tenant cluster", "none")] + (machine.map { [Evidence($0)] } ?? []),
                remedies: (machine == nil
                    ? [] : [.fix("fix what keeps the machines from being created, such as a quota")]) + [
                        .inspect("list the nodes", context.listTenantNodes)
                    ])
        }
        let evidence = nodes.prefix(4).map { node in
            node.evidence(
                "Ready",
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

    /// The newest warning about a machine that should become a node: of machine-controller (KKP) or Cluster API.
    private func failedMachine(_ context: CheckContext) -> Event? {
        (context.topology.list(.tenant, Event.self).value?.items ?? []).filter {
            $0.isWarning && $0.objectKind == "Machine"
        }
        .max { ($0.lastTimestamp?.milliseconds ?? 0) < ($1.lastTimestamp?.milliseconds ?? 0) }
    }

    /// Enterprise Edition: the CCM lists the nodes with certain labels only.
    private func noneSelected(_ selector: String, _ ready: [Node], _ context: CheckContext) -> Finding {
        let query = try? LabelQuery(selector)
        let wanted = query?.matchingLabels ?? []
        let label = ready.prefix(wanted.isEmpty ? 0 : 4).map { node in
            let node = ObjectReference(.tenant, node)
            return ShellCommand(
                lines: wanted.map { context.kubectl("label", node, "\($0.key)=\($0.value) --overwrite") })
        }
        let words =
            ready.count == 1
            ? "The only Ready node does not match" : "None of the \(ready.count) Ready nodes matches"
        return Finding(
            .error,
            "\(words) the label selector \(selector) of the CCM (--node-address-label-selector), so the CCM lists no node for "
                + "Envoy, and keeps what it listed before",
            objects: ready.prefix(4).map { ObjectReference(.tenant, $0) },
            evidence: [Evidence("CCM: --node-address-label-selector", selector)]
                + ready.prefix(3).flatMap { node in
                    (query?.keys ?? []).prefix(3).map {
                        node.evidence("metadata.labels[\($0)]", node.metadata.labels[$0] ?? "not set")
                    }
                },
            remedies: [
                .fix("label the nodes that take traffic", label.isEmpty ? nil : ShellCommand(lines: label)),
                .fix(
                    "change the selector to labels that the nodes have",
                    context.set(
                        "kubelb.nodeAddressLabelSelector", .variable("SELECTOR", "labels that the nodes have"),
                        of: context.topology.ccm), risk: .restart),
                .inspect("list the labels of the nodes", context.kubectl(.tenant, "get nodes --show-labels")),
            ])
    }

    private func noneOfType(_ type: String, _ ready: [Node], _ context: CheckContext) -> Finding {
        let types = NodeAddressTypes.all.filter { type in ready.contains { !$0.addresses(ofType: type).isEmpty } }
        let which = ready.count == 1 ? "The only Ready node has no" : "None of the \(ready.count) Ready nodes has an"
        let has = types.isEmpty ? "" : "; available: \(types.joined(separator: ", "))"
        let cloud = UninitializedNodes(ready, context)
        let use = types.prefix(1).map { other in
            Remedy.fix(
                "use addresses of type \(other) if the management cluster can reach them",
                context.set("kubelb.nodeAddressType", HelmValue(other), of: context.topology.ccm), risk: .restart)
        }
        let list = Remedy.inspect("list the addresses of the nodes", context.listTenantNodes)
        return Finding(
            .error,
            "\(which) address of type \(type), which the CCM uses\(has)\(cloud.map { ". \($0.words)" } ?? "")",
            objects: ready.prefix(4).map { ObjectReference(.tenant, $0) },
            evidence: [Evidence("CCM: --node-address-type", type)]
                + ready.prefix(3).map { node in
                    node.evidence(
                        "status.addresses",
                        NodeWords.list(node.addresses.map { "\($0.type) \($0.address)" }))
                } + (cloud?.evidence ?? []),
            remedies: cloud.map { $0.remedies + [list] } ?? use + [list])
    }
}

/// Nodes that wait for a cloud controller manager to set their addresses. The kubelet taints them when it starts with
/// `--cloud-provider=external` (Kubernetes documentation, "Well-Known Labels, Annotations and Taints").
private struct UninitializedNodes {
    let words: String
    let evidence: [Evidence]
    let remedies: [Remedy]

    private static let taint = "node.cloudprovider.kubernetes.io/uninitialized"

    /// nil if there are none.
    init?(_ nodes: [Node], _ context: CheckContext) {
        let waiting = nodes.filter { node in node.taints.contains { $0.hasPrefix(Self.taint) } }
        guard !waiting.isEmpty else { return nil }
        let pods = (context.topology.list(.tenant, Pod.self).all(where: Self.isCloudController).value ?? [])
        let problem =
            pods.first { !$0.isReady }.map { "; \($0.reference) is not Ready: \(PodProblem($0).summary)" } ?? ""
        words =
            "The cloud controller manager of the tenant cluster has not initialized "
            + "\(NodeWords.list(waiting.map(\.metadata.name)))\(problem)"
        evidence = waiting.prefix(3).map { $0.evidence("spec.taints", $0.taints.joined(separator: ", ")) }
        remedies = [
            .fix(
                "get the cloud controller manager of the tenant cluster running: it sets the addresses and removes the taint"
            ),
            .inspect(
                "find the pods of the cloud controller manager",
                context.kubectl(.tenant, "get pods -A -o wide").piped(into: ShellCommand("grep -i cloud"))),
        ]
    }

    private static func isCloudController(_ pod: Pod) -> Bool {
        ["cloud-controller", "cloud-node-manager", "cloud-provider"].contains { pod.metadata.name.contains($0) }
    }
}
