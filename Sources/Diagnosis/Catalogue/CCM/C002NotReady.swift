import KubeLB
import Kubernetes
import Topology

/// KLC-C002: the CCM's pods do not come up.
struct C002NotReady: Check {
    let documentation = CheckDocumentation(
        code: "C002",
        title: "The CCM's pods are not Ready",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.tenantDeployments],
        optionalInputs: [.tenantPods, .tenantEvents, .tenantNodes] + Input.tenantIssuance,
        causedBy: ["C001", "C003", "C004", "C005", "C009", "C010", "C011", "C019"],
        meaning: """
            The CCM's Deployment wants pods, but none of them is Ready: they cannot be scheduled, an image or volume \
            is unavailable, or their probes fail. Pods that restart repeatedly are reported as KLC-C003.
            """,
        impact:
            "Without a Ready CCM, no Service is propagated, updated or cleaned up. Synced Services keep their traffic.",
        mending: "The pod's status and Events show the reason. Fix the image, the Secret, the node or the quota.",
        examples: [
            .fires(
                .error, "the image cannot be pulled",
                """
                tenant: {pods: {kubelb/kubelb-ccm-1: {status: {phase: Pending,
                  conditions: [{type: Ready, status: "False", reason: ContainersNotReady, lastTransitionTime: "2026-11-22T11:30:00Z"}],
                  containerStatuses: [{name: ccm, ready: false, restartCount: 0, state: {waiting: {reason: ImagePullBackOff,
                    message: "Back-off pulling image"}}}]}}}}
                """),
            .fires(
                .error, "the image is not on the node, and its pull policy is Never",
                """
                tenant: {pods: {kubelb/kubelb-ccm-1: {status: {phase: Pending,
                  conditions: [{type: Ready, status: "False", reason: ContainersNotReady, lastTransitionTime: "2026-11-22T11:30:00Z"}],
                  containerStatuses: [{name: ccm, ready: false, restartCount: 0, state: {waiting: {reason: ErrImageNeverPull,
                    message: 'Container image "quay.io/kubermatic/kubelb-ccm:v1.4.3" is not present with pull policy of Never'}}}]}}}}
                """),
            .fires(
                .error, "cert-manager does not issue the certificate that it mounts, as the Issuer does not exist",
                SecretMakerExamples.missingIssuer(.tenant, "kubelb/kubelb-ccm-1", "ccm")),
            .fires(
                .error, "cert-manager does not issue the certificate that it mounts, as a challenge fails",
                SecretMakerExamples.failedChallenge(.tenant, "kubelb/kubelb-ccm-1", "ccm")),
            .fires(
                .error, "no pod was made",
                "tenant: {pods: {kubelb/kubelb-ccm-1: null}}"),
            .fires(
                .warning, "the only pod started 20 seconds ago",
                """
                tenant: {pods: {kubelb/kubelb-ccm-1: {metadata: {creationTimestamp: "2026-11-22T11:59:40Z"}, status: {phase: Pending,
                  conditions: [{type: Ready, status: "False", reason: ContainersNotReady, lastTransitionTime: "2026-11-22T11:59:40Z"}],
                  containerStatuses: [{name: ccm, ready: false, restartCount: 0, state: {waiting: {reason: ContainerCreating}}}]}}}}
                """),
            .fires(
                .error, "the API server cannot decrypt the Secret that the pod mounts",
                """
                tenant:
                  pods:
                    kubelb/kubelb-ccm-1: {metadata: {creationTimestamp: "2026-11-22T11:10:00Z"}, status: {phase: Pending,
                      conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-22T11:10:00Z"}],
                      containerStatuses: [{name: ccm, ready: false, restartCount: 0, state: {waiting: {reason: ContainerCreating}}}]}}
                    kube-system/vault-kms-provider-cp: {spec: {containers: [{name: kms, image: "registry.example/kms:1"}]},
                      status: {phase: Running, conditions: [{type: Ready, status: "False"}], containerStatuses: [{name: kms,
                        ready: false, restartCount: 12, state: {waiting: {reason: CrashLoopBackOff}}}]}}
                  events: {kubelb/e1: {type: Warning, reason: FailedMount, count: 26, lastTimestamp: "2026-11-22T11:59:00Z",
                    message: 'MountVolume.SetUp failed for volume "kubelb-cluster" : failed to sync secret cache: timed out',
                    source: {component: kubelet}, involvedObject: {kind: Pod, namespace: kubelb, name: kubelb-ccm-1}}}
                """),
            .fires(
                .warning, "a rollout hangs while the old pod is Ready",
                """
                tenant: {pods: {kubelb/kubelb-ccm-2: {
                  metadata: {labels: {app.kubernetes.io/name: kubelb-ccm, app.kubernetes.io/instance: kubelb-ccm}},
                  spec: {containers: [{name: ccm, image: "quay.io/kubermatic/kubelb-ccm:v9"}]},
                  status: {phase: Pending, conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-22T11:30:00Z"}],
                  containerStatuses: [{name: ccm, ready: false, restartCount: 0, state: {waiting: {reason: ErrImagePull}}}]}}}}
                """),
            .fires(
                .error, "pods may not be read: the Deployment has none that is Ready, and an Event shows the reason",
                """
                tenant:
                  pods: forbidden
                  deployments.apps: {kubelb/kubelb-ccm: {status: {readyReplicas: null, availableReplicas: null,
                    conditions: [{type: Available, status: "False", lastTransitionTime: "2026-11-22T11:30:00Z"}]}}}
                  events: {kubelb/e1: {type: Warning, reason: FailedScheduling, lastTimestamp: "2026-11-22T11:55:00Z",
                    message: '0/2 nodes are available: 2 node(s) had untolerated taint(s)',
                    involvedObject: {kind: Pod, namespace: kubelb, name: kubelb-ccm-7dd64d5dc8-7gd2z}}}
                """),
            .silent("pods may not be read, and the Deployment has its Ready pod", "tenant: {pods: forbidden}"),
            .silent(
                "a rollout that began seconds ago",
                """
                tenant: {pods: {kubelb/kubelb-ccm-2: {
                  metadata: {creationTimestamp: "2026-11-22T11:59:50Z",
                    labels: {app.kubernetes.io/name: kubelb-ccm, app.kubernetes.io/instance: kubelb-ccm}},
                  spec: {containers: [{name: ccm, image: "quay.io/kubermatic/kubelb-ccm:v1.4.3"}]},
                  status: {phase: Pending, conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-22T11:59:50Z"}],
                  containerStatuses: [{name: ccm, ready: false, restartCount: 0, state: {waiting: {reason: ContainerCreating}}}]}}}}
                """),
            .silent(
                "scaled to 0",
                "tenant: {deployments.apps: {kubelb/kubelb-ccm: {spec: {replicas: 0}}}, pods: {kubelb/kubelb-ccm-1: null}}"
            ),
            .silent("a crash loop is another check's matter", "tenant: {pods: {\(CCMExamples.crashingPod)}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let deployment = topology.deployment(of: topology.ccm).value, deployment.state.desired > 0 else {
            return []
        }
        let state = CCMState(context)
        guard let pods = state.pods else { return unreadPods(deployment, context) }
        guard !pods.isEmpty else { return [noPods(deployment, context)] }
        let troubled = pods.filter { !$0.isReady && !state.isLooping($0) }
        guard let pod = troubled.max(by: { weight($0, context) < weight($1, context) }) else { return [] }
        if pods.contains(where: \.isReady) {
            guard let since = changed(pod), context.now.seconds(since: since) >= CheckContext.grace else { return [] }
            let count = "\(troubled.count) of \(pods.count) pods of \(deployment.reference)"
            return [finding(.warning, count, "", pod, deployment, context)]
        }
        let problem = PodProblem(pod)
        let (severity, note) = problem.isDefinite ? (.error, "") : context.symptom(since: changed(pod))
        let count = pods.count == 1 ? "The pod" : "All \(pods.count) pods"
        var found = finding(severity, "\(count) of \(deployment.reference)", note, pod, deployment, context)
        if !problem.isDefinite { found.suspects = NodeWords.suspects(of: context) }
        return [found]
    }

