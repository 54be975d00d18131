import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-M001: no manager works.
struct M001ManagerDown: Check {
    let documentation = CheckDocumentation(
        code: "M001",
        title: "No KubeLB manager is running in the management cluster",
        severity: .error,
        explains: Gate.all(of: .provisioned),
        inputs: [.managementDeployments],
        optionalInputs: [
            .managementPods, .managementEvents, .managerLogs, .tenantStates, .configs, .ccmLogs, .certificates,
        ] + Input.issuance,
        causedBy: ["A004", "A005", "A009", "M004", "R004"],
        meaning: """
            The manager creates Services, Envoy workloads and their configuration from LoadBalancers. The management \
            cluster has no Deployment of it, the Deployment is scaled to 0, or none of its pods is Ready.
            """,
        impact: """
            New and changed LoadBalancers are not provisioned, and deleted ones keep their finalizer. Envoy keeps \
            serving its last configuration; an Envoy pod that restarts meanwhile has no configuration and refuses its \
            share of the traffic.
            """,
        mending: "Install the manager, scale it up, or fix what prevents its pods from becoming Ready.",
        examples: [
            .fires(
                .error, "it is scaled to 0",
                "management: {deployments.apps: {\(ManagerExamples.scaledDown)}, pods: {kubelb/kubelb-manager-1: null}}"
            ),
            .fires(
                .error, "there is none",
                "management: {deployments.apps: {kubelb/kubelb-manager: null}, pods: {kubelb/kubelb-manager-1: null}}"),
            .fires(.error, "its pod crashes", "management: {pods: {\(ManagerExamples.crashing)}}"),
            .fires(
                .error, "its image is for another architecture",
                """
                management: {pods: {\(ManagerExamples.crashing)}}
                logs: {management/kubelb/kubelb-manager-1/manager.previous.log: "exec /manager: exec format error"}
                """),
            .fires(
                .error, "its pod exceeds its memory limit",
                """
                management: {pods: {kubelb/kubelb-manager-1: {status: {
                  conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-22T11:30:00Z"}],
                  containerStatuses: [{name: manager, ready: false, restartCount: 7,
                    state: {waiting: {reason: CrashLoopBackOff, message: "back-off 5m0s restarting failed container"}},
                    lastState: {terminated: {exitCode: 137, reason: OOMKilled, startedAt: "2026-11-22T11:57:00Z",
                      finishedAt: "2026-11-22T11:57:30Z"}}}]}}}}
                """),
            .fires(
                .error, "its pod crashes, and its log shows the cause",
                """
                management: {pods: {\(ManagerExamples.crashing)}}
                logs: {management/kubelb/kubelb-manager-1/manager.log:
                  '{"level":"error","ts":"2026-11-22T11:58:00.000Z","logger":"setup","msg":"leader election lost"}'}
                """),
            .fires(
                .error, "the API server accepts neither its token nor that of the CCM",
                """
                tenant: {pods: {\(CCMExamples.crashingPod)}}
                management: {pods: {\(ManagerExamples.crashing)}}
                logs:
                  \(CCMExamples.log("Failed to watch", "failed to list *v1alpha1.Route: Unauthorized"))
                  management/kubelb/kubelb-manager-1/manager.log:
                    '{"level":"error","ts":"2026-11-22T11:58:00.000Z","logger":"init","msg":"unable to load controller config",
                    "error":"failed to get server groups: the server has asked for the client to provide credentials"}'
                """),
            .fires(
                .error, "cert-manager does not issue the certificate that its pod mounts, as the Issuer does not exist",
                SecretMakerExamples.missingIssuer(.management, "kubelb/kubelb-manager-1", "manager")),
            .fires(
                .error, "cert-manager does not issue the certificate that its pod mounts, as a challenge fails",
                SecretMakerExamples.failedChallenge(.management, "kubelb/kubelb-manager-1", "manager")),
            .silent(
                "a second pod comes up while one is Ready",
                """
                management: {pods: {kubelb/kubelb-manager-2: {metadata: {labels: {app.kubernetes.io/name: kubelb-manager}},
                  spec: {containers: [{name: manager, image: "quay.io/kubermatic/kubelb-manager:v1.4.3"}]},
                  status: {phase: Pending, conditions: [{type: Ready, status: "False"}]}}}}
                """),
            .fires(
                .warning, "it was installed just now and has no pod yet",
                """
                management: {pods: {kubelb/kubelb-manager-1: null}, deployments.apps: {kubelb/kubelb-manager: {
                  metadata: {creationTimestamp: "2026-11-22T11:59:50Z"}, status: {readyReplicas: null}}}}
                """),
            .fires(
                .error, "it ends with a fatal error of its port allocator",
                """
                management: {pods: {\(ManagerExamples.crashing)}}
                logs: {management/kubelb/kubelb-manager-1/manager.previous.log: "fatal error: concurrent map read and map write"}
                """),
            .fires(
                .warning, "it is Ready, and was killed for its memory again and again",
                """
                management: {pods: {kubelb/kubelb-manager-1: {status: {containerStatuses: [{name: manager, ready: true,
                  restartCount: 6, state: {running: {startedAt: "2026-11-22T11:57:00Z"}}, lastState: {terminated: {exitCode: 137,
                  reason: OOMKilled, finishedAt: "2026-11-22T11:56:50Z"}}}]}}}}
                """),
            .fires(
                .error, "its pods may not be read, and an Event shows the reason",
                """
                management:
                  pods: forbidden
                  deployments.apps: {kubelb/kubelb-manager: {status: {readyReplicas: null, availableReplicas: null}}}
                  events: {kubelb/e1: {type: Warning, reason: FailedScheduling, lastTimestamp: "2026-11-22T11:55:00Z",
                    message: '0/2 nodes are available: 2 node(s) had untolerated taint(s)',
                    involvedObject: {kind: Pod, namespace: kubelb, name: kubelb-manager-7dd64d5dc8-7gd2z}}}
                """),
            .fires(
                .warning, "its pod has not been Ready for some seconds",
                """
                management: {pods: {kubelb/kubelb-manager-1: {status: {conditions: [{type: Ready, status: "False",
                  lastTransitionTime: "2026-11-22T11:59:45Z"}], containerStatuses: [{name: manager, ready: false, restartCount: 0,
                  state: {running: {startedAt: "2026-11-22T11:59:45Z"}}}]}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        switch context.topology.deployment(of: context.topology.manager) {
        case .present(let deployment) where deployment.state.desired == 0: return [scaledDown(deployment, context)]
        case .present(let deployment): return notReady(deployment, context)
        case .absent: return missing(context)
        case .forbidden, .failed, .notCollected: return []
        }
    }

    private func scaledDown(_ deployment: Deployment, _ context: CheckContext) -> Finding {
        let stopped = StoppedWorkload(deployment, .management)
        return Finding(
            .error, "No manager is running: \(stopped.words)",
            objects: [ObjectReference(.management, deployment)],
            evidence: stopped.evidence, remedies: [stopped.start(context)])
    }

    private func missing(_ context: CheckContext) -> [Finding] {
        // Pods without a Deployment: it is run by other means.
        if ManagerState(context).isUp == true { return [] }
        let chart = HelmRelease.install(
            context.topology.manager, namespace: KubeLBNames.namespace,
            like: HelmRelease(of: context.topology.ccm), context)
        return [
            Finding(
                .error, "The management cluster has no Deployment of the KubeLB manager",
                evidence: [
                    Evidence("Deployments labelled app.kubernetes.io/name=\(KubeLBNames.managerAppName)", "none")
                ],
                remedies: [.fix("install the chart", chart)])
        ]
    }

    private func notReady(_ deployment: Deployment, _ context: CheckContext) -> [Finding] {
        let pods = ManagerState(context).pods
        let isUp = pods.map { $0.contains(where: \.isReady) } ?? (deployment.state.ready > 0)
        guard !isUp else { return outOfMemory(pods ?? [], deployment, context) }
        let pod = pods?.first { $0.containerStatuses.contains(where: \.isCrashLooping) } ?? pods?.first
        let since =
            pod?.readyCondition?.lastTransitionTime ?? pod?.metadata.creationTimestamp
            // No pod at all: a Deployment made just now has had no time for one.
            ?? deployment.metadata.creationTimestamp
        let isLooping = pod?.containerStatuses.contains(where: \.isCrashLooping) ?? false
        let (severity, note) = isLooping ? (Severity.error, "") : context.symptom(since: since)
        var evidence = [
            deployment.evidence(
                "status.readyReplicas",
                "\(deployment.state.ready) of \(deployment.state.desired)",
                at: since)
        ]
        var reason = ""
        var remedies = [context.log(of: context.topology.manager, previous: isLooping)]
        if let pod {
            let problem = PodProblem(pod)
            let mount = StuckMount(pod, .management, context)
            reason = ": \(problem.summary)" + (mount.map { ": \($0.words)" } ?? "")
            evidence.append(
                Evidence(pod.reference, problem.summary + (problem.detail.isEmpty ? "" : " (\(problem.detail))")))
            evidence += mount?.evidence ?? []
            if let event = context.lastWarning(
                .management, kind: "Pod", namespace: pod.metadata.namespace, name: pod.metadata.name)
            {
                evidence.append(event)
            }
            remedies = (mount?.remedies ?? []) + problem.remedies(of: context.topology.manager, context)
        } else if pods == nil, let event = context.lastPodWarning(of: deployment, .management) {
            reason = ": \(ServiceWords.excerpt(event.message))"
            evidence.append(Evidence(event))
        } else if let refusal = PodRefusal(
            of: Deployment.kind, deployment.metadata, conditions: deployment.state.conditions, .management, in: context)
        {
            reason = ": no pods are created: \(refusal.cause)"
            evidence.append(refusal.evidence)
            let known = refusal.remedies(of: .controller(context.topology.manager), context)
            remedies =
                known.isEmpty
                ? [.inspect("find out why no pods are created", context.podCreation(of: context.topology.manager))]
                : known
        }
        if let (source, line) = ManagerState.mostTelling(context) {
            let lines = context.topology.recognisedLines(of: context.topology.manager)
            if isLooping { reason += "; its log: \(line.signature.summary(among: lines.map { $0.line.signature }))" }
            if case .panicked(let text) = line.signature, text.containsBytes(of: "concurrent map"),
                !context.topology.has(.guardedPortAllocator)
            {
                remedies.insert(
                    .fix("upgrade KubeLB to v1.5 or later, which fixes this race in the manager's port allocator"),
                    at: 0)
            }
            if line.signature == .managementUnauthorized {
                let tokens = RejectedTokens(context)
                reason += tokens.sentence
                evidence += tokens.evidence
                remedies = tokens.remedies + remedies
            }
            evidence.append(context.evidence(source, line))
            remedies.removeAll { $0 == context.log(of: context.topology.manager, previous: isLooping) }
        } else if isLooping, let pod, let failure = LivenessFailure(of: pod, .management, context) {
            reason += "; \(failure.words)"
            remedies = failure.remedies(context.topology.manager, pod, context)
        } else if isLooping, let (source, text) = context.lastWords(of: context.topology.manager) {
            reason += "; its log ends with: \(ServiceWords.excerpt(text))"
            evidence.append(Evidence("\(source)", text))
            remedies = context.remedies(for: text, of: context.topology.manager) + remedies
        }
        return [
            Finding(
                severity, "No pod of the manager's \(deployment.reference) is Ready\(reason)\(note)",
                objects: [ObjectReference(.management, deployment)], evidence: evidence, remedies: remedies)
        ]
    }

    /// Restarts of a manager for want of memory count, whether or not it is Ready just now: each one is an outage.
    private func outOfMemory(_ pods: [Pod], _ deployment: Deployment, _ context: CheckContext) -> [Finding] {
        for pod in pods {
            guard let status = PodProblem.outOfMemory(pod), let time = status.lastState.finishedAt,
                context.now.seconds(since: time) < Self.recent
            else { continue }
            return [
                Finding(
                    .warning,
                    "\(pod.reference) of the manager is Ready, but container \(status.name) keeps exceeding its memory limit "
                        + "(OOMKilled, \(ServiceWords.count(status.restartCount, "restart")))",
                    objects: [ObjectReference(.management, deployment), ObjectReference(.management, pod)],
                    evidence: [
                        Evidence("container \(status.name) of \(pod.reference)", "OOMKilled", at: time)
                    ],
                    remedies: [PodProblem.raiseMemory(of: context.topology.manager, context)])
            ]
        }
        return []
    }

    /// Seconds after which a restart is past.
    private static let recent = 1800.0
}
