import KubeLB
import Kubernetes
import Topology

/// KLC-D005: there is no Envoy that could carry the tenant's traffic.
struct D005EnvoyMissing: Check {
    let documentation = CheckDocumentation(
        code: "D005",
        title: "No Envoy is running for the tenant",
        severity: .error,
        explains: [.envoySelected, .envoyReady],
        inputs: [.loadBalancers, .managementDeployments, .configs],
        optionalInputs: [
            .managementDaemonSets, .managementPods, .managementEvents, .routes, .managerLogs, .managementLeases,
        ],
        causedBy: ["M001", "M002", "M006", "M008", "T001", "T003", "T004", "T005", "D006"],
        meaning: """
            All Services of a tenant are served by one Envoy workload, envoy-tenant-<name> in the tenant's namespace \
            of the management cluster. It does not exist, or none of its pods is Ready, although there are \
            LoadBalancers to serve.
            """,
        impact: "No Service of the tenant is reachable: connections to their addresses are refused or time out.",
        mending: """
            The manager creates the workload: if it is missing, fix the manager. If its pods are not Ready, find out \
            why.
            """,
        examples: [
            .fires(
                .error, "the workload does not exist",
                "management: {deployments.apps: {tenant-acme/envoy-tenant-acme: null}}"),
            .fires(
                .error, "a policy refuses the workload, by the manager's log",
                """
                management: {deployments.apps: {tenant-acme/envoy-tenant-acme: null}}
                logs: {management/kubelb/kubelb-manager-1/manager.log: '{"level":"error","ts":"2026-11-22T11:58:30.000Z",\
                "msg":"Reconciler error","controller":"envoy-cp-controller","LoadBalancer":{"name":\
                "00000000-0000-4000-8000-000000000001","namespace":"tenant-acme"},"namespace":"tenant-acme",\
                "name":"00000000-0000-4000-8000-000000000001","error":"failed to update Envoy proxy: admission webhook \
                \\"validation.gatekeeper.sh\\" denied the request: [must-have-limits] container <envoy-proxy> has no limits"}'}
                """),
            .fires(
                .error, "no pod is Ready",
                """
                management: {deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: null,
                  availableReplicas: null}}}}
                """),
            .fires(
                .error, "it was scaled to 0",
                """
                management: {deployments.apps: {tenant-acme/envoy-tenant-acme: {spec: {replicas: 0}, status: {replicas: 0,
                  readyReplicas: null, availableReplicas: null, updatedReplicas: null}}}}
                """),
            .fires(
                .warning, "the first LoadBalancer is ten seconds old",
                """
                now: "2026-11-22T10:00:10Z"
                management: {deployments.apps: {tenant-acme/envoy-tenant-acme: null}}
                """),
            .fires(
                .error, "a Route is left to serve",
                """
                tenant: {services: {shop/web: null}}
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}
                  routes.kubelb.k8c.io: {tenant-acme/r1: {}}
                  deployments.apps: {tenant-acme/envoy-tenant-acme: null}
                """),
            .silent(
                "there is nothing to serve",
                """
                tenant: {services: {shop/web: null}}
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}
                  deployments.apps: {tenant-acme/envoy-tenant-acme: null}
                """),
            .fires(
                .error, "a policy admits no pod of the Deployment",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 0, availableReplicas: 0,
                    unavailableReplicas: 2, conditions: [{type: ReplicaFailure, status: "True", reason: FailedCreate,
                    message: "pods \\"envoy-tenant-acme-1\\" is forbidden: violates PodSecurity \\"restricted:latest\\"",
                    lastTransitionTime: "2026-11-22T10:00:05Z"}]}}}
                  pods: {tenant-acme/envoy-tenant-acme-1: null, tenant-acme/envoy-tenant-acme-2: null}
                """),
            .fires(
                .error, "a quota admits no pod of the DaemonSet",
                """
                management:
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {envoyProxy: {useDaemonset: true}}}}
                  deployments.apps: {tenant-acme/envoy-tenant-acme: null}
                  daemonsets.apps: {tenant-acme/envoy-tenant-acme: {status: {desiredNumberScheduled: 2, numberReady: 0,
                    updatedNumberScheduled: 0, numberAvailable: 0}}}
                  pods: {tenant-acme/envoy-tenant-acme-1: null, tenant-acme/envoy-tenant-acme-2: null}
                  events:
                    tenant-acme/e1: {type: Warning, reason: FailedCreate, message: "exceeded quota: pods", count: 12,
                      lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: DaemonSet, namespace: tenant-acme,
                      name: envoy-tenant-acme}, source: {component: daemonset-controller}}
                """),
            .fires(
                .error, "no pod is Ready, as the Config allows Envoy less heap than it needs when idle",
                Self.unready(heapLimit: 16_777_216)),
            .fires(
                .error, "no pod is Ready, and the heap that the Config allows is enough",
                Self.unready(heapLimit: 1 << 30)),
            .fires(
                .error, "kube-controller-manager of the management cluster does not create the pods",
                """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {status: null}}
                  pods: {tenant-acme/envoy-tenant-acme-1: null, tenant-acme/envoy-tenant-acme-2: null}
                  leases.coordination.k8s.io: {kube-system/kube-controller-manager: {spec: {holderIdentity: cp-1,
                    leaseDurationSeconds: 15, renewTime: "2026-11-22T09:50:00.000000Z"}}}
                """),
            .fires(
                .warning, "it is being deleted, and a finalizer holds it",
                """
                management: {deployments.apps: {tenant-acme/envoy-tenant-acme: {metadata: {
                  deletionTimestamp: "2026-11-22T11:50:00Z", finalizers: [foregroundDeletion]}}}}
                """),
            .silent(
                "it is a DaemonSet",
                """
                management:
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {envoyProxy: {useDaemonset: true}}}}
                  deployments.apps: {tenant-acme/envoy-tenant-acme: null}
                  daemonsets.apps: {tenant-acme/envoy-tenant-acme: {status: {desiredNumberScheduled: 2, numberReady: 2,
                    updatedNumberScheduled: 2, numberAvailable: 2}}}
                """),
            .silent(
                "the Deployment that was there before the DaemonSet is scaled to 0",
                """
                management:
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {envoyProxy: {useDaemonset: true}}}}
                  deployments.apps: {tenant-acme/envoy-tenant-acme: {spec: {replicas: 0}, status: {replicas: null,
                    readyReplicas: null, availableReplicas: null, updatedReplicas: null}}}
                  daemonsets.apps: {tenant-acme/envoy-tenant-acme: {status: {desiredNumberScheduled: 2, numberReady: 2,
                    updatedNumberScheduled: 2, numberAvailable: 2}}}
                """),
            .silent(
                "the former Deployment serves until the pods of the DaemonSet are Ready",
                """
                management:
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {envoyProxy: {useDaemonset: true}}}}
                  daemonsets.apps: {tenant-acme/envoy-tenant-acme: {status: {desiredNumberScheduled: 2, numberReady: 0,
                    updatedNumberScheduled: 2, numberAvailable: 0}}}
                """),
            .silent(
                "one of two pods is Ready",
                """
                management: {deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1,
                  availableReplicas: 1}}}}
                """),
        ])

    /// Its startup probe is answered with 503.
    private static func unready(heapLimit: Int) -> String {
        """
        management:
          configs.kubelb.k8c.io: {kubelb/default: {spec: {envoyProxy: {overloadManager: {enabled: true,
            maxHeapSizeBytes: \(heapLimit)}}}}}
          deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: null, availableReplicas: null}}}
          pods: {tenant-acme/envoy-tenant-acme-2: null, tenant-acme/envoy-tenant-acme-1: {status: {
            conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-22T11:00:00Z"}], containerStatuses: [
            {name: envoy-proxy, ready: false, restartCount: 9, state: {running: {startedAt: "2026-11-22T11:55:00Z"}}}]}}}
          events: {tenant-acme/e1: {type: Warning, reason: Unhealthy, count: 277, lastTimestamp: "2026-11-22T11:59:00Z",
            involvedObject: {kind: Pod, namespace: tenant-acme, name: envoy-tenant-acme-1},
            message: "Startup probe failed: HTTP probe failed with statuscode: 503"}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        guard let namespace = context.topology.tenantNamespace, let demand = context.envoyDemand else { return [] }
        switch context.topology.envoyWorkload {
        case .absent:
            // Under other topologies, which KLC-M007 warns of, the workloads have other names.
            let topology = context.topology.config.value?.topology ?? "shared"
            return topology == "shared" ? [missing(namespace, demand, context)] : []
        case .present(let workload):
            if let going = going(workload, context) { return [going] }
            // That of the other kind, which the Config had before, still serves (KLC-D045).
            let serves = max(workload.state.ready, context.topology.leftoverEnvoy?.state.ready ?? 0) > 0
            return serves ? [] : [unready(workload, demand, context)]
        case .forbidden, .failed, .notCollected: return []
        }
    }

    private func missing(_ namespace: String, _ demand: EnvoyDemand, _ context: CheckContext) -> Finding {
        let (severity, note) = context.symptom(since: demand.since)
        let kind = context.topology.config.value?.usesDaemonSet == true ? DaemonSet.kind : Deployment.kind
        let name = KubeLBNames.envoyWorkloadName(forTenantNamespace: namespace)
        let last = ManagerState.lastError(of: "envoy-cp-controller", namespace: namespace, context)
        let error = last.map { WriteError($0.line) }
        let known = error?.remedies(.management, namespace: namespace, of: .envoy, context) ?? []
        var finding = Finding(
            error == nil ? severity : .error,
            "No Envoy is running for tenant \(KubeLBNames.tenantName(forNamespace: namespace)): \(kind) \(namespace)/\(name) "
                + "does not exist, with \(demand.words) to serve"
                + (error.map { ". The manager cannot create it: \($0.sentence)" } ?? note),
            objects: [ObjectReference(.management, kind: kind, namespace: namespace, name: name)],
            evidence: [
                Evidence("\(kind)s of namespace \(namespace)", "none named \(name)"),
                Evidence("to serve in namespace \(namespace)", demand.words, at: demand.since),
            ] + [last.flatMap { error?.evidence($0.source) }].compactMap { $0 },
            remedies: known.isEmpty
                ? [
                    context.restart(context.topology.manager, " so that it reconciles the tenant"),
                    context.log(of: context.topology.manager),
                ] : known)
        finding.suspects = error?.suspects ?? []
        finding.common = error?.commonCause(namespace: namespace, context)
        return finding
    }

    private func going(_ workload: EnvoyWorkload, _ context: CheckContext) -> Finding? {
        let resource = workload.kind == DaemonSet.kind ? DaemonSet.resource : Deployment.resource
        guard let held = HeldDeletion(.management, kind: workload.kind, resource: resource, workload.metadata) else {
            return nil
        }
        let (severity, note) = context.symptom(since: held.since)
        return Finding(
            workload.state.ready == 0 ? severity : min(severity, .warning),
            "\(workload.reference) has been terminating\(held.sentence(context)). The manager can recreate it only when it "
                + "is gone\(note)",
            objects: [Self.reference(workload)], evidence: held.evidence, remedies: held.remedies(context))
    }

    private func unready(_ workload: EnvoyWorkload, _ demand: EnvoyDemand, _ context: CheckContext) -> Finding {
        let desired = workload.state.desired
        let start = [demand.since, workload.metadata.creationTimestamp].compactMap { $0 }.max()
        var evidence = [
            workload.evidence(
                "status", "\(workload.state.ready) of \(desired) Ready",
                at: workload.state.conditions.first { $0.type == "Available" && $0.status == "False" }?
                    .lastTransitionTime),
            Evidence("to serve in namespace \(workload.metadata.namespace)", demand.words, at: demand.since),
        ]
        let refusal =
            context.topology.envoyPods.value?.isEmpty == true
            ? PodRefusal(
                of: workload.kind, workload.metadata, conditions: workload.state.conditions, .management, in: context)
            : nil
        let stalled =
            refusal == nil && context.topology.lacksEnvoyPods
            ? StalledComponent(.controllerManager, .management, context) : nil
        // What is stated explicitly does not settle.
        let (severity, note) = refusal == nil && stalled == nil ? context.symptom(since: start) : (.error, "")
        evidence += (refusal.map { [$0.evidence] } ?? []) + (stalled?.evidence ?? [])
        let pods = (context.topology.envoyPods.value ?? []).filter { !$0.metadata.isBeingDeleted && !$0.isReady }
        for pod in pods.prefix(3) {
            let condition = pod.readyCondition
            let reason = [condition?.reason, condition?.message].compactMap { $0 }.filter { !$0.isEmpty }
            evidence.append(
                Evidence(
                    pod.reference, ([pod.phase + ", not Ready"] + reason).joined(separator: ": "),
                    at: condition?.lastTransitionTime))
        }
        let obstacle = refusal == nil && stalled == nil ? Self.obstacle(of: pods, context) : nil
        let heap = pods.lazy.compactMap { HeapLimit(of: $0, context) }.first
        if let heap { evidence.append(heap.evidence) }
        return Finding(
            severity,
            "No Envoy serves the tenant: \(Self.words(for: workload)), with \(demand.words) to serve\(note)"
                + ((refusal?.cause ?? stalled?.words).map { ". No pods are created: \($0)" } ?? "")
                + ([obstacle, heap?.words].compactMap(\.self).map { ". \($0)" }.joined()),
            objects: [Self.reference(workload)] + pods.prefix(5).map { ObjectReference(.management, $0) },
            evidence: evidence,
            remedies: stalled?.remedies ?? (heap?.remedies ?? []) + remedies(workload, refusal, context))
    }

    /// Which container of a pod is not ready, and what the kubelet reports about it.
    private static func obstacle(of pods: [Pod], _ context: CheckContext) -> String? {
        pods.lazy.compactMap { pod in
            let names = pod.containerStatuses.filter { !$0.ready }.map(\.name)
            guard !names.isEmpty, let event = context.obstacle(of: pod, .management) else { return nil }
            return "Container \(names.joined(separator: ", ")) of \(pod.reference) is not ready: \(event)"
        }.first
    }

    private static func words(for workload: EnvoyWorkload) -> String {
        guard workload.state.desired == 0 else {
            return "no pod of \(workload.reference) is Ready (0 of \(workload.state.desired))"
        }
        return workload.kind == DaemonSet.kind
            ? "\(workload.reference) has no node for its pods"
            : StoppedWorkload(Self.reference(workload), workload.metadata).words
    }

    static func reference(_ workload: EnvoyWorkload) -> ObjectReference {
        ObjectReference(
            .management, kind: workload.kind, namespace: workload.metadata.namespace, name: workload.metadata.name,
            resourceVersion: workload.metadata.resourceVersion)
    }

    private func remedies(_ workload: EnvoyWorkload, _ refusal: PodRefusal?, _ context: CheckContext) -> [Remedy] {
        if workload.state.desired == 0, workload.kind == Deployment.kind {
            let isConfigured = context.topology.config.value?.replicas == 0
            return isConfigured
                ? context.runTwoReplicas(of: workload)
                : [StoppedWorkload(Self.reference(workload), workload.metadata).start(context, replicas: 2)]
        }
        let known = refusal?.remedies(of: .envoy, context) ?? []
        return known.isEmpty ? context.inspectEnvoys(of: workload) : known
    }
}