    /// The pod that tells most: one with a definite problem, and the one that has had it longest.
    private func weight(_ pod: Pod, _ context: CheckContext) -> (Int, Double) {
        (PodProblem(pod).isDefinite ? 1 : 0, changed(pod).map { context.now.seconds(since: $0) } ?? 0)
    }

    private func changed(_ pod: Pod) -> Timestamp? {
        [pod.metadata.creationTimestamp, pod.readyCondition?.lastTransitionTime].compactMap { $0 }.max()
    }

    private func finding(
        _ severity: Severity, _ subject: String, _ note: String, _ pod: Pod, _ deployment: Deployment,
        _ context: CheckContext
    ) -> Finding {
        let problem = PodProblem(pod)
        let mount = StuckMount(pod, .tenant, context)
        let verb = subject.hasPrefix("The pod") || subject.hasPrefix("1 of") ? "is" : "are"
        let metadata = pod.metadata
        let event = context.lastWarning(.tenant, kind: "Pod", namespace: metadata.namespace, name: metadata.name)
        let status = pod.evidence(
            "status",
            problem.detail.isEmpty ? problem.summary : "\(problem.summary): \(problem.detail)",
            at: pod.readyCondition?.lastTransitionTime)
        return Finding(
            severity,
            "\(subject) \(verb) not Ready: \(problem.summary)" + (mount.map { ": \($0.words)" } ?? "") + note,
            objects: [ObjectReference(.tenant, deployment), ObjectReference(.tenant, pod)] + (mount?.objects ?? []),
            evidence: [status] + [event].compactMap { $0 } + (mount?.evidence ?? []),
            remedies: (mount?.remedies ?? []) + problem.remedies(of: context.topology.ccm, context))
    }

