import KubeLB
import Kubernetes
import Topology

/// KLC-N010: the management cluster reaches nodes at one of their addresses and not at another that is listed.
struct N010AddressesUnreachable: Check {
    let documentation = CheckDocumentation(
        code: "N010",
        title: "Some addresses of the nodes are unreachable",
        severity: .warning,
        explains: [.probes],
        hop: .nodePort,
        inputs: [.loadBalancers, .managementPods, .envoyMetrics, .envoyHosts, .addresses, .tenantNodes],
        optionalInputs: [.tenantStates, .configs],
        causedBy: ["N003", "T008"],
        meaning: """
            The CCM lists every address of its type that a node has, such as that of a storage network. \
            Envoy's health checks of TCP ports show that it reaches the nodes at some of these addresses and not at others of \
            the same family.
            """,
        impact: """
            TCP goes to the other addresses. UDP has no health checks, so datagrams that Envoy sends to these addresses are \
            lost.
            """,
        mending: """
            Let the kubelets report only the address at which the management cluster reaches the node (--node-ip), let the CCM \
            list addresses of another type, or open the path to these addresses.
            """,
        examples: [
            .fires(
                .warning, "those of the storage network are silent, and the Service has a UDP port",
                nodes + "---\n" + D019UDPUnanswered.udp(), metrics: seen(failing: ["172.31.250.11", "172.31.250.12"])),
            .fires(
                .info, "the Service has TCP ports only", nodes,
                metrics: seen(failing: ["172.31.250.11", "172.31.250.12"])),
            .silent(
                "both addresses of both nodes answer", nodes + "---\n" + D019UDPUnanswered.udp(),
                metrics: seen(failing: [])),
            .silent(
                "no address of one node answers, which is another finding", nodes + "---\n" + D019UDPUnanswered.udp(),
                metrics: seen(failing: ["203.0.113.12", "172.31.250.12"])),
            .silent(
                "they are of another family, which the Service may lack",
                nodes.replacing("172.31.250.", with: "2001:db8::") + "---\n" + D019UDPUnanswered.udp(),
                metrics: seen("2001:db8::", failing: ["2001:db8::11", "2001:db8::12"])),
            .silent("the nodes have one address each", metrics: NodeExamples.half(.silent)),
            .silent(
                "the Envoy pods started ten seconds ago", nodes + "---\n" + D019UDPUnanswered.udp(),
                metrics: seen(failing: ["172.31.250.11", "172.31.250.12"], uptime: 10)),
        ])

    private static let nodes = """
        tenant: {nodes: {
          node-a: {status: {addresses: [{type: ExternalIP, address: "203.0.113.11"}, {type: ExternalIP, address: "172.31.250.11"}]}},
          node-b: {status: {addresses: [{type: ExternalIP, address: "203.0.113.12"}, {type: ExternalIP, address: "172.31.250.12"}]}}}}
        management: {addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: "203.0.113.11"},
          {ip: "203.0.113.12"}, {ip: "172.31.250.11"}, {ip: "172.31.250.12"}]}}}}

        """

    private static func seen(
        _ network: String = "172.31.250.", failing: [String], uptime: Int = 3600
    ) -> [String: String] {
        let addresses = ["203.0.113.11", "203.0.113.12", network + "11", network + "12"]
        let page = MetricsExamples.envoy(
            [
                MetricsExamples.Port(total: 4, healthy: 4 - failing.count),
                MetricsExamples.Port(name: MetricsExamples.port("UDP", 31053), total: 4, healthy: 4),
            ], uptime: uptime)
        let failures = Dictionary(failing.map { ($0, MetricsExamples.Failure.silent) }) { first, _ in first }
        return MetricsExamples.envoys(page)
            .merging(MetricsExamples.hosts(addresses, failing: failures)) { first, _ in first }
    }

    /// A node that is reached, and its addresses at which it is not.
    private struct Partial {
        let name: String
        let lost: [String]
    }

