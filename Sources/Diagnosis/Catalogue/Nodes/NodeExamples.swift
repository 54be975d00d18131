/// Pieces of examples that the checks of nodes share.
enum NodeExamples {
    /// An entry of the tenant cluster's `pods`: kube-proxy on a node.
    static func proxy(_ node: String, ready: Bool = true) -> String {
        let state =
            ready
            ? "ready: true, restartCount: 0, state: {running: {startedAt: \"2026-11-22T10:00:02Z\"}}"
            : "ready: false, restartCount: 9, state: {waiting: {reason: CrashLoopBackOff}}"
        return """
            kube-system/kube-proxy-\(node): {metadata: {labels: {k8s-app: kube-proxy}}, spec: {nodeName: \(node),
              containers: [{name: kube-proxy, image: "registry.k8s.io/kube-proxy:v1.36.2"}]},
              status: {phase: Running, conditions: [{type: Ready, status: "\(ready ? "True" : "False")"}],
              containerStatuses: [{name: kube-proxy, \(state)}]}}
            """
    }

    /// The logs of kube-proxies that cannot load their rules over IPv4, and of one that can.
    static func rulesFail(
        on nodes: String..., loadedOn other: String? = nil, times: [String] = ["11:59:10", "11:59:40"]
    ) -> String {
        let failing = nodes.map { node in
            let lines = times.map { time in
                """
                E1122 \(time).000000       1 proxier.go:1564] "Failed to execute iptables-restore" err=<
                    \texit status 2: iptables-restore v1.8.8 (legacy): Couldn't load target `KUBE-MARK-MASQ'
                    \tError occurred at line: 177
                     > ipFamily="IPv4"
                    I1122 \(time).000200       1 proxier.go:833] "Sync failed" ipFamily="IPv4" retryingTime="30s"
                """
            }
            return log(of: node, lines)
        }
        let loading = other.map {
            [log(of: $0, ["I1122 11:20:08.000000       1 server_linux.go:146] \"Using iptables Proxier\""])]
        }
        return "\nlogs:\n" + (failing + (loading ?? [])).joined(separator: "\n")
    }

    /// The logs of kube-proxies that have one line.
    static func proxyLog(on nodes: String..., line: String) -> String {
        "\nlogs:\n" + nodes.map { log(of: $0, [line]) }.joined(separator: "\n")
    }

    private static func log(of node: String, _ lines: [String]) -> String {
        "  tenant/kube-system/kube-proxy-\(node)/kube-proxy.log: |\n"
            + lines.map { "    \($0)" }.joined(separator: "\n")
    }

    /// Both Envoys reach no node, and what they see of each.
    static func dead(
        _ failure: MetricsExamples.Failure, at addresses: [String] = ["203.0.113.11", "203.0.113.12"]
    ) -> [String: String] {
        let failing = Dictionary(addresses.map { ($0, failure) }) { first, _ in first }
        return MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))
            .merging(MetricsExamples.hosts(addresses, failing: failing)) { first, _ in first }
    }

    /// One node answers, the other fails like this.
    static func half(_ failure: MetricsExamples.Failure) -> [String: String] {
        MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)]))
            .merging(MetricsExamples.hosts(failing: ["203.0.113.12": failure])) { first, _ in first }
    }

    /// An entry of the tenant cluster: a NetworkPolicy around the pods of `shop/web`.
    static func policyEntry(_ spec: String) -> String {
        "networkpolicies.networking.k8s.io: {shop/strict: {spec: {podSelector: {matchLabels: {app: web}}, \(spec)}}}"
    }

    static func policy(_ spec: String) -> String { "tenant: {\(policyEntry(spec))}" }

    /// The tenant's nodes have IPv6 addresses only, the Envoys IPv4.
    static let otherFamily = """
        tenant: {nodes: {node-a: {status: {addresses: [{type: ExternalIP, address: "2001:db8::11"}]}},
          node-b: {status: {addresses: [{type: ExternalIP, address: "2001:db8::12"}]}}}}
        management: {addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: "2001:db8::11"},
          {ip: "2001:db8::12"}]}}}, pods: {\(envoy(1)), \(envoy(2))}}
        """

    private static func envoy(_ number: Int) -> String {
        """
        tenant-acme/envoy-tenant-acme-\(number): {status: {podIP: 10.245.1.\(number), podIPs: [{ip: 10.245.1.\(number)}]}}
        """
    }
}
