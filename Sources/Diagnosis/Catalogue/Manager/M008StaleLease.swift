import KubeLB
import Kubernetes
import Topology

/// KLC-M008: no manager leads.
struct M008StaleLease: Check {
    let documentation = CheckDocumentation(
        code: "M008",
        title: "No manager holds the leader Lease",
        severity: .error,
        explains: Gate.all(of: .provisioned),
        inputs: [.managementLeases],
        optionalInputs: [.managementPods],
        causedBy: ["M001", "A004", "A005", "A009"],
        meaning: """
            The manager renews its Lease every two seconds, and releases it on graceful shutdown. The Lease has \
            expired, was released and not acquired again, or was claimed for longer by hand.
            """,
        impact: "LoadBalancers are not reconciled. Envoy keeps serving its last configuration.",
        mending: "Get the manager running again. If its pod is Ready but does not lead, restart it.",
        examples: [
            .fires(
                .warning, "it ran out, and nothing waits for the manager",
                """
                management: {leases.coordination.k8s.io: {kubelb/19f32e7b.kubelb.k8c.io: {spec: {
                  renewTime: "2026-11-22T11:50:00Z"}}}}
                """),
            .fires(
                .error, "it was released, and a LoadBalancer waits",
                """
                management:
                  leases.coordination.k8s.io: {kubelb/19f32e7b.kubelb.k8c.io: {spec: {holderIdentity: "",
                    renewTime: "2026-11-22T11:50:00Z"}}}
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {finalizers: null}}}
                """),
            .fires(
                .info, "a manager has just started and waits for the old Lease to run out",
                """
                management:
                  leases.coordination.k8s.io: {kubelb/19f32e7b.kubelb.k8c.io: {spec: {renewTime: "2026-11-22T11:59:30Z"}}}
                  pods: {kubelb/kubelb-manager-1: {status: {containerStatuses: [{name: manager, ready: true, restartCount: 1,
                    state: {running: {startedAt: "2026-11-22T11:59:40Z"}}}]}}}
                """),
            .fires(
                .warning, "it was claimed for a day by hand",
                """
                management: {leases.coordination.k8s.io: {kubelb/19f32e7b.kubelb.k8c.io: {spec: {
                  holderIdentity: laptop_debug, leaseDurationSeconds: 86400, renewTime: "2026-11-22T11:30:00Z"}}}}
                """),
            .silent(
                "the server's clock is ahead",
                """
                management: {leases.coordination.k8s.io: {kubelb/19f32e7b.kubelb.k8c.io: {spec: {
                  renewTime: "2026-11-22T12:05:00Z"}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let lease = topology.lease(of: topology.manager).value else { return [] }
        guard topology.isLeaseStale(of: topology.manager) == true else {
            return heldByHand(lease, context).map { [$0] } ?? []
        }
        let waiting = ManagerState.waiting(in: topology).count
        let started = (ManagerState(context).pods ?? []).filter(\.isReady)
            .flatMap(\.containerStatuses).compactMap(\.state.startedAt).max()
        let isStarting = started.map { context.now.seconds(since: $0) < CheckContext.grace } ?? false
        let severity: Severity = isStarting ? .info : (waiting > 0 ? .error : .warning)
        let ago = context.age(of: lease.renewTime) ?? "long"
        let state =
            lease.holderIdentity.isEmpty
            ? "\(lease.reference) is released and no manager has acquired it"
            : "\(lease.reference) expired: last renewed \(ago) ago, duration \(lease.leaseDurationSeconds) s, so no manager is leading"
        let count = waiting > 0 ? "; \(waiting) LoadBalancer\(waiting == 1 ? " is" : "s are") waiting" : ""
        return [
            Finding(
                severity, state + count + (isStarting ? " (the manager has just started)" : ""),
                objects: [ObjectReference(.management, lease)],
                evidence: context.evidence(lease),
                remedies: [context.restart(topology.manager), context.log(of: topology.manager)])
        ]
    }

    /// A Lease that nobody renews, and whose holder has claimed it for longer than the manager ever does: by hand. controller-runtime
    /// claims it for 15 seconds and renews it every two (KubeLB sets neither).
    private func heldByHand(_ lease: Lease, _ context: CheckContext) -> Finding? {
        guard lease.leaseDurationSeconds > Self.ownDuration, let renewed = lease.renewTime,
            context.now.seconds(since: renewed) > CheckContext.grace
        else { return nil }
        let waiting = ManagerState.waiting(in: context.topology).count
        let count = waiting > 0 ? "; \(waiting) LoadBalancer\(waiting == 1 ? " is" : "s are") waiting" : ""
        return Finding(
            waiting > 0 ? .error : .warning,
            "\(lease.reference) was claimed by \(lease.holderIdentity) for \(lease.leaseDurationSeconds) s and is not renewed, so no "
                + "manager leads until then\(count)",
            objects: [ObjectReference(.management, lease)],
            evidence: context.evidence(lease)
                + [
                    lease.evidence(
                        "spec.leaseDurationSeconds",
                        "\(lease.leaseDurationSeconds), the manager sets \(Self.ownDuration)")
                ],
            remedies: [
                .fix(
                    "delete the Lease: a manager takes it within seconds",
                    context.kubectl("delete", ObjectReference(.management, lease)), risk: .delete)
            ])
    }

    private static let ownDuration = 15
}
