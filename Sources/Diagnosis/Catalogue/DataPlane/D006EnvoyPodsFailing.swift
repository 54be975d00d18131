import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-D006: Envoy pods that cannot start or do not stay up.
struct D006EnvoyPodsFailing: Check {
    let documentation = CheckDocumentation(
        code: "D006",
        title: "Envoy pods cannot run",
        severity: .error,
        explains: [.envoySelected, .envoyReady],
        inputs: [.managementPods, .managementDeployments, .loadBalancers],
        optionalInputs: [
            .managementDaemonSets, .configs, .tenantStates, .managementEvents, .routes, .managementNodes,
            .managerLogs, .managementLeases, .certificates,
        ] + Input.issuance,
        meaning: """
            Pods of the tenant's Envoy are not scheduled, cannot pull their image, crash-loop, or are on a NotReady node. Pods of an old \
            revision that is being replaced are not counted.
            """,
        impact: """
            If no Envoy is left, the tenant's Services are unreachable; if some are left, capacity and resilience are \
            reduced, and changes to Envoy's own settings are not rolled out.
            """,
        mending: """
            Make room for the pods (nodes, requests, one-pod-per-node rule), fix the access to the image's registry, or \
            check Envoy's log.
            """,
        examples: [
            .fires(
                .warning, "one of two pods is not scheduled",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1, availableReplicas: 1}}}
                  pods: {tenant-acme/envoy-tenant-acme-2: {spec: {nodeName: null}, status: {phase: Pending,
                    containerStatuses: null, conditions: [{type: PodScheduled, status: "False", reason: Unschedulable,
                    message: "0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules.",
                    lastTransitionTime: "2026-11-22T11:00:00Z"}]}}}
                """),
            .fires(
                .warning, "no node has the label that the Config requires",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1, availableReplicas: 1}}}
                  pods: {tenant-acme/envoy-tenant-acme-2: {spec: {nodeName: null, nodeSelector: {example.com/edge: "true"}},
                    status: {phase: Pending, containerStatuses: null, conditions: [{type: PodScheduled, status: "False",
                    reason: Unschedulable, message: "0/1 nodes are available: 1 node(s) didn't match Pod's node
                    affinity/selector. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
                    lastTransitionTime: "2026-11-22T11:00:00Z"}]}}}
                """),
            .fires(
                .error, "no pod can get its image",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: null, availableReplicas: null}}}
                  pods:
                    tenant-acme/envoy-tenant-acme-1: {status: {phase: Pending, conditions: [{type: Ready, status: "False"}],
                      containerStatuses: [{name: envoy-proxy, ready: false, restartCount: 0, state: {waiting: {
                      reason: ImagePullBackOff, message: "Back-off pulling image"}}}]}}
                    tenant-acme/envoy-tenant-acme-2: {status: {phase: Pending, conditions: [{type: Ready, status: "False"}],
                      containerStatuses: [{name: envoy-proxy, ready: false, restartCount: 0, state: {waiting: {
                      reason: ImagePullBackOff, message: "Back-off pulling image"}}}]}}
                """),
            .fires(
                .error, "the registry allows no more pulls",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: null, availableReplicas: null}}}
                  pods:
                    tenant-acme/envoy-tenant-acme-2: null
                    tenant-acme/envoy-tenant-acme-1: {status: {phase: Pending, conditions: [{type: Ready, status: "False"}],
                      containerStatuses: [{name: envoy-proxy, ready: false, restartCount: 0, state: {waiting: {
                      reason: ImagePullBackOff, message: "429 Too Many Requests - toomanyrequests"}}}]}}
                """),
            .fires(
                .error, "the nodes are short of disk space",
                """
                management:
                  nodes: {mgmt-a: {spec: {taints: [{key: node.kubernetes.io/disk-pressure, effect: NoSchedule}]}, status: {
                    conditions: [{type: Ready, status: "True"}, {type: DiskPressure, status: "True"}]}}}
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: null, availableReplicas: null}}}
                  pods:
                    tenant-acme/envoy-tenant-acme-1: {status: {phase: Failed, reason: Evicted,
                      message: "The node was low on resource: ephemeral-storage."}}
                    tenant-acme/envoy-tenant-acme-2: {spec: {nodeName: null}, status: {phase: Pending,
                      containerStatuses: null, conditions: [{type: PodScheduled, status: "False", reason: Unschedulable,
                      message: "0/2 nodes are available: 2 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }.",
                      lastTransitionTime: "2026-11-22T11:00:00Z"}]}}
                """),
            .fires(
                .warning, "one pod ends again and again",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1, availableReplicas: 1}}}
                  pods: {tenant-acme/envoy-tenant-acme-2: {status: {conditions: [{type: Ready, status: "False"}],
                    containerStatuses: [{name: envoy-proxy, ready: false, restartCount: 7,
                    state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {reason: Error, exitCode: 1,
                    finishedAt: "2026-11-22T11:59:00Z"}}}]}}}
                """),
            .fires(
                .warning, "a container that something injected is not ready",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1, availableReplicas: 1}}}
                  pods: {tenant-acme/envoy-tenant-acme-2: {status: {conditions: [{type: Ready, status: "False",
                    lastTransitionTime: "2026-11-22T11:00:00Z"}], containerStatuses: [
                      {name: envoy-proxy, ready: true, restartCount: 0, state: {running: {startedAt: "2026-11-22T10:00:02Z"}}},
                      {name: istio-proxy, ready: false, restartCount: 0, state: {running: {startedAt: "2026-11-22T10:00:02Z"}}}]}}}
                """),
            .fires(
                .warning, "the node of one pod is NotReady",
                """
                management:
                  nodes: {mgmt-b: {status: {conditions: [{type: Ready, status: Unknown}]}}}
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1, availableReplicas: 1}}}
                  pods: {tenant-acme/envoy-tenant-acme-2: {status: {conditions: [{type: Ready, status: "False"}],
                    containerStatuses: [{name: envoy-proxy, ready: true, restartCount: 0, state: {running: {
                    startedAt: "2026-11-22T10:00:02Z"}}}]}}}
                """),
            .fires(
                .warning, "cert-manager does not issue a certificate that a pod mounts, as the Issuer does not exist",
                "\(Self.ready)---\n"
                    + SecretMakerExamples.missingIssuer(.management, "tenant-acme/envoy-tenant-acme-2", Self.container)),
            .fires(
                .warning, "cert-manager does not issue a certificate that a pod mounts, as a challenge fails",
                "\(Self.ready)---\n"
                    + SecretMakerExamples.failedChallenge(
                        .management, "tenant-acme/envoy-tenant-acme-2", Self.container)),
            .fires(
                .warning, "its log says that the kernel does not give it the addresses that it needs",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1}}}
                  pods: {tenant-acme/envoy-tenant-acme-2: {status: {conditions: [{type: Ready, status: "False"}],
                    containerStatuses: [{name: envoy-proxy, ready: false, restartCount: 7, state: {waiting: {
                      reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 133, reason: Error}}}]}}}
                logs: {management/tenant-acme/envoy-tenant-acme-2/envoy-proxy.previous.log:
                  "tcmalloc/system-alloc.cc:625] MmapAligned() failed - unable to allocate"}
                """),
            .fires(
                .warning, "its log says before the backtrace that it cannot open another socket",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1}}}
                  pods: {tenant-acme/envoy-tenant-acme-2: {status: {conditions: [{type: Ready, status: "False"}],
                    containerStatuses: [{name: envoy-proxy, ready: false, restartCount: 8, state: {waiting: {
                      reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 134, reason: Error}}}]}}}
                logs:
                  management/tenant-acme/envoy-tenant-acme-2/envoy-proxy.previous.log: |
                    [2026-11-22 11:56:01.996][22][critical][assert] [source/common/network/socket_interface_impl.cc:97] assert failure: SOCKET_VALID(result.return_value_). Details: socket(2) failed, got error: Too many open files
                    [2026-11-22 11:56:01.997][22][critical][backtrace] [./source/server/backtrace.h:129] Caught Aborted, suspect faulting address 0x53900000001
                    [2026-11-22 11:56:01.997][22][critical][backtrace] [./source/server/backtrace.h:114] Envoy version: 1/1.36.4/Clean/RELEASE/BoringSSL
                """),
            .silent(
                "a surplus pod of a complete workload",
                """
                management: {pods: {tenant-acme/envoy-tenant-acme-0: {
                  metadata: {labels: {app.kubernetes.io/name: tenant-acme}},
                  status: {phase: Pending, conditions: [{type: PodScheduled, status: "False", reason: Unschedulable}]}}}}
                """),
            .silent(
                "a pod of the revision that is being replaced",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1, updatedReplicas: 1}}}
                  pods:
                    tenant-acme/envoy-tenant-acme-1: {metadata: {creationTimestamp: "2026-11-22T11:59:00Z",
                      labels: {pod-template-hash: new}}}
                    tenant-acme/envoy-tenant-acme-2: {metadata: {labels: {pod-template-hash: old}},
                      status: {conditions: [{type: Ready, status: "False"}], containerStatuses: [{name: envoy-proxy,
                      ready: false, restartCount: 7, state: {waiting: {reason: CrashLoopBackOff}}}]}}
                """),
            .fires(
                .warning, "a pod is stuck deleting, held by a finalizer",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1, availableReplicas: 1}}}
                  pods: {tenant-acme/envoy-tenant-acme-2: {metadata: {deletionTimestamp: "2026-11-22T11:50:00Z",
                    finalizers: [example.com/hold]}}}
                """),
            .fires(
                .warning, "the scheduler of the management cluster does not work",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1, availableReplicas: 1}}}
                  pods: {tenant-acme/envoy-tenant-acme-2: {metadata: {creationTimestamp: "2026-11-22T11:30:00Z"},
                    spec: {nodeName: null}, status: {phase: Pending, conditions: null, containerStatuses: null}}}
                  leases.coordination.k8s.io: {kube-system/kube-scheduler: {spec: {holderIdentity: cp-1,
                    leaseDurationSeconds: 15, renewTime: "2026-11-22T11:20:00.000000Z"}}}
                """),
            .fires(
                .error, "the image of the shutdown manager is another program's",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: null, availableReplicas: null}}}
                  pods:
                    tenant-acme/envoy-tenant-acme-1: {status: {conditions: [{type: Ready, status: "False"}],
                      containerStatuses: [{name: envoy-proxy, ready: true, restartCount: 0, state: {running: {}}},
                        {name: shutdown-manager, ready: false, restartCount: 9, state: {waiting: {reason: CrashLoopBackOff}},
                        lastState: {terminated: {exitCode: 128, reason: StartError, message: 'failed to create containerd task:
                        exec: "envoy-gateway": executable file not found in $PATH: unknown'}}}]}}
                    tenant-acme/envoy-tenant-acme-2: null
                """),
            .silent(
                "a pod that was created just now and is starting",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1}}}
                  pods: {tenant-acme/envoy-tenant-acme-2: {metadata: {creationTimestamp: "2026-11-22T11:59:50Z"},
                    status: {phase: Pending, conditions: [{type: Ready, status: "False"}], containerStatuses: [
                    {name: envoy-proxy, ready: false, restartCount: 0, state: {waiting: {reason: ContainerCreating}}}]}}}
                """),
        ])

    private static let container = LogComponent.envoy.containerName
    private static let ready =
        "management: {deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1, availableReplicas: 1}}}}\n"

    func findings(in context: CheckContext) -> [Finding] {
        guard context.envoyDemand != nil, let workload = context.topology.envoyWorkload.value,
            workload.state.desired > 0, let pods = context.topology.envoyPods.value
        else { return [] }
        // What is too many, beside as many as are wanted, is on its way out.
        guard workload.state.ready < workload.state.desired || workload.state.updated < workload.state.desired else {
            return []
        }
        var failing: [Trouble: [(pod: Pod, reason: String)]] = [:]
        for pod in Self.newest(pods.filter { !$0.metadata.isBeingDeleted }) {
            guard let (trouble, reason) = Self.trouble(of: pod, context) else { continue }
            failing[trouble, default: []].append((pod, reason))
        }
        // What keeps the replacement of a pod from being created matters more than that its predecessor lingers (KLC-D028).
        let isRefused = workload.state.conditions.contains { $0.type == "ReplicaFailure" && $0.status == "True" }
        for pod in isRefused ? [] : pods {
            // The time of the deletion includes the grace period.
            guard let deleted = pod.metadata.deletionTimestamp,
                context.now.seconds(since: deleted) > CheckContext.deletionGrace
            else { continue }
            let reason =
                HeldDeletion(.management, pod)?.holders ?? "node \(pod.spec.nodeName ?? "?") does not confirm it"
            failing[.terminating, default: []].append((pod, reason))
        }
        return Trouble.allCases.compactMap { trouble in
            failing[trouble].map { finding(trouble, $0, workload, context) }
        }
    }

    /// Nodes of the management cluster; empty if they may not be read.
    static func nodes(_ context: CheckContext) -> [Node] {
        context.topology.list(.management, Node.self).value?.items ?? []
    }

    /// Why pods are not scheduled to nodes: the scheduler counts the reasons, but does not name the nodes.
    private static func obstacles(_ context: CheckContext) -> [Evidence] {
        nodes(context).prefix(5).compactMap { node in
            let pressure = node.conditions.filter { $0.type.hasSuffix("Pressure") && $0.status == "True" }.map(\.type)
            let reasons =
                (node.isReady ? [] : ["NotReady"]) + pressure + (node.unschedulable ? ["unschedulable (cordoned)"] : [])
                + node.taints.filter { !$0.hasPrefix("node.kubernetes.io/unschedulable") }.map { "taint \($0)" }
            return reasons.isEmpty ? nil : Evidence("\(node.reference)", reasons.joined(separator: ", "))
        }
    }

    private func finding(
        _ trouble: Trouble, _ failing: [(pod: Pod, reason: String)], _ workload: EnvoyWorkload, _ context: CheckContext
    ) -> Finding {
        let ready = workload.state.ready
        let reason = failing[0].reason
        let what = Self.words(for: trouble, isOne: failing.count == 1)
        var evidence: [Evidence] = []
        for (pod, reason) in failing.prefix(3) {
            evidence.append(Evidence(pod.reference, reason, at: Self.since(pod)))
            if let event = context.lastWarning(
                .management, kind: Pod.kind, namespace: pod.metadata.namespace, name: pod.metadata.name)
            {
                evidence.append(event)
            }
        }
        let requirement = trouble == .unscheduled ? UnscheduledPod(failing[0].pod)?.requirement : nil
        if let requirement {
            evidence.append(
                Evidence("\(failing[0].pod.reference): spec.nodeSelector, spec.affinity.nodeAffinity", requirement))
        }
        if let stalled = StalledComponent(awaitedBy: failing[0].pod, .management, context) {
            evidence += stalled.evidence
        } else if trouble == .unscheduled {
            evidence += Self.obstacles(context) + Self.evictions(context)
        }
        evidence.append(workload.evidence("status", "\(ready) of \(workload.state.desired) Ready"))
        var finding = Finding(
            max(ready, context.topology.leftoverEnvoy?.state.ready ?? 0) == 0 ? .error : .warning,
            "\(failing.count) of \(ServiceWords.count(workload.state.desired, "pod")) of \(workload.reference) \(what): "
                + ServiceWords.clause(reason)
                + (requirement.map { ". spec.envoyProxy of the Config requires nodes with \($0)" } ?? "")
                + ". \(ready) \(ready == 1 ? "is" : "are") Ready",
            objects: [D005EnvoyMissing.reference(workload)]
                + failing.prefix(5).map { ObjectReference(.management, $0.pod) },
            evidence: evidence, remedies: remedies(trouble, failing[0].pod, context))
        finding.concernsEveryService = true
        let nodes = Set(failing.map { $0.pod.spec.nodeName ?? "" })
        if trouble == .node, nodes.count == 1, let node = nodes.first {
            finding.common = CommonCause(
                subject: .lostNode(node), objects: [ObjectReference(.management, kind: Node.kind, name: node)],
                remedies: finding.remedies)
        } else {
            finding.common = Self.common(
                trouble, failing[0].pod, ServiceWords.clause(reason), requirement, finding.remedies)
        }
        return finding
    }

    private static func since(_ pod: Pod) -> Timestamp? {
        pod.metadata.deletionTimestamp ?? UnscheduledPod(pod)?.since ?? pod.readyCondition?.lastTransitionTime
            ?? pod.metadata.creationTimestamp
    }

    private func remedies(_ trouble: Trouble, _ pod: Pod, _ context: CheckContext) -> [Remedy] {
        let reference = ObjectReference(.management, pod)
        let describe = context.kubectl("describe", reference)
        let editConfig = context.kubectl("edit", .config)
        switch trouble {
        case .node:
            return [
                .fix("bring back the node; if it is gone for good, delete it, so that the pod is replaced"),
                .inspect(
                    "inspect the node",
                    pod.spec.nodeName.map {
                        context.kubectl("describe", ObjectReference(.management, kind: Node.kind, name: $0))
                    }),
            ]
        case .unscheduled:
            if let stalled = StalledComponent(awaitedBy: pod, .management, context) { return stalled.remedies }
            let taints = Self.nodes(context).flatMap(\.taints).map { String($0.prefix { $0 != "=" && $0 != ":" }) }
            return (UnscheduledPod(pod)?.remediesForEnvoy(taints: taints.uniqued()) ?? []).map {
                .fix($0.text, $0.isInConfig ? editConfig : nil, risk: $0.isInConfig ? .restart : .none)
            } + [.inspect("see what the scheduler reports", describe)]
        case .image: return Self.imageRemedies(pod, describe, context)
        case .crashing where PodProblem.outOfMemory(pod) != nil:
            return [Self.moreMemory(editConfig)]
        case .crashing where context.topology.lastWords(of: pod)?.containsBytes(of: "tcmalloc") == true:
            return [
                .fix(
                    "run Envoy on nodes whose kernel gives it 48 bits of address space, which its allocator needs (arm64 kernels built "
                        + "with 39 bits do not): spec.envoyProxy.nodeSelector of the Config, or another kernel",
                    editConfig, risk: .restart)
            ]
        case .crashing where context.topology.lastWords(of: pod)?.containsBytes(of: "Too many open files") == true:
            return Self.moreOpenFiles(editConfig)
        case .crashing, .notStarting:
            if let heap = HeapLimit(of: pod, context) {
                return heap.remedies + [.inspect("check how it exited", describe)]
            }
            if let failure = StartFailure(of: pod) {
                return Self.startRemedies(failure, editConfig, context) + [.inspect("check how it exited", describe)]
            }
            guard trouble == .crashing else {
                return (StuckMount(pod, .management, context)?.remedies ?? []) + [
                    .inspect("check what the pod is waiting for", describe)
                ]
            }
            return [
                .inspect(
                    "check its log from before it exited",
                    context.kubectl("logs", reference, "--all-containers --previous --tail=50")),
                .inspect("check how it exited", describe),
            ]
        case .sidecar:
            return [
                .fix(
                    "exempt Envoy's pods from the injection: KubeLB does not add this container. For Istio, remove the label "
                        + "istio-injection from the namespace, then restart the pods",
                    context.kubectl(
                        "label",
                        ObjectReference(.management, kind: Namespace.kind, name: pod.metadata.namespace),
                        "istio-injection-"), risk: .restart),
                .inspect("check why the container is not ready", describe),
            ]
        case .terminating:
            return HeldDeletion(.management, pod)?.remedies(context)
                ?? [.inspect("check whether its node is Ready", describe)]
        }
    }
}
