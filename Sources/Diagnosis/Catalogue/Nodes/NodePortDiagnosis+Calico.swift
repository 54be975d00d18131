import KubeLB
import Kubernetes
import Topology

extension NodePortDiagnosis {
    /// The GlobalNetworkPolicy of Calico in the tenant cluster that denies every target to every Envoy, whether they connect with
    /// their own addresses or with those of their nodes.
    func globalPolicy(of targets: [NodePortTarget]) -> NodePortCause? {
        let topology = context.topology
        guard let all = topology.list(.tenant, GlobalNetworkPolicy.self).whole() else { return nil }
        // Those without an order come last.
        let policies = all.filter(\.isForForwarded).sorted {
            ($0.order ?? .infinity, $0.metadata.name) < ($1.order ?? .infinity, $1.metadata.name)
        }
        guard !policies.isEmpty, !targets.isEmpty else { return nil }
        let pods = topology.envoys.map(\.pod)
        let names = Set(pods.compactMap(\.spec.nodeName))
        let nodes = (topology.list(.management, Node.self).value?.items ?? []).filter {
            names.contains($0.metadata.name)
        }
        let ofNodes = nodes.flatMap(\.addresses).map(\.address).filter { AddressRange.number($0) != nil }
        let sources = (pods.flatMap { $0.podIPs + [$0.podIP].compactMap(\.self) } + ofNodes).uniqued()
            .compactMap { AddressRange.number($0) }
        guard !ofNodes.isEmpty else { return nil }
        var denying: [GlobalNetworkPolicy] = []
        for target in targets {
            guard
                let policy = Self.denying(
                    target.upstream.nodePort, target.upstream.protocol, to: sources, among: policies)
            else { return nil }
            denying.append(policy)
        }
        guard let policy = denying.first else { return nil }
        let object = ObjectReference(.tenant, policy)
        let allowed = policy.ingress.filter { $0.action == "Allow" }.flatMap(\.sources).uniqued()
        return NodePortCause(
            kind: .policy,
            words: "\(policy.reference) of Calico in the tenant cluster denies the node ports to "
                + "\(ServiceWords.list(ofNodes)), the nodes of the Envoy pods"
                + (allowed.isEmpty ? "" : ": it allows \(ServiceWords.list(allowed)) only"),
            objects: [object],
            evidence: [
                policy.evidence(
                    "spec.ingress",
                    ServiceWords.list(
                        policy.ingress.map { rule in
                            rule.action + (rule.sources.isEmpty ? "" : " from \(ServiceWords.list(rule.sources))")
                                + (rule.ports.isEmpty ? "" : " to \(ServiceWords.list(rule.ports))")
                        }, limit: 6), at: policy.metadata.creationTimestamp)
            ],
            remedies: [
                .fix(
                    "allow the addresses of the management cluster's nodes in a rule before those that deny",
                    context.kubectl("edit", object)),
                .inspect("see the policy", context.kubectl("get", object, "-o yaml")),
            ])
    }

    /// The policy whose rule decides against all of the sources; nil if it decides otherwise for one, or if that is unknown.
    private static func denying(
        _ port: Int, _ transport: String, to sources: [UInt32], among policies: [GlobalNetworkPolicy]
    ) -> GlobalNetworkPolicy? {
        for policy in policies {
            for rule in policy.ingress where rule.action != "Log" && rule.covers(port, transport) {
                let matching = sources.filter(rule.admits)
                if matching.isEmpty { continue }
                guard rule.action == "Deny", !rule.isNarrower, matching.count == sources.count else { return nil }
                return policy
            }
        }
        return nil
    }
}
