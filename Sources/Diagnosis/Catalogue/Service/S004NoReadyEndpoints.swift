import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-S004: nothing that is ready stands behind a port of the Service.
struct S004NoReadyEndpoints: Check {
    let documentation = CheckDocumentation(
        code: "S004",
        title: "The Service has no ready endpoints",
        severity: .error,
        explains: [.endpoints, .endpointPorts],
        hop: .endpoints,
        inputs: [.tenantServices, .tenantEndpointSlices],
        optionalInputs: [.tenantPods, .tenantEvents, .tenantNodes, .tenantDeployments, .tenantLeases, .ccmLogs],
        causedBy: ["S013"],
        meaning: """
            Traffic to a node port is forwarded to ready pods of the Service. At least one port has none: the selector \
            matches no pods, the pods are not Ready, or they do not serve the port.
            """,
        impact: "Connections to the address are refused or closed immediately, whatever KubeLB does.",
        mending: "Correct the selector, or get the pods Ready. Nothing needs to be fixed in KubeLB.",
        examples: [
            .fires(
                .error, "the selector matches no pod",
                """
                tenant:
                  services: {shop/web: {spec: {selector: {app: wbe}}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: null, ports: null}}
                """),
            .fires(
                .error, "its pod crashes, and its log shows the reason",
                """
                tenant:
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: null, ports: null}}
                  pods: {shop/web-1: {status: {conditions: [{type: Ready, status: "False"}], containerStatuses: [
                    {name: web, ready: false, restartCount: 9, state: {waiting: {reason: CrashLoopBackOff}}}]}},
                    shop/web-2: null}
                logs: {tenant/shop/web-1/web.previous.log: "exec /usr/local/bin/web: exec format error"}
                """),
            .fires(
                .error, "its pod crashes, because its volume is full",
                """
                tenant:
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: null, ports: null}}
                  pods: {shop/web-1: {spec: {volumes: [{name: data, persistentVolumeClaim: {claimName: web-data}}]},
                    status: {conditions: [{type: Ready, status: "False"}], containerStatuses: [
                    {name: web, ready: false, restartCount: 9, state: {waiting: {reason: CrashLoopBackOff}}}]}},
                    shop/web-2: null}
                logs: {tenant/shop/web-1/web.log: 'PANIC:  could not write to file "wal/29": No space left on device'}
                """),
            .fires(
                .error, "its liveness probe ends its pod before it has started",
                """
                tenant:
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: null, ports: null}}
                  pods: {shop/web-1: {status: {conditions: [{type: Ready, status: "False", reason: ContainersNotReady}],
                    containerStatuses: [{name: web, ready: false, restartCount: 9,
                      state: {running: {startedAt: "2026-11-22T11:59:30Z"}}, lastState: {terminated: {exitCode: 143,
                      reason: Error, startedAt: "2026-11-22T11:54:00Z", finishedAt: "2026-11-22T11:54:48Z"}}}]}},
                    shop/web-2: null}
                  events: {shop/e1: {type: Warning, reason: Unhealthy, count: 40, lastTimestamp: "2026-11-22T11:59:55Z",
                    message: "Liveness probe failed: connect: connection refused",
                    involvedObject: {kind: Pod, namespace: shop, name: web-1}}}
                """),
            .fires(
                .error, "no pod is Ready",
                """
                tenant:
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                    {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: false}, targetRef: {kind: Pod, name: web-1}}]}}
                  pods:
                    shop/web-1: {status: {conditions: [{type: Ready, status: "False", reason: ContainersNotReady,
                      message: "containers with unready status: [web]", lastTransitionTime: "2026-11-22T11:30:00Z"}],
                      containerStatuses: [{name: web, ready: false, restartCount: 9,
                        state: {waiting: {reason: CrashLoopBackOff}}}]}}
                    shop/web-2: null
                """),
            .fires(
                .error, "the sidecar of Linkerd is not ready, and Linkerd reports an expired certificate",
                """
                tenant:
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                    {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: false}, targetRef: {kind: Pod, name: web-1}}]}}
                  pods:
                    shop/web-1: {status: {conditions: [{type: Ready, status: "False", reason: ContainersNotReady,
                      message: "containers with unready status: [linkerd-proxy]"}], containerStatuses: [
                      {name: web, ready: true, restartCount: 0, state: {running: {startedAt: "2026-11-22T11:00:00Z"}}},
                      {name: linkerd-proxy, ready: false, restartCount: 0, state: {running: {startedAt: "2026-11-22T11:00:00Z"}}}]}}
                    shop/web-2: null
                  events:
                    shop/e1: {type: Warning, reason: Unhealthy, message: "Readiness probe failed: HTTP probe failed", count: 40,
                      lastTimestamp: "2026-11-22T11:59:50Z", involvedObject: {kind: Pod, namespace: shop, name: web-1}}
                    linkerd/e1: {type: Warning, reason: IssuerValidationFailed, message: "x509: certificate has expired", count: 40,
                      lastTimestamp: "2026-11-22T11:59:40Z", source: {component: linkerd-identity}, involvedObject: {
                      kind: Deployment, namespace: linkerd, name: linkerd-identity}}
                """),
            .fires(
                .error, "one of two ports is served by nothing",
                """
                tenant: {services: {shop/web: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31080},
                  {name: admin, port: 9000, protocol: TCP, targetPort: admin, nodePort: 31090}]}}}}
                """),
            .fires(
                .warning, "the last pods are being deleted, and still serve",
                """
                tenant:
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                    {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: false, serving: true, terminating: true},
                      targetRef: {kind: Pod, name: web-1}}]}}
                  pods:
                    shop/web-1: {metadata: {deletionTimestamp: "2026-11-22T11:59:50Z"}}
                    shop/web-2: null
                """),
            .fires(
                .error, "the pods are Ready, and the EndpointSlice is stale",
                """
                tenant:
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                    {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: false}, targetRef: {kind: Pod, name: web-1}}]}}
                  pods: {shop/web-2: null}
                """),
            .fires(
                .error, "the node of the only pod is lost",
                """
                tenant:
                  nodes: {node-a: {status: {conditions: [{type: Ready, status: Unknown, reason: NodeStatusUnknown,
                    message: Kubelet stopped posting node status., lastTransitionTime: "2026-11-22T11:30:00Z"}]}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                    {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: false}, targetRef: {kind: Pod, name: web-1}}]}}
                  pods:
                    shop/web-1: {metadata: {deletionTimestamp: "2026-11-22T11:35:00Z"}, spec: {nodeName: node-a},
                      status: {conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-22T11:30:00Z"}]}}
                    shop/web-2: null
                """),
            .fires(
                .error, "the Service is IPv6, its pods are IPv4",
                """
                tenant:
                  services: {shop/web: {spec: {ipFamilies: [IPv6]}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {addressType: IPv6, endpoints: null, ports: null}}
                  pods:
                    shop/web-1: {status: {podIP: 10.244.1.5, podIPs: [{ip: 10.244.1.5}]}}
                    shop/web-2: null
                """),
            .fires(
                .error, "the Deployment behind it is scaled to 0",
                """
                tenant:
                  deployments.apps: {shop/web: {spec: {replicas: 0, selector: {matchLabels: {app: web}},
                    template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "web:1"}]}}}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: null, ports: null}}
                  pods: {shop/web-1: null, shop/web-2: null}
                """),
            .fires(
                .error, "kube-downscaler scaled the Deployment behind it to 0",
                """
                tenant:
                  deployments.apps: {shop/web: {metadata: {annotations: {downscaler/original-replicas: "3"}},
                    spec: {replicas: 0, selector: {matchLabels: {app: web}},
                    template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "web:1"}]}}}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: null, ports: null}}
                  pods: {shop/web-1: null, shop/web-2: null}
                """),
            .fires(
                .error, "its pods wait for a scheduler that does not exist",
                """
                tenant:
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: null, ports: null}}
                  pods:
                    shop/web-1: {spec: {nodeName: null, schedulerName: second-scheduler},
                      status: {phase: Pending, conditions: null, containerStatuses: null}}
                    shop/web-2: null
                """),
            .fires(
                .error, "the scheduler gives no pod a node",
                """
                tenant:
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: null, ports: null}}
                  pods: {shop/web-1: {spec: {nodeName: null}, status: {phase: Pending, conditions: null,
                    containerStatuses: null}}, shop/web-2: null}
                \(stale("kube-scheduler"))
                """),
            .fires(
                .error, "kube-controller-manager creates no pods for the Deployment behind it",
                """
                tenant:
                  deployments.apps: {shop/web: {spec: {replicas: 2, selector: {matchLabels: {app: web}},
                    template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "web:1"}]}}}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: null, ports: null}}
                  pods: {shop/web-1: null, shop/web-2: null}
                \(stale("kube-controller-manager"))
                """),
            .fires(
                .error, "a quota refuses the pods of the Deployment behind it",
                """
                tenant:
                  deployments.apps: {shop/web: {spec: {replicas: 2, selector: {matchLabels: {app: web}},
                    template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "web:1"}]}}},
                    status: {conditions: [{type: ReplicaFailure, status: "True", reason: FailedCreate,
                      message: 'pods "web-7" is forbidden: exceeded quota: team, requested: limits.memory=1Gi',
                      lastTransitionTime: "2026-11-22T11:20:00Z"}]}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: null, ports: null}}
                  pods: {shop/web-1: null, shop/web-2: null}
                """),
            .silent(
                "one of two pods is not Ready",
                """
                tenant: {endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                  {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: true}},
                  {addresses: [10.244.2.5], nodeName: node-b, conditions: {ready: false}}]}}}
                """),
        ])

