import Characters
import KubeLB
import Kubernetes
import Redaction
import Topology

/// KLC-A009: an API server cannot store what is written to it, by the logs of KubeLB's controllers.
struct A009WritesFail: Check {
    let documentation = CheckDocumentation(
        code: "A009",
        title: "An API server does not accept writes",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [],
        optionalInputs: [.ccmLogs, .managerLogs, .tenantLeases, .managementLeases],
        meaning: """
            The CCM or the manager logs errors of the API server itself: its etcd has reached its space quota or does not \
            respond, or the server rejects requests because it is overloaded. Reads often still work.
            """,
        impact: """
            Nothing in that cluster changes: no Service is propagated or provisioned, Leases run out, and controllers restart \
            because they lose the leader election. Traffic continues as it was.
            """,
        mending: """
            For a full etcd, compact and defragment it, raise its quota, and disarm the alarm. Otherwise check the members of \
            etcd, their disks, and what load the API server has. The controllers continue by themselves.
            """,
        examples: [
            .fires(
                .error, "etcd of the management cluster is full",
                "logs: {\(line("management/kubelb/kubelb-manager-1/manager.log", "etcdserver: mvcc: database space exceeded"))}"
                    + staleLease),
            .fires(
                .error, "the CCM cannot write a LoadBalancer, since too many requests wait",
                """
                logs: {\(line(
                    "tenant/kubelb/kubelb-ccm-1/ccm.log",
                    "the server has received too many requests and has asked us to try again later (post loadbalancers.kubelb.k8c.io)"
                ))}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                """),
            .fires(
                .error, "etcd of the tenant cluster does not respond, and the CCM no longer renews its Lease",
                """
                logs: {\(line("tenant/kubelb/kubelb-ccm-1/ccm.log", "etcdserver: request timed out"))}
                tenant: {leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: {spec: {
                  renewTime: "2026-11-22T11:50:00Z"}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                """),
            .silent(
                "the manager has renewed its Lease since",
                "logs: {\(line("management/kubelb/kubelb-manager-1/manager.log", "etcdserver: request timed out"))}"),
            .silent(
                "another error",
                "logs: {\(line("management/kubelb/kubelb-manager-1/manager.log", "admission webhook denied the request"))}"
                    + staleLease),
        ])

    private static let staleLease = """

        management: {leases.coordination.k8s.io: {kubelb/19f32e7b.kubelb.k8c.io: {spec: {renewTime: "2026-11-22T11:50:00Z"}}}}
        """

    private static func line(_ path: String, _ error: String) -> String {
        """
        \(path): '{"level":"error","ts":"2026-11-22T11:58:30.000Z","msg":"Reconciler error",\
        "controller":"loadbalancer-controller","error":"\(error)"}'
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let lines = [topology.manager, topology.ccm].flatMap { controller in
            topology.logTails(of: controller).filter { !$0.source.isPrevious }.flatMap { source, tail in
                tail.lines.compactMap { complaint($0, source, controller, context) }
            }
        }
        return ClusterSide.allCases.compactMap { side in
            let own = lines.filter { $0.side == side }
            guard let last = own.max(by: { $0.time < $1.time }) else { return nil }
            return Finding(
                .error, "The API server of the \(side.rawValue) cluster does not accept writes: \(last.words)",
                evidence: [
                    Evidence("\(last.source)", last.text + (own.count > 1 ? " (×\(own.count))" : ""), at: last.time)
                ],
                confidence: .likely, remedies: last.refusal.remedies(side, namespace: "", context)
            ).about(side)
        }
    }

    private struct Complaint {
        let side: ClusterSide
        let refusal: Refusal
        let words: String
        let text: String
        let time: Timestamp
        let source: LogSource
    }

    private func complaint(
        _ line: LogLine, _ source: LogSource, _ controller: Controller, _ context: CheckContext
    ) -> Complaint? {
        guard line.level == .error || line.level == .warning, let time = line.time, line.isRecent(at: context.now)
        else { return nil }
        let text = line.errorText
        guard let refusal = Refusal(text), let words = refusal.name else { return nil }
        let side: ClusterSide
        switch refusal {
        // Leases have a share of their own of what an overloaded server can do.
        case .overloaded: side = self.side(of: text, controller, context) ?? controller.role.side
        case .storageFull, .storageUnavailable:
            guard let found = self.side(of: text, controller, context) ?? stalled(context),
                !isOver(since: time, found, context)
            else { return nil }
            side = found
        default: return nil
        }
        return Complaint(
            side: side, refusal: refusal, words: words, text: TextRedactor.message(text), time: time, source: source)
    }

    /// The manager writes to one cluster; the CCM to both, and its errors do not always say to which.
    private func side(of text: String, _ controller: Controller, _ context: CheckContext) -> ClusterSide? {
        if controller.role == .manager { return .management }
        return WriteError(text).managementSide(tenantNamespace: context.topology.tenantNamespace)
    }

    /// The one cluster whose controller no longer renews its Lease.
    private func stalled(_ context: CheckContext) -> ClusterSide? {
        let stale = [context.topology.ccm, context.topology.manager].filter {
            context.topology.isLeaseStale(of: $0) == true
        }
        return stale.count == 1 ? stale[0].role.side : nil
    }

    /// Whether the cluster has accepted a write since.
    private func isOver(since time: Timestamp, _ side: ClusterSide, _ context: CheckContext) -> Bool {
        let controller = side == .tenant ? context.topology.ccm : context.topology.manager
        return context.topology.lastRenewal(of: controller).map { $0.seconds(since: time) > 0 } ?? false
    }
}
