import KubeLB
import Kubernetes
import Topology

/// KLC-C013: nobody leads among the CCM's pods.
struct C013StaleLease: Check {
    let documentation = CheckDocumentation(
        code: "C013",
        title: "The CCM's Lease is not renewed",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.tenantLeases, .tenantDeployments],
        optionalInputs: [.ccmLogs],
        causedBy: ["C001", "C002", "C003", "C004", "C005", "C009", "C010", "C011", "C019"],
        meaning: """
            The leading CCM renews the Lease 19f32e7b.ccm.kubelb.k8c.io every two seconds. It has not been renewed for \
            longer than the Lease duration: the CCM is stopped or hangs. If the Lease does not exist, the CCM has never led; \
            that is reported if its log shows that it cannot reach the API server of its own cluster.
            """,
        impact: "Only the leading CCM reconciles Services. Without a leader, nothing is propagated.",
        mending: """
            Get the CCM running again. If its pod is Ready but does not lead, restart it. If it cannot reach the API server of \
            the tenant cluster, restore the way from its node to Service default/kubernetes: firewalls of the nodes, kube-proxy, \
            NetworkPolicies, and the certificate of the API server.
            """,
        examples: [
            .fires(
                .warning, "not renewed for an hour",
                """
                tenant: {leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: {spec: {
                  renewTime: "2026-11-22T11:00:00.000000Z"}}}}
                """),
            .fires(
                .error, "the API server of its own cluster presents the wrong certificate",
                """
                tenant: {leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: {spec: {
                  renewTime: "2026-11-22T11:00:00.000000Z"}}}}
                logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: 'E1122 11:59:40.104217 1 leaderelection.go:443]
                  "Error retrieving lease lock" err="Get \\"https://10.112.0.1:443/apis/coordination.k8s.io/v1/namespaces/kubelb/leases/x\\":
                  tls: failed to verify certificate: x509: certificate is valid for 10.96.0.1, not 10.112.0.1"'}
                """),
            .fires(
                .error, "it never got its Lease, because a firewall of its node rejects connections to the API server",
                """
                \(neverLed)
                logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: 'E1122 11:59:40.104217 1 leaderelection.go:448]
                  "Error retrieving lease lock" err="Get \\"https://10.112.0.1:443/apis/coordination.k8s.io/v1/namespaces/kubelb/leases/x\\":
                  dial tcp 10.112.0.1:443: connect: no route to host" lock="kubelb/x"'}
                """),
            .fires(
                .error, "it never got its Lease, because requests to the API server time out",
                """
                \(neverLed)
                logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: 'E1122 11:59:40.104217 1 leaderelection.go:448]
                  error retrieving resource lock kubelb/x: Get "https://10.112.0.1:443/apis/coordination.k8s.io/v1/namespaces/kubelb/leases/x":
                  context deadline exceeded'}
                """),
            .silent(
                "there is no Lease, and it got it after all",
                """
                \(neverLed)
                logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: "E1122 11:59:40.104217 1 leaderelection.go:448]
                  error retrieving resource lock kubelb/x: Get \\"https://10.112.0.1:443/x\\": connection refused\\n\
                  I1122 11:59:44.104217 1 leaderelection.go:271] successfully acquired lease kubelb/x"}
                """),
            .silent("there is no Lease, and the log does not show why", neverLed),
            .silent(
                "renewed 19 seconds ago",
                """
                tenant: {leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: {spec: {
                  renewTime: "2026-11-22T11:59:41.000000Z"}}}}
                """),
            .silent(
                "renewed in the future of our clock",
                """
                tenant: {leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: {spec: {
                  renewTime: "2026-11-22T12:03:00.000000Z"}}}}
                """),
            .silent(
                "left over: the CCM runs without leader election",
                """
                tenant:
                  deployments.apps: {\(CCMExamples.deployment("--cluster-name=acme", "--enable-leader-election=false"))}
                  leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: {spec: {renewTime: "2026-11-22T11:00:00Z"}}}
                """),
        ])

    /// The CCM has written nothing, so its log is read.
    private static let neverLed = """
        tenant: {leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: null}}
        management: {addresses.kubelb.k8c.io: {tenant-acme/default: null}}
        """

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let settings = topology.settings.value, !settings.convertsIngressOnly,
            CCMArguments(context).value(of: "enable-leader-election")?.lowercased() != "false"
        else { return [] }
        // A CCM that has just started waits for the Lease of the one before it to run out.
        let state = CCMState(context)
        let isStarting =
            state.isUp == true
            && state.newestStart.map { context.now.seconds(since: $0) < CheckContext.grace } ?? false
        switch topology.lease(of: topology.ccm) {
        case .present(let lease):
            guard topology.isLeaseStale(of: topology.ccm) == true else { return [] }
            return [expired(lease, isStarting: isStarting, context)]
        case .absent: return isStarting ? [] : neverLed(context)
        case .forbidden, .failed, .notCollected: return []
        }
    }

    private func expired(_ lease: Lease, isStarting: Bool, _ context: CheckContext) -> Finding {
        let topology = context.topology
        let ago = context.age(of: lease.renewTime)
        let note = isStarting ? " (the CCM has just started)" : ""
        let trouble = isStarting ? nil : LeaseError(context)
        return Finding(
            isStarting ? .info : trouble == nil ? .warning : .error,
            (lease.holderIdentity.isEmpty
                ? "\(lease.reference) is released and no CCM has acquired it\(note)"
                : "\(lease.reference) expired: last renewed \(ago ?? "long") ago, duration "
                    + "\(lease.leaseDurationSeconds) s, so no CCM is leading\(note)")
                + (trouble.map { ". \($0.words)" } ?? ""),
            objects: [ObjectReference(.tenant, lease)],
            evidence: context.evidence(lease) + (trouble.map { [$0.evidence] } ?? []),
            remedies: trouble.map { $0.remedies + [context.log(of: topology.ccm)] }
                ?? [context.restart(topology.ccm, " if its pod is Ready"), context.log(of: topology.ccm)])
    }

    /// A Lease that does not exist proves nothing by itself: some read only others.
    private func neverLed(_ context: CheckContext) -> [Finding] {
        let ccm = context.topology.ccm
        guard let trouble = LeaseError(context) else { return [] }
        return [
            Finding(
                .error, "The CCM has no Lease, so it does not lead. \(trouble.words)",
                objects: [context.reference(ccm)],
                evidence: [Evidence("Lease of the CCM in namespace \(ccm.namespace)", "none"), trouble.evidence],
                remedies: trouble.remedies + [context.log(of: ccm)])
        ]
    }
}
