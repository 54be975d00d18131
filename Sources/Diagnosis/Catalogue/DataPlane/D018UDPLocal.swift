import KubeLB
import Kubernetes
import Topology

/// KLC-D018: Envoy sends UDP to nodes that do not pass it on, and cannot find out.
struct D018UDPLocal: Check {
    let documentation = CheckDocumentation(
        code: "D018",
        title: "Envoy sends UDP to nodes that cannot forward it",
        severity: .warning,
        hop: .nodePort,
        inputs: [.tenantServices, .tenantEndpointSlices, .tenantNodes, .loadBalancers, .addresses],
        optionalInputs: [.tenantStates, .configs],
        causedBy: ["N003"],
        meaning: """
            Envoy sends UDP to every listed node, because it has no health check for UDP. Some of these nodes do not \
            forward it: with externalTrafficPolicy Local, nodes without a ready endpoint; in any case, nodes that are \
            down.
            """,
        impact: "Sessions sent to such a node are lost for as long as it is listed.",
        mending: """
            Use externalTrafficPolicy Cluster or run a ready endpoint on every node. Get down nodes Ready again, or \
            have the CCM remove them from the list.
            """,
        examples: [
            .fires(
                .warning, "policy Local with an endpoint on one of two nodes",
                """
                tenant:
                  services: {shop/web: {spec: {externalTrafficPolicy: Local, ports: [
                    {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31080},
                    {name: dns, port: 53, protocol: UDP, targetPort: 5353, nodePort: 31053}]}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {
                    ports: [{name: http, port: 8080, protocol: TCP}, {name: dns, port: 5353, protocol: UDP}],
                    endpoints: [{addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: true}}]}}
                """),
            .fires(
                .warning, "policy Cluster with a listed node down",
                """
                tenant:
                  nodes: {node-b: {status: {conditions: [{type: Ready, status: Unknown,
                    lastTransitionTime: "2026-11-22T11:30:00Z"}]}}}
                  services: {shop/web: {spec: {ports: [
                    {name: dns, port: 53, protocol: UDP, targetPort: 5353, nodePort: 31053}]}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {ports: [{name: dns, port: 5353, protocol: UDP}]}}
                """),
            .fires(
                .info, "the node went down ten seconds ago",
                """
                tenant:
                  nodes: {node-b: {status: {conditions: [{type: Ready, status: Unknown,
                    lastTransitionTime: "2026-11-22T11:59:50Z"}]}}}
                  services: {shop/web: {spec: {ports: [
                    {name: dns, port: 53, protocol: UDP, targetPort: 5353, nodePort: 31053}]}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {ports: [{name: dns, port: 5353, protocol: UDP}]}}
                """),
            .silent(
                "policy Local with an endpoint on every node",
                """
                tenant:
                  services: {shop/web: {spec: {externalTrafficPolicy: Local, ports: [
                    {name: dns, port: 53, protocol: UDP, targetPort: 5353, nodePort: 31053}]}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {ports: [{name: dns, port: 5353, protocol: UDP}]}}
                """),
            .silent(
                "policy Cluster with an endpoint on one of two nodes",
                """
                tenant:
                  services: {shop/web: {spec: {ports: [
                    {name: dns, port: 53, protocol: UDP, targetPort: 5353, nodePort: 31053}]}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {ports: [{name: dns, port: 5353, protocol: UDP}],
                    endpoints: [{addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: true}}]}}
                """),
            .silent(
                "TCP alone with policy Local: Envoy's health check finds the node that answers",
                """
                tenant:
                  services: {shop/web: {spec: {externalTrafficPolicy: Local}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {
                    endpoints: [{addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: true}}]}}
                """),
            .silent(
                "the node without an endpoint is not listed",
                """
                tenant:
                  services: {shop/web: {spec: {externalTrafficPolicy: Local, ports: [
                    {name: dns, port: 53, protocol: UDP, targetPort: 5353, nodePort: 31053}]}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {ports: [{name: dns, port: 5353, protocol: UDP}],
                    endpoints: [{addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: true}}]}}
                management: {addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: 203.0.113.11}]}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let carrying = context.topology.takenExposures.filter { exposure in
            exposure.service.ports.contains { $0.protocol == "UDP" }
        }
        guard !carrying.isEmpty, let nodes = context.topology.nodes.value,
            let addresses = context.topology.defaultAddresses.value
        else { return [] }
        let targets = Targets(addresses: addresses, nodes: nodes)
        guard !targets.all.isEmpty else { return [] }
        return carrying.compactMap { finding($0, targets, context) }
    }

    /// The nodes that Envoy sends traffic to.
    private struct Targets {
        let addresses: Addresses
        /// Each once, in the order of their addresses. An address of no node is KLC-N003's.
        let all: [Node]
        let ready: [Node]
        let down: [Node]

        init(addresses: Addresses, nodes: [Node]) {
            self.addresses = addresses
            var byAddress: [String: Node] = [:]
            for node in nodes {
                for address in node.addresses where byAddress[address.address] == nil {
                    byAddress[address.address] = node
                }
            }
            all = addresses.addresses.compactMap { byAddress[$0] }.uniqued()
            ready = all.filter(\.isReady)
            down = all.filter { !$0.isReady }
        }
    }

    private func finding(_ exposure: Exposure, _ targets: Targets, _ context: CheckContext) -> Finding? {
        // Endpoints that stand in the LoadBalancer itself are not our nodes; without any ready endpoint it is KLC-S004.
        guard let loadBalancer = exposure.loadBalancer.value, !loadBalancer.metadata.isBeingDeleted,
            loadBalancer.spec.endpoints.contains(where: { $0.addressesReference != nil }),
            let ready = exposure.readyEndpoints, !ready.isEmpty
        else { return nil }
        let service = exposure.service
        let isLocal = service.externalTrafficPolicy == "Local"
        let bare = isLocal ? nodesWithoutEndpoint(exposure, among: targets.ready) : []
        let lost = (bare + targets.down).map(\.metadata.name)
        guard !lost.isEmpty else { return nil }
        let ports = ServiceWords.list(service.ports.filter { $0.protocol == "UDP" }.map(\.label))
        let why = [
            bare.isEmpty ? "" : "externalTrafficPolicy Local without a ready endpoint on \(Self.names(bare))",
            targets.down.isEmpty ? "" : "\(Self.names(targets.down)) NotReady",
        ].filter { !$0.isEmpty }.joined(separator: "; ")
        let end = "traffic to \(lost.count == 1 ? "it" : "them") is lost"
        return Finding(
            severity(isBare: !bare.isEmpty, targets, context),
            "\(service.reference): Envoy sends \(ports) to \(ServiceWords.count(targets.all.count, "node")), of which "
                + "\(lost.count) cannot forward it (\(why)). UDP has no health checks, so \(end)",
            resource: exposure.resource,
            objects: [context.reference(exposure), ObjectReference(.management, targets.addresses)]
                + (bare + targets.down).prefix(5).map { ObjectReference(.tenant, $0) },
            evidence: evidence(exposure, ready, targets),
            remedies: remedies(exposure, isLocal: !bare.isEmpty, targets, context))
    }

    /// A node that went down a moment ago is about to be taken off the list.
    private func severity(isBare: Bool, _ targets: Targets, _ context: CheckContext) -> Severity {
        if context.mayBypassNodePorts { return .info }
        let since = targets.down.compactMap { $0.readyCondition?.lastTransitionTime }.min()
        let isFresh = since.map { context.now.seconds(since: $0) < CheckContext.grace } ?? false
        return !isBare && isFresh ? .info : .warning
    }

    /// Nodes that lack an endpoint for one of the UDP ports; none where an endpoint's node is not known.
    private func nodesWithoutEndpoint(_ exposure: Exposure, among nodes: [Node]) -> [Node] {
        let slices = exposure.slices.value ?? []
        var bare = Set<String>()
        for port in exposure.service.ports where port.protocol == "UDP" {
            let serving = slices.filter { slice in
                slice.ports.contains { ($0.name ?? "") == (port.name ?? "") && $0.protocol == port.protocol }
            }
            // While a pod ends, its node still passes traffic to it.
            let endpoints = serving.flatMap(\.endpoints).filter { $0.isReady || $0.terminating == true }
            guard endpoints.allSatisfy({ $0.nodeName != nil }) else { return [] }
            let covered = Set(endpoints.compactMap(\.nodeName))
            bare.formUnion(nodes.map(\.metadata.name).filter { !covered.contains($0) })
        }
        return nodes.filter { bare.contains($0.metadata.name) }
    }

    private static func names(_ nodes: [Node]) -> String { ServiceWords.list(nodes.map(\.metadata.name)) }

    private func evidence(
        _ exposure: Exposure, _ ready: [EndpointSlice.Endpoint], _ targets: Targets
    ) -> [Evidence] {
        let service = exposure.service
        let nodes = ready.compactMap(\.nodeName).uniqued().sorted()
        return [
            service.evidence("spec.externalTrafficPolicy", service.externalTrafficPolicy ?? "Cluster"),
            Evidence(
                "nodes with a ready endpoint of \(service.metadata.path)",
                nodes.isEmpty ? "none known" : ServiceWords.list(nodes, limit: 10)),
            targets.addresses.evidence(
                "spec.addresses",
                ServiceWords.list(targets.addresses.addresses, limit: 10),
                at: targets.addresses.metadata.lastSpecWrite),
        ]
            + targets.down.prefix(3).map { node in
                node.evidence(
                    "condition Ready", node.readyCondition?.status ?? "not set",
                    at: node.readyCondition?.lastTransitionTime)
            }
    }

    private func remedies(
        _ exposure: Exposure, isLocal: Bool, _ targets: Targets, _ context: CheckContext
    ) -> [Remedy] {
        var remedies: [Remedy] = []
        if isLocal {
            remedies.append(
                .fix(
                    "let every node forward traffic to the endpoints (or run a ready endpoint on every node)",
                    context.patch(context.reference(exposure), ["spec": ["externalTrafficPolicy": "Cluster"]])))
        }
        if let node = targets.down.first {
            remedies.append(
                .inspect(
                    "find out why the node is NotReady; the CCM lists only Ready nodes",
                    context.kubectl("describe", ObjectReference(.tenant, node))))
        }
        return remedies
    }
}
