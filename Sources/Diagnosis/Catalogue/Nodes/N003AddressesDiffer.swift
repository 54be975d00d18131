import KubeLB
import Kubernetes
import Topology

/// KLC-N003: Envoy knows other nodes than those that are Ready.
struct N003AddressesDiffer: Check {
    let documentation = CheckDocumentation(
        code: "N003",
        title: "Addresses/default differs from the Ready nodes",
        severity: .error,
        explains: [.nodeAddresses],
        hop: .addresses,
        inputs: [.addresses, .tenantNodes, .tenantDeployments],
        optionalInputs: [.configs, .ccmLogs],
        causedBy: [
            "A002", "R002", "R003", "T006", "C001", "C002", "C003", "C004", "C005", "C009", "C010", "C011", "C019",
            "C013",
            "T001",
            "T003", "T008", "N002",
        ],
        meaning: """
            Addresses/default should contain the addresses of exactly the Ready nodes. It lacks some of them, or lists \
            addresses that no Ready node has.
            """,
        impact: """
            Traffic does not reach the missing nodes, and connections to stale addresses are slow or lost until Envoy \
            removes them.
            """,
        mending: """
            The CCM writes the object whenever a node changes: check its log for the reason why it does not. If somebody \
            else wrote it, find out who, and let the CCM write it again.
            """,
        examples: [
            .fires(
                .warning, "a Ready node is missing",
                "management: {addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: 203.0.113.11}]}}}}"
            ),
            .fires(
                .warning, "a node that is not Ready is listed",
                """
                tenant: {nodes: {node-b: {status: {conditions: [{type: Ready, status: "False",
                  lastTransitionTime: "2026-11-22T11:30:00Z"}]}}}}
                """),
            .fires(
                .warning, "a node that is not Ready is listed by a CCM that lists all nodes",
                """
                tenant:
                  pods: {kubelb/kubelb-ccm-1: {spec: {containers: [{name: ccm, image: "quay.io/kubermatic/kubelb-ccm:v1.2.0"}]}}}
                  nodes: {node-b: {status: {conditions: [{type: Ready, status: Unknown,
                    lastTransitionTime: "2026-11-22T11:30:00Z"}]}}}
                """),
            .fires(
                .info, "a node became Ready ten seconds ago",
                """
                tenant: {nodes: {node-b: {status: {conditions: [{type: Ready, status: "True",
                  lastTransitionTime: "2026-11-22T11:59:50Z"}]}}}}
                management: {addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: 203.0.113.11}]}}}}
                """),
            .fires(
                .error, "somebody wrote addresses by hand that no node has",
                """
                management: {addresses.kubelb.k8c.io: {tenant-acme/default: {metadata: {managedFields: [
                  {manager: kubectl-patch, operation: Update, time: "2026-11-22T11:00:00Z",
                    fieldsV1: {"f:spec": {"f:addresses": {}}}}]}, spec: {addresses: [{ip: 192.0.2.31}, {ip: 192.0.2.32}]}}}}
                """),
            .silent(
                "the CCM selects nodes, and these are some of them",
                """
                tenant: {deployments.apps: {\(CCMExamples.deployment("--cluster-name=acme", "--max-node-address-count=1"))}}
                management: {addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: 203.0.113.11}]}}}}
                """),
            .silent(
                "another order",
                """
                management: {addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: 203.0.113.12},
                  {ip: 203.0.113.11}]}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let addresses = topology.defaultAddresses.value, !addresses.addresses.isEmpty,
            let nodes = topology.nodes.value,
            let settings = topology.settings.value ?? assumedSettings(addresses.addresses, nodes, topology),
            !settings.convertsIngressOnly
        else { return [] }
        let difference = Difference(listed: addresses.addresses, nodes: nodes, settings: settings)
        guard !difference.isEmpty else { return [] }
        let isYoung = difference.isYoung(at: context.now)
        // Envoy does not use them in mTLS mode, nor where each LoadBalancer holds its own.
        guard topology.config.value?.usesNodePorts != false else { return [] }
        let isUnused = !settings.isCloudProviderEnabled
        let foreign = topology.foreignAddressesWrite
        let failure = foreign == nil ? AddressesWriteError(context) : nil
        let isUseless = (foreign != nil || failure != nil) && difference.stale.count == addresses.addresses.count
        let severity: Severity =
            isYoung || isUnused || settings.selectsNodes ? .info : isUseless ? .error : .warning
        let reference = addresses.reference
        let rival = foreign == nil ? otherCCM(writing: addresses.addresses, nodes, context) : nil
        let note =
            isYoung
            ? " (nodes changed seconds ago)"
            : foreign.map { ". \($0.manager) wrote it, not the CCM" } ?? failure.map { ". \($0.sentence)" }
                ?? rival.map {
                    ". That is what the CCM of \($0.metadata.path) writes, which has another --node-address-type"
                } ?? ""
        var finding = Finding(
            severity, "\(reference) \(difference.summary)\(note)",
            objects: [ObjectReference(.management, addresses)]
                + difference.nodes.prefix(4).map { ObjectReference(.tenant, $0) },
            evidence: difference.evidence(reference, addresses) + (failure.map { [$0.evidence] } ?? []),
            remedies: severity == .info
                ? []
                : foreign.map { rewrite(nodes, $0.manager, context) } ?? failure?.remedies(addresses)
                    ?? remediesForUnready(difference, context) ?? [
                        context.restart(
                            topology.ccm,
                            topology.has(.addressesRetry)
                                ? " so that it writes the list again"
                                : ": before v1.5 it does not write the list again after a conflict until a node changes"
                        ),
                        context.log(of: topology.ccm),
                    ])
        finding.suspects = (rival != nil ? ["C016"] : []) + (failure?.suspects ?? [])
        // Envoy sends UDP to every address listed, and TCP until a health check has failed.
        finding.concernsEveryService = true
        return [finding]
    }
}

extension N003AddressesDiffer {
    /// Without a Deployment of the CCM, that of a CCM which wrote the list while all of these nodes were Ready: only what it would
    /// remove now is a difference.
    private func assumedSettings(_ listed: [String], _ nodes: [Node], _ topology: Topology) -> CCMSettings? {
        guard case .absent = topology.deployment(of: topology.ccm) else { return nil }
        return ["ExternalIP", "InternalIP", "Hostname"].lazy.compactMap { type -> CCMSettings? in
            var settings = CCMSettings()
            settings.nodeAddressType = type
            let all = Set(nodes.flatMap { $0.addresses(ofType: type) })
            let ready = Set(nodes.filter(\.isReady).flatMap { $0.addresses(ofType: type) })
            return all.isSuperset(of: listed) && ready.isSubset(of: listed) ? settings : nil
        }.first
    }

    /// Another CCM that is at work here, and whose settings lead to exactly this list.
    private func otherCCM(writing listed: [String], _ nodes: [Node], _ context: CheckContext) -> Deployment? {
        let topology = context.topology
        let own = topology.deployment(of: topology.ccm).value?.metadata.path
        return (topology.deployments(of: topology.ccm).value ?? []).first { deployment in
            guard deployment.metadata.path != own, deployment.state.desired > 0,
                let settings = topology.ccm.settings(of: deployment)
            else { return false }
            let written = nodes.filter(\.isReady).flatMap { $0.addresses(ofType: settings.nodeAddressType) }
            return !written.isEmpty && Set(written) == Set(listed)
        }
    }

    /// Old versions of the CCM list nodes that are not Ready as well: then it does what it should, and the nodes are the fault.
    private func remediesForUnready(_ difference: Difference, _ context: CheckContext) -> [Remedy]? {
        guard difference.isUnreadyOnly, !context.topology.has(.readyNodesOnly), let first = difference.unready.first
        else { return nil }
        return [
            .fix("repair the node, or remove it from the cluster"),
            .fix("upgrade KubeLB: since v1.1.6 and v1.2.1 the CCM does not list nodes that are not Ready"),
            .inspect("inspect the node", context.kubectl("describe", ObjectReference(.tenant, first.node))),
        ]
    }

    /// The CCM compares the list with the nodes at every event of a Node.
    private func rewrite(_ nodes: [Node], _ manager: String, _ context: CheckContext) -> [Remedy] {
        let name = nodes.map(\.metadata.name).min() ?? ""
        return [
            .fix(
                "touch a node so that the CCM writes the list again",
                context.touch(ObjectReference(.tenant, kind: Node.kind, name: name))),
            .then(
                "if it is overwritten again, stop \(manager) from writing it: GitOps tools must not manage Addresses"),
        ]
    }
}

/// What Addresses lacks, and what it has too much.
private struct Difference {
    private var missing: [String] = []
    /// Listed, and no address that the CCM would write for a Ready node.
    var stale: [String] { ownerless + unready.map(\.address) + foreign }
    /// The nodes whose addresses are at variance.
    private(set) var nodes: [Node] = []
    /// Those that no node of the cluster has.
    private var ownerless: [String] = []
    private(set) var unready: [(address: String, node: Node)] = []
    /// Those of Ready nodes that are of another type.
    private var foreign: [String] = []

    init(listed: [String], nodes all: [Node], settings: CCMSettings) {
        let type = settings.nodeAddressType
        var owners: [String: Node] = [:]
        var ready = Set<String>()
        var expected: [(address: String, node: Node)] = []
        for node in all {
            for address in node.addresses { owners[address.address] = node }
            guard node.isReady else { continue }
            for address in node.addresses(ofType: type) {
                ready.insert(address)
                // The CCM passes over what is no IP, except for host names.
                if type == "Hostname" || Self.isIP(address) { expected.append((address, node)) }
            }
        }
        let present = Set(listed)
        var involved: [String: Node] = [:]
        if !settings.selectsNodes {
            for (address, node) in expected where !present.contains(address) {
                missing.append(address)
                involved[node.metadata.name] = node
            }
        }
        for address in listed where !ready.contains(address) {
            guard let node = owners[address] else {
                ownerless.append(address)
                continue
            }
            involved[node.metadata.name] = node
            if node.isReady { foreign.append(address) } else { unready.append((address, node)) }
        }
        missing = missing.uniqued().sorted()
        nodes = involved.values.sorted { $0.metadata.name < $1.metadata.name }
    }

    var isEmpty: Bool { missing.isEmpty && stale.isEmpty }
    var isUnreadyOnly: Bool { missing.isEmpty && ownerless.isEmpty && foreign.isEmpty }

    var summary: String {
        var parts: [String] = []
        if !missing.isEmpty {
            parts.append(
                "lacks \(ServiceWords.count(missing.count, "address")) of Ready nodes: \(NodeWords.list(missing))")
        }
        if !ownerless.isEmpty {
            parts.append(
                "lists \(ServiceWords.count(ownerless.count, "address")) that no node has: \(NodeWords.list(ownerless))"
            )
        }
        if !unready.isEmpty {
            parts.append("lists " + ServiceWords.list(unready.map { "\($0.address) of \(Self.words($0.node))" }))
        }
        if !foreign.isEmpty {
            parts.append(
                "lists \(ServiceWords.count(foreign.count, "address")) of another type than the CCM writes: \(NodeWords.list(foreign))"
            )
        }
        return parts.joined(separator: "; it ")
    }

    private static func words(_ node: Node) -> String { "node \(node.metadata.name), which is not Ready" }

    /// Whether every node concerned changed so lately that the CCM may not have followed yet.
    func isYoung(at now: Timestamp) -> Bool {
        ownerless.isEmpty && !nodes.isEmpty
            && nodes.allSatisfy { node in
                NodeWords.changed(node).map { now.seconds(since: $0) < CheckContext.grace } ?? false
            }
    }

    func evidence(_ reference: String, _ addresses: Addresses) -> [Evidence] {
        let last = addresses.metadata.lastWrite(of: "spec.addresses")
        let written = last?.time ?? addresses.metadata.managedFields.compactMap(\.time).max()
        let writer = last.map { [Evidence("\(reference): field manager", $0.manager, at: $0.time)] } ?? []
        return writer + [Evidence("\(reference): spec.addresses", NodeWords.list(addresses.addresses), at: written)]
            + nodes.prefix(4).map { node in
                node.evidence(
                    "Ready",
                    [node.readyCondition?.status ?? "unknown", node.readyCondition?.reason ?? ""]
                        .filter { !$0.isEmpty }.joined(separator: ", "),
                    at: node.readyCondition?.lastTransitionTime)
            }
    }

    private static func isIP(_ text: String) -> Bool {
        text.contains(":") || (!text.isEmpty && text.allSatisfy { $0 == "." || ($0.isASCII && $0.isNumber) })
    }
}
