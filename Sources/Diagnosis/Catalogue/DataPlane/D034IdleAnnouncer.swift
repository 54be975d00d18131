import KubeLB
import Kubernetes
import Topology

/// KLC-D034: traffic for the address arrives at a node that does not pass it on.
struct D034IdleAnnouncer: Check {
    let documentation = CheckDocumentation(
        code: "D034",
        title: "The announcing node does not forward traffic to Envoy",
        severity: .error,
        explains: [.probes],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices, .managementPods],
        optionalInputs: [.managementLeases, .managementEvents], judgesManagementAlone: true,
        meaning: """
            Traffic for an address arrives at the node that announces it: the one in the Lease of Cilium, in the annotation of \
            kube-vip or in the Events of MetalLB. There kube-proxy forwards it to Envoy. kube-proxy does not run on this node; or \
            the Service has externalTrafficPolicy Local, and the node has no Envoy pod. Cilium does not consider this policy when \
            it chooses a node, nor does kube-vip, unless it elects a node for each Service. MetalLB does.
            """,
        impact: "The Service has an address, but connections to it time out.",
        mending: """
            Get kube-proxy running on the node. With externalTrafficPolicy Local, run an Envoy pod on every node that may announce \
            addresses, or use policy Cluster.
            """,
        examples: [
            .fires(.error, "Cilium announces it from a node without an Envoy pod", lease("edge-a")),
            .fires(
                .error, "kube-vip does",
                service("Local", annotations: "kube-vip.io/vipHost: edge-a")),
            .silent("an Envoy pod runs there", lease("mgmt-a")),
            .silent("the policy is Cluster", service("Cluster", annotations: "kube-vip.io/vipHost: edge-a")),
            .silent("nobody renews the Lease, which is another finding", lease("edge-a", renewed: "11:20:00")),
            .fires(
                .error, "kube-proxy stopped there before the Service was created", proxy("mgmt-b", since: "09:30:00")),
            .fires(
                .warning, "it stopped later, so the node has the rules for this Service",
                proxy("mgmt-b", since: "11:30:00")
            ),
            .silent("it fails on another node", proxy("mgmt-a", since: "09:30:00")),
        ])

    private static func service(_ policy: String, annotations: String = "") -> String {
        """
        management:
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
            metadata: {creationTimestamp: "2026-11-22T10:00:00Z", annotations: {\(annotations)}}, spec: {externalTrafficPolicy: \(policy)}}}

        """
    }

    private static func lease(_ node: String, renewed: String = "11:59:58") -> String {
        service("Local") + """
              leases.coordination.k8s.io: {
                kube-system/cilium-l2announce-tenant-acme-envoy-00000000-0000-4000-8000-000000000001: {spec: {
                  holderIdentity: \(node), leaseDurationSeconds: 15, renewTime: "2026-11-22T\(renewed).000000Z"}}}
            """
    }

    private static func proxy(_ node: String, since: String) -> String {
        service("Cluster") + """
              events: {tenant-acme/e1: {type: Normal, reason: nodeAssigned, lastTimestamp: "2026-11-22T10:01:00Z",
                message: 'announcing from node "mgmt-b" with protocol "layer2"', source: {component: metallb-speaker},
                involvedObject: {kind: Service, namespace: tenant-acme, name: envoy-00000000-0000-4000-8000-000000000001}}}
              pods: {kube-system/kube-proxy-1: {metadata: {labels: {k8s-app: kube-proxy}}, spec: {nodeName: \(node)},
                status: {phase: Running, conditions: [{type: Ready, status: "False",
                  lastTransitionTime: "2026-11-22T\(since)Z"}], containerStatuses: [{name: kube-proxy, ready: false,
                  restartCount: 19, state: {waiting: {reason: CrashLoopBackOff}}}]}}}
            """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let envoys = (context.topology.envoyPods.value ?? []).filter { $0.isReady && !$0.metadata.isBeingDeleted }
        guard !envoys.isEmpty else { return [] }
        let failing = context.topology.systemPods(.management, SystemComponent.kubeProxy).filter {
            !$0.isReady && PodProblem($0).isDefinite
        }
        return context.carriedServices.compactMap { carried in
            guard carried.envoy.isLoadBalancer, !carried.envoy.ingress.isEmpty,
                let announcers = AnnouncingNodes(of: carried.envoy, context)
            else { return nil }
            return withoutProxy(carried, announcers, failing, envoys, context)
                ?? withoutEnvoy(carried, announcers, envoys, context)
        }
    }

    /// A node whose kube-proxy does not run keeps the rules that it has, and learns of nothing new.
    private func withoutProxy(
        _ carried: CarriedService, _ announcers: AnnouncingNodes, _ failing: [Pod], _ envoys: [Pod],
        _ context: CheckContext
    ) -> Finding? {
        let pods = failing.filter { $0.spec.nodeName.map(announcers.names.contains) ?? false }
        guard let pod = pods.first, let node = pod.spec.nodeName else { return nil }
        let problem = PodProblem(pod)
        let stopped = pod.readyCondition?.lastTransitionTime
        let changed = (envoys.compactMap(\.metadata.creationTimestamp) + [carried.envoy.metadata.creationTimestamp])
            .compactMap { $0 }.max()
        let isUnknown = stopped.flatMap { stopped in changed.map { $0 > stopped } } ?? true
        let count = announcers.names.count
        return finding(
            isUnknown ? .error : .warning, carried, announcers,
            "\(count == 1 ? "Node \(node)" : "Node \(node), one of \(count) nodes"), which announces "
                + "\(Self.address(carried)), "
                + (isUnknown ? "does not forward its traffic to Envoy" : "no longer follows changes of its Envoy pods")
                + ": kube-proxy is not running there: \(problem.summary)",
            objects: pods,
            evidence: [
                pod.evidence(
                    "condition Ready", "\(pod.readyCondition?.status ?? "unknown"): \(problem.summary)", at: stopped)
            ],
            remedies: problem.remedies(of: "kube-proxy on node \(node)", .management, context))
    }

    private func withoutEnvoy(
        _ carried: CarriedService, _ announcers: AnnouncingNodes, _ envoys: [Pod], _ context: CheckContext
    ) -> Finding? {
        let nodes = envoys.compactMap(\.spec.nodeName).uniqued().sorted()
        guard announcers.ignoresPolicy, carried.envoy.externalTrafficPolicy == "Local", !nodes.isEmpty,
            !announcers.names.contains(where: nodes.contains)
        else { return nil }
        return finding(
            .error, carried, announcers,
            "Node \(ServiceWords.list(announcers.names)), which announces \(Self.address(carried)), has no Envoy pod, and with "
                + "externalTrafficPolicy Local it drops traffic that it cannot deliver itself: the Envoy pods run on "
                + AnnouncingNodes.words(nodes),
            objects: [],
            evidence: [
                carried.envoy.evidence("spec.externalTrafficPolicy", "Local"),
                Evidence("nodes of the Envoy pods", ServiceWords.list(nodes)),
            ],
            remedies: context.useClusterPolicy(carried, "every node forwards traffic to Envoy") + [
                .fix(
                    "run Envoy on all nodes that may announce addresses: spec.envoyProxy.useDaemonset, or its nodeSelector and "
                        + "tolerations, of the Config", context.kubectl("edit", .config), risk: .restart),
                .fix("let only the nodes of the Envoy pods announce addresses: the node selector of the announcements"),
            ])
    }

    private static func address(_ carried: CarriedService) -> String {
        "\(carried.envoy.ingress.addresses.joined(separator: ", ")), the address of \(carried.service.reference)"
    }

    private func finding(
        _ severity: Severity, _ carried: CarriedService, _ announcers: AnnouncingNodes, _ message: String,
        objects: [Pod],
        evidence: [Evidence], remedies: [Remedy]
    ) -> Finding {
        Finding(
            severity, message, resource: carried.exposure.resource,
            objects: carried.references + objects.map { ObjectReference(.management, $0) },
            evidence: announcers.evidence + evidence, remedies: remedies)
    }
}