    func findings(in context: CheckContext) -> [Finding] {
        let listed = (context.topology.listedNodes ?? []).filter(\.isReady)
        let addresses = Dictionary(grouping: listed, by: \.name).mapValues { $0.map(\.address).uniqued() }
        guard addresses.values.contains(where: { $0.count > 1 }) else { return [] }
        let services = context.seenServices
        let views = services.flatMap(\.ports).filter(\.isChecked).flatMap { port in port.views.map { (port, $0) } }
        var answering: Set<String> = []
        var failing: Set<String> = []
        for (port, view) in views {
            guard let page = context.topology.hosts(of: view.pod) else { continue }
            for host in port.upstream.clusters.flatMap({ page.clusters[$0] ?? [] }) {
                if host.hasFailed { failing.insert(host.address) } else { answering.insert(host.address) }
            }
        }
        failing.subtract(answering)
        let partial = addresses.sorted { $0.key < $1.key }.compactMap { name, own -> Partial? in
            let families = AddressFamily.all(of: own.filter(answering.contains))
            let lost = own.filter { failing.contains($0) && !families.isDisjoint(with: AddressFamily.all(of: [$0])) }
            return lost.isEmpty ? nil : Partial(name: name, lost: lost)
        }
        guard !partial.isEmpty else { return [] }
        let unchecked = services.map { service in
            (exposure: service.exposure, ports: service.ports.filter { !$0.isChecked && !$0.isCheckedOverTCP })
        }.filter { !$0.ports.isEmpty }
        let since = views.map { context.start(of: $0.1) }.max()
        let (age, note, isStarting) = context.statisticsSymptom(since: since, of: unchecked.map(\.exposure))
        guard !isStarting else { return [] }
        let severity: Severity = unchecked.isEmpty || context.mayBypassNodePorts ? .info : min(age, .warning)
        return [finding(severity, note, partial, listed, unchecked.map(\.exposure), views[0].1.pod, context)]
    }

    private func finding(
        _ severity: Severity, _ note: String, _ partial: [Partial], _ listed: [ListedNode], _ unchecked: [Exposure],
        _ envoy: Pod, _ context: CheckContext
    ) -> Finding {
        let lost = partial.flatMap(\.lost)
        let all = Set(listed.map(\.address)).count
        let type = context.topology.settings.value?.nodeAddressType
        let services = unchecked.map(\.service.reference)
        let effect =
            unchecked.isEmpty
            ? "TCP goes to the others"
            : "UDP has no health checks: \(ServiceWords.list(services)) \(services.count == 1 ? "loses" : "lose") the datagrams "
                + "that Envoy sends there"
        let reference = ObjectReference(
            .management, kind: Addresses.kind, namespace: context.topology.tenantNamespace ?? "",
            name: KubeLBNames.defaultAddresses)
        return Finding(
            severity,
            "Envoy reaches \(ServiceWords.count(partial.count, "node")) at some of their listed addresses only: "
                + "\(lost.count) of \(ServiceWords.count(all, "address")) in Addresses/default "
                + "\(lost.count == 1 ? "does" : "do") not answer (\(ServiceWords.list(lost, limit: 8)))\(note). \(effect)",
            objects: [reference] + unchecked.prefix(5).map { context.reference($0) },
            evidence: partial.prefix(4).map { node in
                Evidence(
                    "\(EnvoyWords.source(envoy)): hosts of node \(node.name)",
                    "failed health checks at \(ServiceWords.list(node.lost)), passed at another address")
            } + (type.map { [Evidence("CCM: --node-address-type", $0)] } ?? []),
            remedies: remedies(partial, listed, type, context))
    }

    private func remedies(
        _ partial: [Partial], _ listed: [ListedNode], _ type: String?, _ context: CheckContext
    ) -> [Remedy] {
        let names = Set(partial.map(\.name))
        let nodes = (context.topology.nodes.value ?? []).filter { names.contains($0.metadata.name) }
        let known = Set(listed.map(\.address))
        let other = NodeAddressTypes.all.first { other in
            other != "Hostname" && other != type
                && nodes.allSatisfy { node in node.addresses(ofType: other).contains { !known.contains($0) } }
        }
        return [
            .fix(
                "let the kubelets of these nodes report only the address that the management cluster reaches: --node-ip, in RKE2 and "
                    + "K3s node-ip")
        ]
            + (other.map {
                [
                    .fix(
                        "or let the CCM list the nodes' addresses of type \($0)",
                        context.set("kubelb.nodeAddressType", HelmValue($0), of: context.topology.ccm), risk: .restart)
                ]
            } ?? []) + [
                .fix("or let the management cluster reach these addresses: routes and firewalls"),
                .inspect("list the nodes with their addresses", context.kubectl(.tenant, "get nodes -o wide")),
            ]
    }
}
