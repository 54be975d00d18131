import KubeLB
import Kubernetes
import Topology

/// KLC-D037: Envoys that run, and are ended and started again and again.
struct D037EnvoyRestarts: Check {
    let documentation = CheckDocumentation(
        code: "D037",
        title: "Envoy keeps restarting",
        severity: .warning,
        inputs: [.loadBalancers, .managementPods],
        optionalInputs: [.routes, .managementEvents, .managementDeployments, .managerLogs, .configs, .tenantStates],
        meaning: """
            A container of the tenant's Envoy runs, but was ended and started again at least twice within the last hour: because its \
            liveness or startup probe failed, because it needs more memory than it may have, or because it crashed.
            """,
        impact:
            "Every restart ends all connections through that Envoy, and pods that do not answer their probes get no traffic.",
        mending:
            "Give Envoy the CPU or the memory that it lacks, more replicas, or a version of KubeLB with more patient probes.",
        examples: [
            .fires(
                .warning, "its liveness probe times out again and again",
                restarting(
                    "exitCode: 0, reason: Completed",
                    """
                    Liveness probe failed: Get "http://10.244.1.12:19003/ready": context deadline exceeded (Client.Timeout exceeded
                          while awaiting headers)
                    """)),
            .fires(
                .warning, "the Config allows it less heap than it needs when idle",
                restarting(
                    "exitCode: 0, reason: Completed", "Startup probe failed: HTTP probe failed with statuscode: 503")
                    + "\n  configs.kubelb.k8c.io: {kubelb/default: {spec: {envoyProxy: {overloadManager: {enabled: true, "
                    + "maxHeapSizeBytes: 16777216}}}}}\n"),
            .fires(
                .warning, "it runs out of memory, and runs just now", restarting("exitCode: 137, reason: OOMKilled")),
            .fires(.warning, "it crashes for an unknown reason", restarting("exitCode: 139, reason: Error")),
            .silent(
                "it was restarted once today, after hours",
                restarting("exitCode: 0, reason: Completed", first: "07:00:00")),
            .silent("its node was rebooted", restarting("exitCode: 255, reason: Unknown")),
        ])

    private static func restarting(_ ended: String, _ probe: String? = nil, first: String = "11:40:00") -> String {
        let event = probe.map {
            """
              events: {tenant-acme/e1: {type: Warning, reason: Unhealthy, count: 31, lastTimestamp: "2026-11-22T11:55:00Z",
                involvedObject: {kind: Pod, namespace: tenant-acme, name: envoy-tenant-acme-1}, message: '\($0)'}}
            """
        }
        return """
            management:
              pods: {tenant-acme/envoy-tenant-acme-1: {status: {containerStatuses: [
                {name: envoy-proxy, ready: true, restartCount: 9, state: {running: {startedAt: "2026-11-22T11:55:00Z"}},
                  lastState: {terminated: {\(ended), startedAt: "2026-11-22T\(first)Z", finishedAt: "2026-11-22T11:55:00Z"}}}]}}}
            \(event ?? "")
            """
    }

    private struct Restarting {
        let pod: Pod
        let status: ContainerStatus
    }

    func findings(in context: CheckContext) -> [Finding] {
        guard context.envoyDemand != nil, let pods = context.topology.envoyPods.value else { return [] }
        let restarting = pods.filter { !$0.metadata.isBeingDeleted }.compactMap { pod -> Restarting? in
            let status = pod.containerStatuses.first {
                $0.name == LogComponent.envoy.containerName && $0.keepsRestarting(at: context.now)
            }
            return status.map { Restarting(pod: pod, status: $0) }
        }.sorted { $0.status.restartCount > $1.status.restartCount }
        guard let worst = restarting.first else { return [] }
        let probe = restarting.lazy.compactMap { LivenessFailure(of: $0.pod, .management, context) }.first
        let heap = restarting.lazy.compactMap { HeapLimit(of: $0.pod, context) }.first
        let reason = Self.reason(of: worst, probe, context) + (heap.map { ". \($0.words)" } ?? "")
        let counts = restarting.prefix(2).map {
            "\(ServiceWords.count($0.status.restartCount, "restart")) of \($0.pod.reference)"
        }
        let ago = context.age(of: worst.status.lastState.finishedAt).map { ", the last \($0) ago" } ?? ""
        var finding = Finding(
            .warning, "Envoy keeps restarting (\(ServiceWords.list(counts))\(ago)): \(reason)",
            objects: restarting.prefix(4).map { ObjectReference(.management, $0.pod) },
            evidence: restarting.prefix(3).map { found in
                Evidence(
                    "container \(found.status.name) of \(found.pod.reference)", found.status.restartWords,
                    at: found.status.lastState.finishedAt)
            } + (probe.map { [Evidence($0.event)] } ?? []) + (heap.map { [$0.evidence] } ?? []),
            remedies: remedies(worst, probe, heap, context))
        finding.concernsEveryService = true
        return [finding]
    }

    private static func reason(of worst: Restarting, _ probe: LivenessFailure?, _ context: CheckContext) -> String {
        let ended = worst.status.lastState
        if ended.terminatedReason == "OOMKilled" { return "it exceeds its memory limit (OOMKilled)" }
        if let probe { return probe.words }
        if let words = context.topology.lastWords(of: worst.pod) { return ErrorDigest.text(of: words) }
        return "the cause is unknown" + (ended.exitCode.map { " (exit status \($0))" } ?? "")
    }

    private func remedies(
        _ worst: Restarting, _ probe: LivenessFailure?, _ heap: HeapLimit?, _ context: CheckContext
    ) -> [Remedy] {
        let editConfig = context.kubectl("edit", .config)
        let describe = Remedy.inspect(
            "check how it ended", context.kubectl("describe", ObjectReference(.management, worst.pod)))
        if worst.status.lastState.terminatedReason == "OOMKilled" {
            return [D006EnvoyPodsFailing.moreMemory(editConfig), describe]
        }
        if let heap { return heap.remedies + [describe] }
        guard probe != nil else { return [describe] }
        let upgrade =
            context.topology.has(.patientProbes)
            ? []
            : [
                Remedy.fix(
                    "upgrade KubeLB to v1.3.4 or later, whose probes wait five seconds for an answer instead of one")
            ]
        return upgrade + [
            .fix(
                "give Envoy more CPU, or more replicas (spec.envoyProxy.resources and replicas of the Config)",
                editConfig,
                risk: .restart),
            describe,
        ]
    }
}
