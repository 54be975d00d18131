import KubeLB
import Kubernetes
import Topology

/// KLC-G010: the tenant's Envoy reaches no node for a backend, or has no node for it.
struct G010NoNodeAnswers: Check {
    let documentation = CheckDocumentation(
        code: "G010",
        title: "Envoy reaches no node for a backend",
        severity: .error,
        explains: [.endpointNodes, .upstreams],
        hop: .nodePort,
        inputs: [.routes],
        optionalInputs: [
            .managementPods, .envoyMetrics, .tenantEndpointSlices, .addresses, .tenantNodes, .tenantPods,
            .tenantNetworkPolicies,
        ],
        causedBy: [
            "B001", "B002", "B005", "B007", "B008", "B011", "N001", "N002", "N003", "N004", "N006", "P002", "D007",
            "D017",
        ],
        meaning: """
            The tenant's Envoy checks each node at the node port of a backend, and none responds. A firewall blocks traffic \
            from the management cluster to the nodes, the node ports have changed, or Envoy has no addresses of nodes. With \
            externalTrafficPolicy Local only nodes with a ready pod respond: if none of them is in Addresses/default, none does. \
            A NetworkPolicy around the pods that admits pods only, such as those of an ingress controller of the tenant cluster, \
            drops what comes through the node ports.
            """,
        impact: "Requests for the backend are answered with 503.",
        mending: "Check the network between the two clusters, and the node ports of the backend.",
        examples: [
            .firesOnRoutes(.error, "no node responds", metrics: seen(total: 2, healthy: 0)),
            .firesOnRoutes(.error, "Envoy has no node", metrics: seen(total: 0, healthy: 0)),
            .firesOnRoutes(
                .warning, "the Ingress is 20 seconds old", "now: '2026-11-22T10:00:20Z'",
                metrics: seen(total: 2, healthy: 0)),
            .firesOnRoutes(
                .error, "the CCM lists one node, and the pods of a backend with policy Local run on the other one",
                local(node: "node-b")),
            .firesOnRoutes(
                .error, "the same, and the node does not respond", local(node: "node-b"),
                metrics: seen("api-site", total: 1, healthy: 0)),
            .firesOnRoutes(
                .error, "a NetworkPolicy admits only the namespace of a former ingress controller",
                policy(formerController),
                metrics: seen(total: 2, healthy: 0)),
            .firesOnRoutes(
                .error, "a NetworkPolicy admits any address, and no node responds",
                policy("{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}"), metrics: seen(total: 2, healthy: 0)),
            .silentOnRoutes(
                "such a NetworkPolicy, and the nodes respond", policy(formerController),
                metrics: seen(total: 2, healthy: 2)),
            .silentOnRoutes("the pods run on the node that the CCM lists", local(node: "node-a")),
            .silentOnRoutes("one of two nodes responds", metrics: seen(total: 2, healthy: 1)),
            .silentOnRoutes("there are no statistics"),
            .silentOnRoutes(
                "Envoy does not use node ports",
                "management: {configs.kubelb.k8c.io: {kubelb/default: {spec: {backendTransport: {mode: MTLS}}}}}",
                metrics: seen(total: 2, healthy: 0)),
        ])

    /// `service`: its name and that of the Ingress.
    private static func seen(
        _ service: String = "api-nodeport-site", total: Int, healthy: Int
    ) -> [String: String] {
        let cluster =
            "tenant-tenant-acme-route-shop-\(service)-svc-00000000-0000-4000-8000-000000000022-port-80-TCP"
        return MetricsExamples.envoys(
            MetricsExamples.envoy([
                MetricsExamples.Port(), MetricsExamples.Port(name: cluster, total: total, healthy: healthy),
            ]))
    }

    /// A NetworkPolicy around the pods of `shop/api`.
    private static func policy(_ rule: String) -> String {
        """
        tenant: {networkpolicies.networking.k8s.io: {shop/former: {spec: {podSelector: {matchLabels: {app: api}},
          policyTypes: [Ingress], ingress: [\(rule)]}}}}
        """
    }

    private static let formerController =
        "{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}], ports: [{port: 8080}]}"