    private static func stale(_ component: String) -> String {
        """
          leases.coordination.k8s.io: {kube-system/\(component): {spec: {holderIdentity: cp-1,
            leaseDurationSeconds: 15, renewTime: "2026-11-22T11:20:00.000000Z"}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let (missing, published) = (
            context.topology.takenExposures.filter { !($0.portsWithoutEndpoints ?? []).isEmpty },
            context.topology.takenExposures.filter(\.isPublishedUnready)
        )
        guard !missing.isEmpty || !published.isEmpty else { return [] }
        let pods = PodIndex(context.topology)
        let trouble = PodTrouble(context)
        // Pods that run may serve before they are Ready; that is what publishing their addresses is for.
        let idle = published.filter { exposure in
            let selected = pods?.selected(by: exposure.service) ?? []
            return !selected.isEmpty
                && selected.allSatisfy { !$0.isReady && !$0.containerStatuses.contains { $0.state.isRunning } }
        }
        return (missing + idle).map { finding($0, pods?.selected(by: $0.service), trouble, context) }
    }

    private func finding(
        _ exposure: Exposure, _ pods: [Pod]?, _ trouble: PodTrouble, _ context: CheckContext
    ) -> Finding {
        let service = exposure.service
        let ready = exposure.readyEndpoints ?? []
        let missing = exposure.portsWithoutEndpoints ?? []
        let what =
            exposure.isPublishedUnready
            ? "publishes endpoints that are not ready (spec.publishNotReadyAddresses)"
            : ready.isEmpty
                ? "has no ready endpoints" : "has no ready endpoints for \(ServiceWords.list(missing.map(\.label)))"
        // Until they exit, kube-proxy sends traffic to pods that are being deleted if there are no others (KEP-1669).
        let isServed = (exposure.slices.value ?? []).flatMap(\.endpoints)
            .contains { $0.terminating == true && $0.serving == true }
        var finding = Finding(
            isServed ? .warning : .error, "\(service.reference) \(what): \(reason(exposure, pods, trouble, context))",
            resource: exposure.resource, objects: [context.reference(exposure)],
            evidence: evidence(exposure, pods, trouble, context))
        if let pods, !pods.isEmpty {
            finding.objects += pods.filter { !$0.isReady }.prefix(5).map { ObjectReference(.tenant, $0) }
        }
        finding.remedies = remedies(exposure, pods, trouble, context)
        if let pods, !pods.isEmpty { finding.suspects = NodeWords.suspects(of: context) }
        return finding
    }

    // MARK: Why

    private func reason(
        _ exposure: Exposure, _ pods: [Pod]?, _ trouble: PodTrouble, _ context: CheckContext
    ) -> String {
        let service = exposure.service
        if service.selector.isEmpty {
            return "it has no selector, and no EndpointSlice created for it serves the port"
                + (otherPortNames(exposure).map { ": \($0)" } ?? "")
        }
        guard let pods else {
            let listed = exposure.slices.value?.flatMap(\.endpoints).count ?? 0
            return listed == 0
                ? "its EndpointSlices are empty" : "none of \(ServiceWords.count(listed, "endpoint")) is ready"
        }
        if pods.isEmpty {
            if let stopped = trouble.stopped(behind: service) {
                return StoppedWorkload(stopped, .tenant).wordsOfSelected
            }
            if let (deployment, refusal) = trouble.refused(behind: service) {
                return "no pods of \(deployment.reference), which it selects, are created: \(refusal.cause)"
            }
            if let (deployment, stalled) = trouble.forgotten(behind: service) {
                return "\(deployment.reference), which it selects, has no pods: \(stalled.words)"
            }
            return "its selector \(selector(of: service)) matches no pods"
        }
        let lost = trouble.lostNodes(of: pods)
        if !lost.isEmpty {
            return "\(pods.count == 1 ? "its only pod is" : "all of its \(pods.count) pods are") on "
                + "\(NodeWords.list(lost.map(\.metadata.name))), which \(lost.count == 1 ? "is" : "are") NotReady"
        }
        let remaining = pods.filter { !$0.metadata.isBeingDeleted }
        guard !remaining.isEmpty else {
            return pods.count == 1
                ? "its only pod is being deleted" : "all of its \(pods.count) pods are being deleted"
        }
        let unready = remaining.filter { !$0.isReady }
        if unready.isEmpty { return mismatch(exposure, remaining, context) }
        let reasons = unready.map(trouble.words).uniqued()
        let count =
            unready.count == remaining.count
            ? "none of \(ServiceWords.count(remaining.count, "pod")) is Ready"
            : "\(unready.count) of \(ServiceWords.count(remaining.count, "pod")) are not Ready"
        let obstacle = unready.lazy.compactMap { trouble.obstacle(of: $0)?.words }.first { words in
            !reasons.contains { $0.containsBytes(of: words) }
        }
        return "\(count) (\(ServiceWords.list(reasons, limit: 3)))" + (obstacle.map { ": \($0)" } ?? "")
    }

    /// Slices with ready endpoints whose ports have other names than the Service's: kube-proxy matches them by name.
    private func otherPortNames(_ exposure: Exposure) -> String? {
        let quoted = { (name: String?) in name.map { $0.isEmpty ? "without a name" : "named \($0)" } ?? "without a name"
        }
        for port in exposure.portsWithoutEndpoints ?? [] {
            for slice in exposure.slices.value ?? [] where slice.endpoints.contains(where: \.isReady) {
                guard let other = slice.ports.first(where: { $0.protocol == port.protocol && $0.name != port.name })
                else {
                    continue
                }
                return
                    "the port of \(slice.reference) is \(quoted(other.name)), that of the Service \(quoted(port.name))"
            }
        }
        return nil
    }

    /// Why Ready pods are no endpoints: a named target port that none of them has, or slices that are not up to date.
    private func mismatch(_ exposure: Exposure, _ pods: [Pod], _ context: CheckContext) -> String {
        let count = ServiceWords.count(pods.count, "Ready pod")
        if let name = undeclaredName(exposure, pods) {
            return "its \(count) \(pods.count == 1 ? "has" : "have") no container port named \(name)"
        }
        if let (wanted, present) = Self.families(exposure.service, pods) {
            return
                "the Service is \(wanted) only, and its \(count) \(pods.count == 1 ? "has" : "have") \(present) addresses only"
        }
        return
            "its \(count) \(pods.count == 1 ? "is" : "are") not listed as ready in an EndpointSlice, so the EndpointSlices are "
            + "stale: "
            + (StalledComponent(.controllerManager, .tenant, context)?.words
                ?? "the endpoint slice controller of kube-controller-manager has not updated them")
    }

    /// The family of the Service and that of its pods, if they have none in common: its EndpointSlices stay empty.
    static func families(_ service: Service, _ pods: [Pod]) -> (wanted: String, present: String)? {
        let wanted = Set(service.ipFamilies.compactMap(AddressFamily.init(rawValue:)))
        let present = AddressFamily.all(of: pods.flatMap { $0.podIPs.isEmpty ? [$0.podIP ?? ""] : $0.podIPs })
        guard wanted.isDisjoint(with: present), let one = wanted.first, let other = present.first else { return nil }
        return (one.rawValue, other.rawValue)
    }

    /// The name of a target port that no container of the pods declares.
    func undeclaredName(_ exposure: Exposure, _ pods: [Pod]) -> String? {
        let declared = Set(pods.flatMap(\.spec.containers).flatMap(\.ports).compactMap(\.name))
        for port in exposure.portsWithoutEndpoints ?? [] {
            if case .name(let name)? = port.targetPort, !declared.contains(name) { return name }
        }
        return nil
    }

    func selector(of service: Service) -> String {
        service.selector.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ",")
    }
}
