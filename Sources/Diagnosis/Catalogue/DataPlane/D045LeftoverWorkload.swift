import KubeLB
import Kubernetes
import Topology

/// KLC-D045: Envoys that an earlier setting of the Config created still take traffic.
struct D045LeftoverWorkload: Check {
    let documentation = CheckDocumentation(
        code: "D045",
        title: "An Envoy workload of the former kind is left over",
        severity: .warning,
        inputs: [.managementDeployments, .managementDaemonSets, .managementPods, .configs],
        meaning: """
            spec.envoyProxy.useDaemonset of the Config decides whether the tenant's Envoy is a Deployment or a DaemonSet. If it \
            is changed, the manager creates the workload of the other kind, but does not delete the former one, which has the \
            same name. Its pods have the label that the envoy Services select, so they still take traffic.
            """,
        impact: """
            The pods keep the image, resources and scheduling of the time before the change: later changes of the Config do not \
            reach them. If they fail, connections that are routed to them break.
            """,
        mending: "Delete the former workload as soon as the pods of the current one are Ready.",
        examples: [
            .fires(
                .warning, "the pods of the former Deployment run out of memory",
                both(
                    useDaemonSet: true,
                    "{readyReplicas: null, availableReplicas: null}",
                    oldPod(
                        """
                        {phase: Running, conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-22T11:50:00Z"}],
                            containerStatuses: [{name: envoy-proxy, ready: false, restartCount: 14,
                              state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 137,
                                reason: OOMKilled, startedAt: "2026-11-22T11:46:00Z", finishedAt: "2026-11-22T11:50:00Z"}}}]}
                        """))),
            .fires(
                .warning, "the pods of the former DaemonSet keep restarting",
                both(
                    useDaemonSet: false, "{}",
                    oldPod(
                        """
                        {phase: Running, conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-22T11:55:00Z"}],
                            containerStatuses: [{name: envoy-proxy, ready: true, restartCount: 9,
                              state: {running: {startedAt: "2026-11-22T11:55:00Z"}}, lastState: {terminated: {exitCode: 137,
                                reason: OOMKilled, startedAt: "2026-11-22T11:40:00Z", finishedAt: "2026-11-22T11:55:00Z"}}}]}
                        """, owner: DaemonSet.kind))),
            .fires(
                .info, "the pods of the former Deployment are Ready",
                both(useDaemonSet: true, "{}", oldPod(ready))),
            .silent(
                "the former Deployment is scaled to 0",
                both(
                    useDaemonSet: true,
                    "{replicas: null, readyReplicas: null, availableReplicas: null, updatedReplicas: null}",
                    spec: "spec: {replicas: 0}")),
            .silent(
                "the former Deployment is being deleted",
                both(
                    useDaemonSet: true, "{}", oldPod(ready),
                    spec: #"metadata: {deletionTimestamp: "2026-11-22T11:59:50Z", finalizers: [foregroundDeletion]}"#)),
            .silent(
                "the former DaemonSet has no node for its pods",
                """
                management:
                  daemonsets.apps: {tenant-acme/envoy-tenant-acme: {status: {desiredNumberScheduled: 0, numberReady: 0}}}
                """),
            .silent(
                "the Config, which decides between them, may not be read",
                both(useDaemonSet: true, "{}", oldPod(ready)) + "\n---\nmanagement: {configs.kubelb.k8c.io: forbidden}"),
        ])

    private static let ready = """
        {phase: Running, conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-22T10:00:05Z"}],
            containerStatuses: [{name: envoy-proxy, ready: true, restartCount: 0, state: {running: {
              startedAt: "2026-11-22T10:00:02Z"}}}]}
        """

    /// A pod of the former workload, by its owner.
    private static func oldPod(_ status: String, owner: String = "ReplicaSet") -> String {
        """
        pods: {tenant-acme/envoy-tenant-acme-old: {metadata: {creationTimestamp: "2026-11-22T10:00:00Z",
            labels: {app.kubernetes.io/name: tenant-acme, app.kubernetes.io/managed-by: kubelb},
            ownerReferences: [{apiVersion: apps/v1, kind: \(owner), name: envoy-tenant-acme, uid: u1}]},
            spec: {nodeName: mgmt-a, containers: [{name: envoy-proxy, image: "envoyproxy/envoy:distroless-v1.36.4"}]},
            status: \(status)}}
        """
    }

    /// The Deployment of the healthy pair beside a DaemonSet; `status` and `spec` change the former.
    private static func both(
        useDaemonSet: Bool, _ status: String, _ pods: String = "pods: {}", spec: String = ""
    ) -> String {
        """
        management:
          configs.kubelb.k8c.io: {kubelb/default: {spec: {envoyProxy: {useDaemonset: \(useDaemonSet)}}}}
          deployments.apps: {tenant-acme/envoy-tenant-acme: {\(spec.isEmpty ? "" : spec + ", ")status: \(status)}}
          daemonsets.apps: {tenant-acme/envoy-tenant-acme: {status: {desiredNumberScheduled: 2, numberReady: 2,
            updatedNumberScheduled: 2, numberAvailable: 2}}}
          \(pods)
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        guard let workload = context.topology.leftoverEnvoy, workload.state.desired > 0,
            let current = context.topology.envoyWorkload.value
        else { return [] }
        let pods = context.topology.leftoverEnvoyPods.filter { !$0.metadata.isBeingDeleted }
        guard !pods.isEmpty else { return [] }
        let failing = pods.compactMap { pod -> (pod: Pod, status: ContainerStatus)? in
            let status = pod.containerStatuses.first { $0.isCrashLooping || $0.keepsRestarting(at: context.now) }
            return status.map { (pod, $0) }
        }
        let traffic =
            failing.first.map { first in
                "Its pods still take traffic, and \(failing.count) of \(pods.count) \(failing.count == 1 ? "keeps" : "keep") "
                    + "restarting: container \(first.status.name), \(first.status.restartWords)"
            } ?? "Its \(ServiceWords.count(pods.count, "pod")) still \(pods.count == 1 ? "takes" : "take") traffic"
        var finding = Finding(
            failing.isEmpty ? .info : .warning,
            "\(workload.reference) is left over after a \(current.kind) replaced it, and keeps its former settings. "
                + traffic,
            objects: [D005EnvoyMissing.reference(workload), D005EnvoyMissing.reference(current)]
                + failing.prefix(4).map { ObjectReference(.management, $0.pod) },
            evidence: [
                Evidence(
                    "Config \(KubeLBNames.namespace)/default: spec.envoyProxy.useDaemonset",
                    current.kind == DaemonSet.kind ? "true" : "false"),
                workload.evidence("status", Self.readiness(workload), at: workload.metadata.creationTimestamp),
                current.evidence("status", Self.readiness(current), at: current.metadata.creationTimestamp),
            ]
                + failing.prefix(3).map {
                    Evidence(
                        "container \($0.status.name) of \($0.pod.reference)", $0.status.restartWords,
                        at: $0.status.lastState.finishedAt)
                },
            remedies: Self.remedies(workload, current, context))
        finding.concernsEveryService = !failing.isEmpty
        return [finding]
    }

    private static func readiness(_ workload: EnvoyWorkload) -> String {
        "\(workload.state.ready) of \(workload.state.desired) Ready"
    }

    private static func remedies(
        _ workload: EnvoyWorkload, _ current: EnvoyWorkload, _ context: CheckContext
    ) -> [Remedy] {
        let delete = context.kubectl("delete", D005EnvoyMissing.reference(workload))
        guard current.state.ready == 0 else {
            return [.fix("delete it: the \(current.kind) serves", delete, risk: .delete)]
        }
        return [
            .fix("get pods of the \(current.kind) Ready"),
            .then("delete what is left over", delete, risk: .delete),
        ]
    }
}
