import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-D016: the tenant's Envoy runs, with fewer pods than it should.
struct D016TooFewEnvoys: Check {
    let documentation = CheckDocumentation(
        code: "D016",
        title: "Envoy runs with too few replicas",
        severity: .warning,
        inputs: [.loadBalancers, .managementDeployments, .managementPods],
        optionalInputs: [.managementDaemonSets, .configs, .routes],
        causedBy: ["D006", "D037"],
        meaning: """
            Fewer Envoy pods are Ready than the workload wants, or it wants only one. All traffic of the tenant passes \
            through them.
            """,
        impact: "The next restart, drain or node failure interrupts all Services of the tenant.",
        mending: "Get the missing pods running again, or run at least two replicas.",
        examples: [
            .fires(
                .warning, "one of two pods has not been Ready for an hour",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1, availableReplicas: 1}}}
                  pods: {tenant-acme/envoy-tenant-acme-2: {status: {conditions: [{type: Ready, status: "False",
                    lastTransitionTime: "2026-11-22T11:00:00Z"}]}}}
                """),
            .fires(
                .info, "the Config asks for a single replica",
                """
                management:
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {envoyProxy: {replicas: 1}}}}
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {spec: {replicas: 1}, status: {replicas: 1,
                    readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1}}}
                  pods: {tenant-acme/envoy-tenant-acme-2: null}
                """),
            .fires(
                .warning, "somebody scaled Envoy to a single replica",
                """
                management:
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {envoyProxy: {replicas: 2}}}}
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {spec: {replicas: 1}, status: {replicas: 1,
                    readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1}}}
                  pods: {tenant-acme/envoy-tenant-acme-2: null}
                """),
            .fires(
                .info, "a pod has not been Ready for ten seconds",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1, availableReplicas: 1}}}
                  pods: {tenant-acme/envoy-tenant-acme-2: {status: {conditions: [{type: Ready, status: "False",
                    lastTransitionTime: "2026-11-22T11:59:50Z"}]}}}
                """),
            .fires(
                .info, "a rollout is in progress",
                """
                management: {deployments.apps: {tenant-acme/envoy-tenant-acme: {metadata: {generation: 2},
                  status: {readyReplicas: 1, updatedReplicas: 1, observedGeneration: 2}}}}
                """),
            .silent(
                "none is Ready, which is another fault",
                """
                management: {deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: null,
                  availableReplicas: null}}}}
                """),
            .silent(
                "there is nothing to serve",
                """
                tenant: {services: {shop/web: null}}
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard context.envoyDemand != nil, let workload = context.topology.envoyWorkload.value,
            workload.state.ready > 0, workload.state.desired > 0, let pods = context.topology.envoyPods.value
        else { return [] }
        if workload.state.ready < workload.state.desired { return [missing(workload, pods, context)] }
        return workload.state.desired == 1 ? [single(workload, context)] : []
    }

    private func missing(_ workload: EnvoyWorkload, _ pods: [Pod], _ context: CheckContext) -> Finding {
        let unready = pods.filter { !$0.isReady && !$0.metadata.isBeingDeleted }
        let longest = unready.compactMap(Self.unreadySince).min()
        // A pod that was lost a moment ago has no successor that could tell its age.
        let isFresh = longest.map { context.now.seconds(since: $0) < CheckContext.grace } ?? true
        let isProgress = workload.isRollingOut || isFresh
        let state = workload.state
        let lacking = state.desired.saturatingDifference(state.ready)
        let notReady = lacking == 1 ? "is not Ready" : "are not Ready"
        let how =
            workload.isRollingOut
            ? "\(notReady) during a rollout"
            : isFresh
                ? "\(notReady) (for less than a minute)"
                : "\(lacking == 1 ? "has" : "have") not been Ready" + context.forAge(of: longest)
        var finding = Finding(
            isProgress ? .info : .warning,
            "\(workload.reference): \(lacking) of \(ServiceWords.count(state.desired, "Envoy pod")) \(how)",
            objects: [D005EnvoyMissing.reference(workload)]
                + unready.prefix(5).map { ObjectReference(.management, $0) },
            evidence: [workload.evidence("status.readyReplicas", "\(state.ready) of \(state.desired)")]
                + unready.prefix(3).map { pod in
                    let message = pod.readyCondition?.message ?? ""
                    return Evidence(
                        pod.reference, "\(pod.phase), not Ready\(message.isEmpty ? "" : ": \(message)")",
                        at: Self.unreadySince(pod))
                },
            remedies: isProgress ? [] : context.inspectEnvoys(of: workload))
        let nodes = pods.filter(\.isReady).map(\.spec.nodeName)
        if !isProgress, nodes.count == 1, let node = nodes[0] { finding.common = Self.onlyNode(node, context) }
        return finding
    }

    private static func onlyNode(_ name: String, _ context: CheckContext) -> CommonCause {
        CommonCause(
            subject: .onlyNode(name), objects: [ObjectReference(.management, kind: Node.kind, name: name)],
            remedies: [
                .fix("get Envoy pods Ready on another node before you drain or restart node \(name)"),
                .inspect(
                    "list the Envoy pods of all tenants with their nodes",
                    context.kubectl(
                        .management, "get pods -A -l \(KubeLBNames.appManagedByLabel)=kubelb -o wide")),
            ])
    }

    private static func unreadySince(_ pod: Pod) -> Timestamp? {
        pod.readyCondition?.lastTransitionTime ?? pod.metadata.creationTimestamp
    }

    private func single(_ workload: EnvoyWorkload, _ context: CheckContext) -> Finding {
        let isDaemonSet = workload.kind == DaemonSet.kind
        var evidence = [
            workload.evidence(
                "\(isDaemonSet ? "status.desiredNumberScheduled" : "spec.replicas")", "1")
        ]
        var isWanted = isDaemonSet
        if let config = context.topology.config.value, let replicas = config.replicas, !isDaemonSet {
            evidence.append(config.evidence("spec.envoyProxy.replicas", "\(replicas)"))
            isWanted = replicas == 1
        }
        // Whoever asks for one pod accepts the interruption.
        return Finding(
            isWanted ? .info : .warning,
            "\(workload.reference) has only one pod, so its restart interrupts every Service of the tenant",
            objects: [D005EnvoyMissing.reference(workload)], evidence: evidence,
            remedies: isDaemonSet
                ? [.fix("run the DaemonSet on more than one node of the management cluster")]
                : context.runTwoReplicas(of: workload))
    }
}
