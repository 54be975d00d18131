import KubeLB
import Kubernetes
import Topology

/// Finds out why node ports do not answer, by what both clusters show. One for all targets of a check: it reads whole lists.
struct NodePortDiagnosis {
    let context: CheckContext
    let pods: PodIndex?
    /// Of the tenant cluster, by their namespaces.
    let policies: [String: [NetworkPolicy]]
    private let components: [String: [Pod]]
    let common = Common()

    /// What is the same for all targets and read from logs; nil as long as nobody has asked for it.
    final class Common {
        var cilium: CiliumNodePorts??
        var staleProxy: NodePortCause??
    }

    init(_ context: CheckContext) {
        self.context = context
        let topology = context.topology
        pods = PodIndex(topology)
        policies = Dictionary(grouping: topology.list(.tenant, NetworkPolicy.self).value?.items ?? []) {
            $0.metadata.namespace
        }
        components = topology.nodeComponents
    }

    /// Why none of the targets answers. `isWhole`: no other node answers at these ports.
    func cause(of targets: [NodePortTarget], isSilent: Bool?, isWhole: Bool = true) -> NodePortCause {
        family(of: targets) ?? foreignProxy(of: targets) ?? (isWhole ? outOfRange(targets) : nil) ?? component(
            of: targets) ?? reported(of: targets)
            ?? (isSilent == true ? nil : unloadedRules(of: targets))
            ?? (isWhole ? overlap(of: targets) : nil)
            ?? (isWhole || isSilent == true ? egressPolicy(of: targets) ?? policy(of: targets) : nil)
            ?? (isWhole && isSilent != false ? globalPolicy(of: targets) : nil)
            ?? (isWhole ? sharedAddress(of: targets) : nil)
            ?? (isWhole && isSilent != false ? addressType(of: targets) : nil)
            ?? symptom(of: targets, isSilent: isSilent, isWhole: isWhole)
    }

    // MARK: Address families

    func family(of targets: [NodePortTarget]) -> NodePortCause? {
        let envoys = context.topology.envoys.map(\.pod)
        let envoy = AddressFamily.all(of: envoys.flatMap { $0.podIPs.isEmpty ? [$0.podIP ?? ""] : $0.podIPs })
        let nodes = AddressFamily.all(of: targets.flatMap(\.nodes).map(\.address))
        guard !envoy.isEmpty, !nodes.isEmpty, let first = targets.first else { return nil }
        let common = envoy.intersection(nodes)
        let listed = targets.flatMap(\.nodes).map(\.address).uniqued()
        let evidence = [
            Evidence("addresses of the Envoy pods", ServiceWords.list(envoys.flatMap(\.podIPs).uniqued())),
            Evidence("addresses of the nodes", ServiceWords.list(listed)),
        ]
        if common.isEmpty, let one = envoy.first, let other = nodes.first {
            var remedies: [Remedy] = []
            if let type = otherType(having: one, of: targets) {
                remedies.append(use(type, " which are of family \(one.rawValue)"))
            }
            return NodePortCause(
                kind: .family,
                words: Self.disjoint(one, other), evidence: evidence,
                remedies: remedies + Self.addFamily(one, other) + [
                    .inspect("list the addresses of the nodes", context.listTenantNodes)
                ])
        }
        // kube-proxy serves the node port of a Service in the Service's families only.
        let services = targets.map { Set($0.exposure.service.ipFamilies.compactMap { AddressFamily(rawValue: $0) }) }
        guard services.allSatisfy({ !$0.isEmpty && $0.isDisjoint(with: common) }), let usable = common.first,
            let own = services.first?.first
        else { return nil }
        return NodePortCause(
            kind: .family,
            words: "Envoy can use \(usable.rawValue) node addresses only, but node ports of the Service respond over "
                + "\(own.rawValue) only",
            evidence: evidence + [
                first.exposure.service.evidence(
                    "spec.ipFamilies",
                    first.exposure.service.ipFamilies.joined(separator: ", "))
            ],
            remedies: [
                .fix(
                    "give the Service the family \(usable.rawValue), if the tenant cluster is dual-stack",
                    context.patch(
                        context.reference(first.exposure), ["spec": ["ipFamilyPolicy": "PreferDualStack"]])),
                .inspect("list the addresses of the nodes", context.listTenantNodes),
            ])
    }

    // MARK: Addresses

    /// Several nodes report one address, as virtual machines behind a NAT of their own do: it leads to none of them.
    private func sharedAddress(of targets: [NodePortTarget]) -> NodePortCause? {
        let listed = Set(targets.flatMap(\.nodes).map(\.address))
        let nodes = context.topology.nodes.value ?? []
        let owners = listed.map { address in
            (address, nodes.filter { node in node.addresses.contains { $0.address == address } })
        }
        guard let (address, sharing) = owners.filter({ $0.1.count > 1 }).min(by: { $0.0 < $1.0 }) else { return nil }
        let names = NodeWords.list(sharing.map(\.metadata.name))
        return NodePortCause(
            kind: .sharedAddress,
            words: "the nodes \(names) all have the same address \(address), which probably leads to none of them",
            objects: sharing.prefix(4).map { ObjectReference(.tenant, $0) },
            evidence: sharing.prefix(4).map { node in
                node.evidence(
                    "status.addresses", node.addresses.map { "\($0.type) \($0.address)" }.joined(separator: ", "))
            },
            remedies: [
                .fix("give each kubelet an address of its own that the management cluster reaches: --node-ip"),
                .inspect("list the addresses of the nodes", context.listTenantNodes),
            ])
    }

