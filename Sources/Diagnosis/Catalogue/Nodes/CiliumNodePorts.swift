import Characters
import KubeLB
import Kubernetes
import Topology

/// The node ports that Cilium serves on the tenant's nodes in place of kube-proxy: those of a range of its own, whichever the API
/// server allocates.
struct CiliumNodePorts {
    private let range: ClosedRange<Int>
    /// Whether nothing sets it.
    private let isDefault: Bool
    /// What the ConfigMap has, if the agents were started with another range.
    private let newer: ClosedRange<Int>?
    private let map: ObjectReference
    private let agents: ObjectReference
    let evidence: [Evidence]

    private static let flag = "node-port-range"

    /// nil if Cilium does not replace kube-proxy there, or if that or the range is unknown.
    init?(_ context: CheckContext) {
        let topology = context.topology
        let maps = topology.list(.tenant, ConfigMap.self).value?.items ?? []
        guard let agent = topology.ciliumAgents.first,
            topology.systemPods(.tenant, SystemComponent.kubeProxy).isEmpty
        else { return nil }
        let namespace = agent.metadata.namespace
        let map = maps.first {
            $0.metadata.name == Topology.ciliumConfigMap && $0.metadata.namespace == namespace && !$0.keys.isEmpty
        }
        let started = AgentArguments(agent, topology.logOfCilium)
        let replacement = started.value("kube-proxy-replacement")?.text ?? map?.kubeProxyReplacement
        let servesNodePorts =
            started.value("enable-node-port")?.text == "true"
            || map?.switches["enable-node-port"] == true
        guard ["true", "strict", "probe"].contains(replacement ?? "") || servesNodePorts else { return nil }
        let configured = map?.nodePortRange
        let given = started.value(Self.flag)
        // A value that cannot be read, such as one that was redacted, is no default.
        guard given != nil || map != nil,
            let range = (given?.text ?? configured).map(Self.range) ?? Topology.usualNodePorts
        else { return nil }
        self.range = range
        isDefault = range == Topology.usualNodePorts && configured == nil
        newer = given?.isLogged == true ? configured.flatMap(Self.range).flatMap { $0 == range ? nil : $0 } : nil
        self.map = ObjectReference(
            .tenant, kind: ConfigMap.kind, namespace: namespace, name: Topology.ciliumConfigMap)
        agents = ObjectReference(
            .tenant, kind: DaemonSet.kind, namespace: namespace,
            name: agent.metadata.owners.first { $0.kind == DaemonSet.kind }?.name ?? "cilium")
        evidence =
            (given.map { [$0.evidence] } ?? [])
            + (map.map { [$0.evidence("data[\(Self.flag)]", configured ?? "not set")] } ?? [])
            + (replacement.map { [Evidence("Cilium of the tenant cluster: kube-proxy-replacement", $0)] } ?? [])
    }

    /// `30000,32767`, also with another separator.
    private static func range(_ text: String) -> ClosedRange<Int>? {
        let numbers = text.split { !("0"..."9").contains($0) }.map { Int($0) }
        guard numbers.count == 2, let first = numbers[0], let last = numbers[1], first <= last else { return nil }
        return first...last
    }

    private static func words(_ range: ClosedRange<Int>) -> String { "\(range.lowerBound)-\(range.upperBound)" }

    func serves(_ port: Int) -> Bool { range.contains(port) }

    /// That ports are outside of the range.
    func sentence(_ ports: [Int]) -> String {
        let all = ports.uniqued()
        let set = newer.map {
            ": \(map.description) sets \(Self.words($0)), and the agents have not been restarted since"
        }
        return "Cilium replaces kube-proxy in the tenant cluster and serves node ports of its range only, "
            + "\(Self.words(range))\(isDefault ? " by default" : ""): \(ServiceWords.list(all.map { "\($0)" })) "
            + "\(all.count == 1 ? "is" : "are") outside of it, so nothing listens there" + (set ?? "")
    }

    var objects: [ObjectReference] { [map] }

    func remedies(for ports: [Int], _ context: CheckContext) -> [Remedy] {
        let restart = context.kubectl("rollout restart", agents)
        let inspect = Remedy.inspect(
            "check Cilium's settings",
            context.kubectl("get", map, "-o yaml")
                .piped(into: ShellCommand("grep -E \("kube-proxy-replacement|node-port")")))
        if let newer, ports.allSatisfy(newer.contains) {
            return [.fix("restart Cilium's agents, so that they take up the range", restart, risk: .restart), inspect]
        }
        return [
            .fix(
                "set \(Self.flag) (Helm value nodePort.range) to the range of the API server, its --service-node-port-range, "
                    + "which contains \(ServiceWords.list(ports.uniqued().map { "\($0)" })), as \"FROM,TO\"",
                context.kubectl("edit", map)),
            .then("restart Cilium's agents", restart, risk: .restart),
            inspect,
        ]
    }
}

/// What an agent of Cilium was started with: its arguments, or what it logged, which is what it uses.
private struct AgentArguments {
    struct Value {
        let text: String
        let evidence: Evidence
        let isLogged: Bool
    }

    private let agent: Pod
    private let log: (source: LogSource, tail: LogTail)?

    init(_ agent: Pod, _ log: (source: LogSource, tail: LogTail)?) {
        self.agent = agent
        self.log = log
    }

    func value(_ flag: String) -> Value? {
        if let log, let (text, line) = log.tail.ciliumArgument(flag) {
            return Value(
                text: text, evidence: Evidence("\(log.source)", "--\(flag)=\(text)", at: line.time), isLogged: true)
        }
        return agent.spec.containers.lazy.compactMap { $0.value(ofFlag: flag) }.first.map {
            Value(text: $0, evidence: Evidence("\(agent.reference): --\(flag)", $0), isLogged: false)
        }
    }
}

extension NodePortDiagnosis {
    /// Cilium serves none of these node ports.
    func outOfRange(_ targets: [NodePortTarget]) -> NodePortCause? {
        let ports = targets.map(\.upstream.nodePort)
        let cilium = common.cilium ?? CiliumNodePorts(context)
        common.cilium = .some(cilium)
        guard let cilium, !ports.isEmpty, !ports.contains(where: cilium.serves) else {
            return nil
        }
        return NodePortCause(
            kind: .range, words: cilium.sentence(ports), objects: cilium.objects, evidence: cilium.evidence,
            remedies: cilium.remedies(for: ports, context))
    }
}
