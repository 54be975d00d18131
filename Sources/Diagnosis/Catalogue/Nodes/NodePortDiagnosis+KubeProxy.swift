import Kubernetes
import Topology

/// What the log of a kube-proxy that runs reports.
extension NodePortDiagnosis {
    /// kube-proxy runs, and no longer learns of Services.
    var staleProxy: NodePortCause? {
        let cause = common.staleProxy ?? proxyWithoutChanges
        common.staleProxy = .some(cause)
        return cause
    }

    private var proxyWithoutChanges: NodePortCause? {
        guard let failure = context.topology.kubeProxyFailure else { return nil }
        let pod = ObjectReference(
            .tenant, kind: Pod.kind, namespace: failure.source.namespace, name: failure.source.pod)
        return NodePortCause(
            kind: .component,
            words: "kube-proxy runs but gets no changes from the API server, so it serves only what it knew before: "
                + ErrorDigest.text(of: failure.text),
            objects: [pod],
            evidence: [Evidence("\(failure.source)", ServiceWords.excerpt(failure.text), at: failure.time)],
            remedies: [
                HostLimit(failure.text)?.remedy
                    ?? .fix(
                        "correct the address of the API server in kube-proxy's kubeconfig, its permissions or the network to it, then "
                            + "restart kube-proxy"),
                .inspect("check its log", context.kubectl("logs", pod, "--tail=50")),
            ])
    }

    /// kube-proxy runs on these nodes, and cannot load its rules: nothing serves node ports that were opened since.
    func unloadedRules(of targets: [NodePortTarget]) -> NodePortCause? {
        let nodes = targets.flatMap(\.nodes).map(\.name).uniqued()
        let families = AddressFamily.all(of: targets.flatMap(\.nodes).map(\.address))
        let failures = context.topology.kubeProxyRuleFailures(
            on: nodes, families: Set(families.map(\.rawValue)))
        guard let first = failures.first else { return nil }
        let pods = failures.map { ObjectReference(.tenant, $0.pod) }
        return NodePortCause(
            kind: .component,
            words: "kube-proxy runs on \(NodeWords.list(failures.compactMap(\.pod.spec.nodeName))) but cannot load its "
                + "rules, so it serves only node ports that it opened before: \(ErrorDigest.text(of: first.text))",
            objects: pods,
            evidence: failures.prefix(3).map { Evidence("\($0.source)", ErrorDigest.text(of: $0.text), at: $0.time) },
            remedies: [
                .fix(
                    "correct what the error names on the nodes, such as missing kernel modules, iptables or nft of another "
                        + "version than kube-proxy needs, or rules of other programs; then restart kube-proxy or reboot "
                        + "the nodes"),
                .inspect("check its log", context.kubectl("logs", pods[0], "--tail=50")),
            ])
    }
}
