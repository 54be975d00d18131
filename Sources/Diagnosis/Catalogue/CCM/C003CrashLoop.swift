import KubeLB
import Kubernetes
import Topology

/// KLC-C003: the CCM ends again and again.
struct C003CrashLoop: Check {
    let documentation = CheckDocumentation(
        code: "C003",
        title: "The CCM is crash-looping",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.tenantDeployments, .tenantPods],
        optionalInputs: [.tenantAccess, .ccmLogs, .tenantNetworkPolicies, .loadBalancers, .tenantEvents],
        causedBy: ["I008", "A002", "R002", "T006", "C004", "C005", "T001", "C009", "C010", "C011", "C019"],
        meaning: """
            The CCM's container repeatedly starts and exits with an error. This happens if an argument is invalid, if \
            its kubeconfig for the management cluster is missing, or if it cannot reach or authenticate to that \
            cluster. Settings of the Gateway API and some Ingresses make it exit as well, although they have nothing to do \
            with Services.
            """,
        impact: "Until the CCM stays up, no Service is propagated, updated or cleaned up.",
        mending:
            "Fix the cause shown in its last log lines. The CCM recovers at its next start; restart it to skip the back-off.",
        examples: [
            .fires(
                .error, "its log says that the management cluster does not respond",
                """
                tenant: {pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log(
                    "failed to create manager for kubelb cluster",
                    "Get \\\"https://192.0.2.10:6443/api\\\": dial tcp 192.0.2.10:6443: i/o timeout"))}
                """),
            .fires(
                .error, "its log says that the API server of its own cluster does not respond",
                """
                tenant: {pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log(
                    "unable to create manager",
                    "failed to get server groups: Get \\\"https://10.112.0.1:443/api\\\": dial tcp 10.112.0.1:443: i/o timeout"))}
                """),
            .fires(
                .error, "its kubeconfig does not exist",
                """
                tenant: {pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log(
                    "unable to create rest config for kubelb cluster",
                    "stat /home/nonroot/.kube/kubelb: no such file or directory"))}
                """),
            .fires(
                .error, "the management cluster rejects its credentials, which are those that were issued",
                """
                tenant: {pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log("unable to start", "Unauthorized"))}
                """),
            .fires(
                .error, "a policy refuses the CRDs of the Gateway API",
                """
                tenant: {pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log(
                    "unable to install Gateway API CRDs",
                    "failed to install CRDs: failed to ensure CustomResourceDefinition /gatewayclasses: ValidatingAdmissionPolicy "
                        + "''safe-upgrades.gateway.networking.k8s.io'' denied request"))}
                """),
            .fires(
                .error, "the definition of SyncSecret is missing",
                """
                tenant: {pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log(
                    "if kind is a CRD, it should be installed before calling Start",
                    "no matches for kind \\\"SyncSecret\\\" in version \\\"kubelb.k8c.io/v1alpha1\\\""))}
                """),
            .fires(
                .error, "the cluster of its kubeconfig does not know KubeLB, the management cluster does",
                """
                tenant: {pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log(
                    "if kind is a CRD, it should be installed before calling Start",
                    "no matches for kind \\\"LoadBalancer\\\" in version \\\"kubelb.k8c.io/v1alpha1\\\""))}
                """),
            .fires(
                .error, "it has no token of its own cluster",
                """
                tenant: {pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log(
                    "unable to load in-cluster config",
                    "open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory"))}
                """),
            .fires(
                .error, "its last words are not recognized",
                """
                tenant: {pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log("unable to set up", "something new"))}
                """),
            .fires(
                .error, "its liveness probe asks a port that nobody serves",
                """
                tenant:
                  pods: {\(CCMExamples.crashingPod)}
                  events: {kubelb/e1: {type: Warning, reason: Unhealthy, count: 15, lastTimestamp: "2026-11-22T11:55:00Z",
                    involvedObject: {kind: Pod, namespace: kubelb, name: kubelb-ccm-1}, message: 'Liveness probe failed: Get
                    "http://10.244.0.5:8082/healthz": dial tcp 10.244.0.5:8082: connect: connection refused'}}
                """),
            .fires(
                .error, "its command does not exist",
                """
                tenant: {pods: {kubelb/kubelb-ccm-1: {status: {
                  conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-22T11:50:00Z"}],
                  containerStatuses: [{name: ccm, ready: false, restartCount: 4, state: {waiting: {reason: CrashLoopBackOff}},
                    lastState: {terminated: {exitCode: 128, reason: StartError, startedAt: "1970-01-01T00:00:00Z",
                      finishedAt: "2026-11-22T11:58:00Z", message: 'failed to create containerd task: failed to create shim task:
                      OCI runtime create failed: runc create failed: unable to start container process: error during container
                      init: exec: "/ccmx": stat /ccmx: no such file or directory'}}}]}}}}
                """),
            .fires(.error, "the cause is unknown", "tenant: {pods: {\(CCMExamples.crashingPod)}}"),
            .fires(
                .error, "it runs out of memory, and runs just now",
                """
                tenant: {pods: {kubelb/kubelb-ccm-1: {status: {
                  conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-22T11:59:50Z"}],
                  containerStatuses: [{name: ccm, ready: false, restartCount: 4, state: {running: {startedAt: "2026-11-22T11:59:50Z"}},
                    lastState: {terminated: {exitCode: 137, reason: OOMKilled, startedAt: "2026-11-22T11:57:00Z",
                      finishedAt: "2026-11-22T11:58:00Z"}}}]}}}}
                """),
            .fires(
                .warning, "a new pod crashes while the old one is Ready",
                """
                tenant: {pods: {kubelb/kubelb-ccm-2: {
                  metadata: {labels: {app.kubernetes.io/name: kubelb-ccm, app.kubernetes.io/instance: kubelb-ccm}},
                  spec: {containers: [{name: ccm, image: "quay.io/kubermatic/kubelb-ccm:v1.4.3"}]},
                  status: {conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-22T11:30:00Z"}],
                  containerStatuses: [{name: ccm, ready: false, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}}}]}}}}
                """),
            .fires(
                .error, "it is Ready for as long as the run took that failed",
                """
                tenant: {pods: {kubelb/kubelb-ccm-1: {status: {
                  containerStatuses: [{name: ccm, ready: true, restartCount: 3, state: {running: {startedAt: "2026-11-22T11:58:00Z"}},
                    lastState: {terminated: {exitCode: 1, reason: Error, startedAt: "2026-11-22T11:55:00Z",
                      finishedAt: "2026-11-22T11:57:00Z"}}}]}}}}
                """),
            .silent(
                "it is Ready for longer than that, and a minute more",
                """
                tenant: {pods: {kubelb/kubelb-ccm-1: {status: {
                  containerStatuses: [{name: ccm, ready: true, restartCount: 3, state: {running: {startedAt: "2026-11-22T11:55:00Z"}},
                    lastState: {terminated: {exitCode: 1, reason: Error, startedAt: "2026-11-22T11:51:00Z",
                      finishedAt: "2026-11-22T11:53:00Z"}}}]}}}}
                """),
            .silent(
                "three restarts in three months, and Ready since",
                """
                tenant: {pods: {kubelb/kubelb-ccm-1: {status: {
                  containerStatuses: [{name: ccm, ready: true, restartCount: 3, state: {running: {startedAt: "2026-11-22T11:55:00Z"}},
                    lastState: {terminated: {exitCode: 1, reason: Error, startedAt: "2026-10-22T11:57:00Z",
                      finishedAt: "2026-11-22T11:54:59Z"}}}]}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let state = CCMState(context)
        let pods = (topology.pods(of: topology.ccm).value ?? []).filter { !$0.metadata.isBeingDeleted }
        let looping = pods.filter(state.isLooping)
        guard let pod = looping.max(by: { restarts($0, state) < restarts($1, state) }) else { return [] }
        let cause = CrashCause(of: pod, state, context)
        let name = topology.deployment(of: topology.ccm).value?.reference ?? pod.reference
        let count = restarts(pod, state)
        let summary = cause.summary.map { ": \($0)" } ?? "; the cause is unknown"
        var objects = [ObjectReference(.tenant, pod)]
        if let deployment = topology.deployment(of: topology.ccm).value {
            objects.insert(ObjectReference(.tenant, deployment), at: 0)
        }
        return [
            Finding(
                state.isUp == true ? .warning : .error,
                "\(name) is crash-looping (\(count) restart\(count == 1 ? "" : "s"))\(summary)", objects: objects,
                evidence: evidence(pod, state) + cause.evidence, remedies: cause.remedies)
        ]
    }

    private func restarts(_ pod: Pod, _ state: CCMState) -> Int { state.container(of: pod)?.restartCount ?? 0 }

    private func evidence(_ pod: Pod, _ state: CCMState) -> [Evidence] {
        guard let status = state.container(of: pod) else { return [] }
        let ended = status.state.isTerminated ? status.state : status.lastState
        return [
            Evidence(
                "container \(status.name) of \(pod.reference)", status.restartWords, at: ended.finishedAt)
        ]
    }
}