    // MARK: What runs on the nodes

    private func component(of targets: [NodePortTarget]) -> NodePortCause? {
        let nodes = targets.flatMap(\.nodes).map(\.name).uniqued()
        for (title, pods) in components.sorted(by: { $0.key > $1.key }) {
            let byNode = Dictionary(grouping: pods) { $0.spec.nodeName ?? "" }
            guard !nodes.isEmpty, nodes.allSatisfy({ byNode[$0]?.contains(where: \.isReady) != true }) else { continue }
            return component(title, nodes, nodes.flatMap { byNode[$0] ?? [] })
        }
        return nil
    }

    private func component(_ title: String, _ nodes: [String], _ pods: [Pod]) -> NodePortCause {
        let words = "\(title) is not running on \(NodeWords.list(nodes))"
        guard let pod = pods.first else {
            return NodePortCause(
                kind: .component, words: words + ": no pod of it is there",
                evidence: [Evidence("pods of \(title) on \(NodeWords.list(nodes))", "none")],
                remedies: [
                    .fix("let \(title) run on every node: check the node selector and tolerations of its DaemonSet"),
                    .inspect("list the pods of the node", context.podsOfTenantNode(nodes[0])),
                ])
        }
        let problem = PodProblem(pod)
        let last = pods.lazy.compactMap(lastWords).first
        return NodePortCause(
            kind: .component,
            words: "\(words): \(problem.summary)" + (last.map { ", and its log ends with: \($0.text)" } ?? ""),
            objects: pods.prefix(3).map { ObjectReference(.tenant, $0) },
            evidence: pods.prefix(3).map { Evidence($0.reference, PodProblem($0).summary) }
                + (last.map { [Evidence("log of \($0.pod.metadata.path)", $0.text)] } ?? []),
            remedies: (last.flatMap { HostLimit($0.text) }.map { [$0.remedy] } ?? [])
                + problem.remedies(of: "\(title) on the node\(nodes.count == 1 ? "" : "s")", .tenant, context))
    }

    /// What a container of a component logged last before it ended.
    private func lastWords(of pod: Pod) -> (pod: Pod, text: String)? {
        guard let container = pod.containerStatuses.first(where: \.isCrashLooping)?.name,
            let words = context.topology.lastWords(of: container, in: pod)
        else { return nil }
        return (pod, ErrorDigest.text(of: words))
    }

    /// What serves node ports runs on none of the nodes: they still forward those that it opened before, and no others.
    func stoppedProxy(of targets: [NodePortTarget]) -> NodePortCause? {
        let nodes = targets.flatMap(\.nodes).map(\.name).uniqued()
        for title in [SystemComponent.kubeProxyTitle, SystemComponent.cilium.title] {
            let byNode = Dictionary(grouping: components[title] ?? []) { $0.spec.nodeName ?? "" }
            guard !nodes.isEmpty, nodes.allSatisfy({ byNode[$0].map { !$0.contains(where: \.isReady) } ?? false })
            else {
                continue
            }
            var cause = component(title, nodes, nodes.flatMap { byNode[$0] ?? [] })
            cause.words += ". The nodes serve only node ports that it opened before"
            return cause
        }
        return nil
    }

    // MARK: Types of addresses

    private func addressType(of targets: [NodePortTarget]) -> NodePortCause? {
        guard let used = context.topology.settings.value?.nodeAddressType, used == "InternalIP",
            let other = otherType(having: nil, of: targets), other == "ExternalIP"
        else { return nil }
        return NodePortCause(
            kind: .addressType,
            words:
                "The CCM lists addresses of type \(used), which may be unreachable from another network; the nodes have "
                + "addresses of type \(other), too",
            evidence: [Evidence("CCM: --node-address-type", used)],
            remedies: [use(other)] + openFirewall(targets))
    }

    /// A type of addresses that the CCM does not list and that each node has, in a family if one is named.
    func otherType(having family: AddressFamily?, of targets: [NodePortTarget]) -> String? {
        let names = Set(targets.flatMap(\.nodes).map(\.name))
        let nodes = (context.topology.nodes.value ?? []).filter { names.contains($0.metadata.name) }
        let listed = Set(targets.flatMap(\.nodes).map(\.address))
        return NodeAddressTypes.all.first { type in
            type != "Hostname"
                && nodes.allSatisfy { node in
                    node.addresses(ofType: type).contains { address in
                        !listed.contains(address)
                            && (family == nil || AddressFamily.all(of: [address]).first == family)
                    }
                }
        }
    }

