import KubeLB
import Kubernetes
import Topology

/// KLC-C012: by its own count the CCM gets nothing done in the management cluster.
struct C012OperationsFail: Check {
    let documentation = CheckDocumentation(
        code: "C012",
        title: "The CCM's operations in the management cluster fail",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.tenantServices, .tenantPods, .loadBalancers, .ccmMetrics],
        causedBy: [
            "A002", "R003", "T006", "C001", "C003", "C005", "C009", "C010", "C011", "C019", "T001", "T003", "M004",
        ],
        meaning: """
            The CCM counts its operations in the management cluster. Since it started, none of them has succeeded, or \
            none of its writes. Failures alongside successes are normal: reading an object that does not exist yet \
            also counts as a failure.
            """,
        impact: "LoadBalancers and Addresses are not written, so new Services get no address.",
        mending: "Check the CCM's log for the failures; the server, the credentials or the permissions are wrong.",
        examples: [
            .fires(
                .error, "it has never succeeded",
                metrics: MetricsExamples.ccm(connected: 0, [("get", "error", 4)])),
            .fires(
                .error, "nothing that writes succeeds, and a LoadBalancer is missing",
                "management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}",
                metrics: MetricsExamples.ccm([("get", "success", 9), ("create", "error", 5)])),
            .silent("it has tried nothing yet", metrics: MetricsExamples.ccm(connected: 0)),
            .silent(
                "a get found nothing, and all other operations succeeded",
                metrics: MetricsExamples.ccm([("get", "error", 1), ("get", "success", 8), ("create", "success", 1)])),
            .silent(
                "writes failed, and everything is written",
                metrics: MetricsExamples.ccm([("get", "success", 9), ("update", "error", 5)])),
            .silent("nobody asked it"),
        ])

    private static let writes: Set<String> = ["create", "update", "patch", "delete"]
    /// A conflict or two are ordinary.
    private static let fewest = 3

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.ccmMetrics.compactMap { source, metrics in
            let all = metrics.operations.values.reduce(Outcomes(), +)
            if metrics.hasConnected == false, all.errors > 0, all.successes == 0 {
                return finding(
                    source, "none of \(all.errors) operations in the management cluster has succeeded", all, context)
            }
            let writes = metrics.operations.filter { Self.writes.contains($0.key) }.values.reduce(Outcomes(), +)
            let isUnfinished = context.topology.takenExposures.contains { exposure in
                if case .absent = exposure.loadBalancer { return true }
                return exposure.drift.contains { $0.effect == .spec }
            }
            guard writes.errors >= Self.fewest, writes.successes == 0, isUnfinished else { return nil }
            return finding(
                source, "none of \(writes.errors) writes to the management cluster has succeeded", writes, context)
        }
    }

    private func finding(
        _ source: MetricsSource, _ what: String, _ outcomes: Outcomes, _ context: CheckContext
    ) -> Finding {
        Finding(
            .error, "Since Pod \(source.namespace)/\(source.pod) started, \(what)",
            objects: [ObjectReference(.tenant, kind: Pod.kind, namespace: source.namespace, name: source.pod)],
            evidence: [
                Evidence(
                    "\(source)",
                    "kubelb_cluster_operations_total: \(outcomes.errors) error, \(outcomes.successes) success")
            ],
            confidence: .likely, remedies: [context.log(of: context.topology.ccm)])
    }
}