    /// Service `shop/api` is of type NodePort with externalTrafficPolicy Local, its pods run on this node, and the CCM lists
    /// node-a alone.
    private static func local(node: String) -> String {
        """
        tenant:
          services: {shop/api-nodeport: null, shop/api: {spec: &spec {type: NodePort, externalTrafficPolicy: Local,
            ports: [{name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31090}]}}}
          endpointslices.discovery.k8s.io: {shop/api-1: {
            metadata: {labels: {kubernetes.io/service-name: api}}, ports: [{name: http, port: 8080, protocol: TCP}],
            endpoints: [{addresses: [10.244.2.6], nodeName: \(node), conditions: {ready: true}}]}}
        management:
          addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: 203.0.113.11}]}}}
          routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: {spec: {source: {kubernetes: {services: [
            {metadata: {name: api, namespace: shop}, spec: *spec}]}}}}}
        ---
        \(CheckExample.ccm("--enable-gateway-api=true, --max-node-address-count=1"))
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let diagnosis = NodePortDiagnosis(context)
        return context.topology.takenRoutes.compactMap { exposure in
            if let unlisted = withoutListedNode(exposure, context) { return unlisted }
            guard let broken = context.topology.upstreams(of: exposure).first(where: { $0.healthy == 0 }) else {
                return nil
            }
            let (severity, note) = context.routeSymptom(since: exposure.lastChange)
            let policy = broken.total == 0 ? nil : self.policy(behind: broken, exposure, diagnosis)
            return context.finding(
                severity,
                broken.total == 0
                    ? "The tenant's Envoy has no node for backend \(broken.backend) of \(exposure.source.reference)\(note)"
                    : "None of \(broken.total) nodes responds to the tenant's Envoy at the node port of backend \(broken.backend) of "
                        + "\(exposure.source.reference)\(note)\(policy?.sentence ?? "")",
                of: exposure, objects: policy?.objects ?? [],
                evidence: [
                    Evidence("Envoy cluster \(broken.cluster): healthy", "\(broken.healthy) of \(broken.total)"),
                    Evidence("Route: ports of \(broken.backend)", ports(of: broken.backend, exposure)),
                ] + (policy?.evidence ?? []),
                remedies: policy?.remedies ?? [
                    .fix(
                        "check that the pods listen on the targetPort, and that a firewall lets the management cluster reach the node port"
                    ),
                    .inspect("list the nodes and their addresses", context.listTenantNodes),
                    context.log(of: context.topology.manager),
                ])
        }
    }

    /// The NetworkPolicies of the tenant cluster around the pods behind a port that no node serves.
    private func policy(
        behind upstream: RouteUpstream, _ exposure: RouteExposure, _ diagnosis: NodePortDiagnosis
    ) -> NodePortCause? {
        guard let backend = exposure.backends.first(where: { $0.carried?.metadata.path == upstream.backend }),
            let service = backend.service.value,
            let port = service.ports.first(where: { upstream.cluster.hasSuffix("-port-\($0.port)-TCP") }),
            let number = (backend.slices.value ?? []).lazy.flatMap(\.ports)
                .first(where: { $0.name ?? "" == port.name ?? "" && $0.protocol == port.protocol })?.port
        else { return nil }
        return diagnosis.policy(around: service, number, port.protocol)
    }

    /// With externalTrafficPolicy Local no node that Envoy knows runs a pod of the backend.
    private func withoutListedNode(_ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        let topology = context.topology
        for backend in exposure.backends.uniqued(by: \.path) where backend.isWeighted {
            guard let service = backend.service.value, let nodes = topology.unlistedEndpointNodes(of: backend),
                !nodes.isEmpty
            else { continue }
            let unlisted = UnlistedNodes(nodes, context)
            let reference = ObjectReference(.tenant, service)
            let seen = topology.upstreams(of: exposure).first { $0.backend == backend.path }
            let (severity, note) = context.routeSymptom(since: exposure.lastChange)
            return context.finding(
                severity,
                "Backend \(backend.path) of \(exposure.source.reference) responds on no node that Envoy knows\(note): "
                    + unlisted.cause,
                of: exposure, objects: [reference] + unlisted.objects,
                evidence: unlisted.evidence(of: service)
                    + (seen.map {
                        [Evidence("Envoy cluster \($0.cluster): healthy", "\($0.healthy) of \($0.total)")]
                    } ?? []),
                remedies: unlisted.remedies(of: reference))
        }
        return nil
    }

    /// A node port refuses connections, too, if nobody listens at the targetPort behind it.
    private func ports(of backend: String, _ exposure: RouteExposure) -> String {
        let service = exposure.route.value?.services.first { $0.metadata.path == backend }
        let ports = (service?.ports ?? []).map { port in
            "node port \(port.nodePort.map { String($0) } ?? "not set"), targetPort \(port.targetPort.map { "\($0)" } ?? "not set")"
        }
        return ports.isEmpty ? "none" : ports.joined(separator: "; ")
    }
}