    /// The Deployment counts its Ready pods, and Events are about pods by their names.
    private func unreadPods(_ deployment: Deployment, _ context: CheckContext) -> [Finding] {
        guard deployment.state.ready == 0 else { return [] }
        let event = context.lastPodWarning(of: deployment, .tenant)
        let changes = [deployment.metadata.creationTimestamp] + deployment.state.conditions.map(\.lastTransitionTime)
        let (severity, note) = context.symptom(since: changes.compactMap { $0 }.max())
        let cause = event.map { ": \(ServiceWords.excerpt($0.message))" } ?? "; its pods may not be read"
        return [
            Finding(
                severity, "\(deployment.reference) has no Ready pod\(cause)\(note)",
                objects: [ObjectReference(.tenant, deployment)],
                evidence: [
                    deployment.evidence("status.readyReplicas", "0 of \(deployment.state.desired)")
                ] + [event.map { Evidence($0) }].compactMap { $0 },
                remedies: [
                    .inspect("inspect the state and Events of its pods", context.podCreation(of: context.topology.ccm))
                ])
        ]
    }

    private func noPods(_ deployment: Deployment, _ context: CheckContext) -> Finding {
        let refusal = PodRefusal(
            of: Deployment.kind, deployment.metadata, conditions: deployment.state.conditions, .tenant, in: context)
        let changes = [deployment.metadata.creationTimestamp] + deployment.state.conditions.map(\.lastTransitionTime)
        let (severity, note) =
            refusal == nil ? context.symptom(since: changes.compactMap { $0 }.max()) : (.error, "")
        var evidence = [Evidence("pods of \(deployment.reference)", "0 of \(deployment.state.desired)")]
        if let refusal { evidence.append(refusal.evidence) }
        let known = refusal?.remedies(of: .controller(context.topology.ccm), context) ?? []
        return Finding(
            severity,
            "\(deployment.reference) has no pods, but should have \(deployment.state.desired)"
                + (refusal.map { ": \($0.cause)" } ?? "") + note,
            objects: [ObjectReference(.tenant, deployment)], evidence: evidence,
            remedies: known.isEmpty
                ? [
                    .inspect(
                        "find out why no pod is created: a quota, an admission policy or a stopped controller manager",
                        context.podCreation(of: context.topology.ccm))
                ] : known)
    }
}