    func use(_ type: String, _ note: String = "") -> Remedy {
        .fix(
            "let the CCM list the nodes' addresses of type \(type)\(note)",
            context.set("kubelb.nodeAddressType", HelmValue(type), of: context.topology.ccm), risk: .restart)
    }

    // MARK: Symptoms

    private func symptom(of targets: [NodePortTarget], isSilent: Bool?, isWhole: Bool) -> NodePortCause {
        let nodes = targets.flatMap(\.nodes).map(\.name).uniqued()
        let it = nodes.count == 1 ? "The node" : "The nodes"
        switch isSilent {
        case true?:
            let other = isWhole ? otherType(having: nil, of: targets) : nil
            return NodePortCause(
                kind: .silent,
                words:
                    "\(it) \(nodes.count == 1 ? "does" : "do") not respond: connections time out, as behind a firewall or without a route",
                remedies: openFirewall(targets)
                    + (other.map { [use($0, " if the Envoy pods can reach those")] } ?? []))
        case false? where isWhole && nodes.count > 1 && nodes.allSatisfy { runs("kube-proxy", on: $0) }:
            return NodePortCause(
                kind: .refused,
                words:
                    "The nodes refuse the connections, although kube-proxy runs on all of them: its nodePortAddresses may "
                    + "exclude these addresses",
                remedies: [
                    .fix(
                        "let kube-proxy serve node ports at these addresses: set nodePortAddresses to a range that includes "
                            + "them, and restart kube-proxy; in nftables mode the default is the nodes' primary addresses"
                    )
                ] + (otherType(having: nil, of: targets).map { [use($0, " if kube-proxy serves those")] } ?? [])
                    + serveNodePorts(nodes))
        case false?
        where isWhole && (components["kube-proxy"] ?? []).isEmpty && nodes.allSatisfy { runs("Cilium", on: $0) }:
            return NodePortCause(
                kind: .refused,
                words:
                    "\(it) \(nodes.count == 1 ? "refuses" : "refuse") the connections: Cilium runs there and no kube-proxy "
                    + "pod, so Cilium does not replace kube-proxy, or not at these addresses",
                remedies: [
                    .fix(
                        "set kubeProxyReplacement to true in the Helm values of Cilium, and let its devices include those of "
                            + "these addresses; or deploy kube-proxy"),
                    .inspect(
                        "check Cilium's settings",
                        context.kubectl(.tenant, "-n kube-system get configmap cilium-config -o yaml")
                            .piped(into: ShellCommand("grep -E \("kube-proxy-replacement|node-port|devices")"))),
                ])
        case false?:
            return NodePortCause(
                kind: .refused,
                words:
                    "\(it) \(nodes.count == 1 ? "refuses" : "refuse") the connections, so no firewall blocks them, but "
                    + "nothing serves the node ports",
                remedies: serveNodePorts(nodes))
        case nil:
            return NodePortCause(
                kind: .unknown, words: "",
                remedies: openFirewall(targets)
                    + [
                        .inspect(
                            "if the connections are refused, check what serves node ports on the node: kube-proxy or "
                                + "its replacement", context.podsOfTenantNode(nodes.first ?? ""))
                    ])
        }
    }

    private func openFirewall(_ targets: [NodePortTarget]) -> [Remedy] {
        let endpoints = ServiceWords.list(targets.flatMap(\.endpoints).uniqued(), limit: 10)
        let namespace = context.topology.tenantNamespace ?? ""
        return [
            .fix("allow connections from the nodes of the Envoy pods to \(endpoints)"),
            .inspect("list the Envoy pods and their nodes", context.listEnvoyPods(namespace: namespace)),
            .inspect("check that the listed addresses are reachable from there", context.listTenantNodes),
        ]
    }

    private func serveNodePorts(_ nodes: [String]) -> [Remedy] {
        let proxies = components["kube-proxy"] ?? []
        let own = proxies.filter { nodes.contains($0.spec.nodeName ?? "") }
        guard let proxy = own.first else {
            return [.inspect("check what serves node ports on the node", context.podsOfTenantNode(nodes.first ?? ""))]
        }
        return [
            .fix(
                "restart kube-proxy on \(proxy.spec.nodeName ?? "the node"), where it runs but does not serve the ports",
                context.kubectl("delete", ObjectReference(.tenant, proxy)), risk: .restart),
            showProxyConfiguration,
        ]
    }

    private func runs(_ title: String, on node: String) -> Bool {
        (components[title] ?? []).contains { $0.spec.nodeName == node && $0.isReady }
    }

    private var showProxyConfiguration: Remedy {
        .inspect(
            "check that kube-proxy serves these addresses: nodePortAddresses may exclude them, and in nftables mode it "
                + "serves the nodes' primary addresses only",
            context.kubectl(
                .tenant,
                "-n \(components["kube-proxy"]?.first?.metadata.namespace ?? "kube-system") get configmap kube-proxy -o yaml"
            ).piped(into: ShellCommand("grep -iE \("mode:|nodePortAddresses")")))
    }
}
