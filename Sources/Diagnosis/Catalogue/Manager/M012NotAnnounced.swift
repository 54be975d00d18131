import KubeLB
import Kubernetes
import Topology

/// KLC-M012: the pods that announce addresses to the network do not run.
struct M012NotAnnounced: Check {
    let documentation = CheckDocumentation(
        code: "M012",
        title: "No pod announces the addresses of Services",
        severity: .error,
        explains: [.probes],
        hop: .envoyService,
        inputs: [.managementServices, .managementDeployments, .managementDaemonSets],
        optionalInputs: [
            .managementPods, .managementNodes, .managementEvents, .managerLogs, .addressPools, .layerTwoAdvertisements,
            .bgpAdvertisements,
        ],
        meaning: """
            MetalLB, kube-vip, Cilium and others announce the addresses of Services from pods on the nodes of the management \
            cluster: MetalLB's speaker, for example. None of the pods of the implementation that assigned these addresses \
            is Ready. Or MetalLB announces them by BGP, and its speakers log that they have no session.
            """,
        impact: "The Services have addresses, but the network does not know where to send traffic for them.",
        mending:
            "Get the pods running; the finding shows what keeps them from it. One Ready pod on a node with traffic is enough.",
        examples: [
            .fires(
                .error, "all speakers crash",
                """
                management:
                  daemonsets.apps: {\(BalancerExamples.speaker(ready: 0))}
                  pods: {metallb-system/speaker-1: {metadata: {labels: {component: speaker}}, status: {phase: Running,
                    conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-22T11:00:00Z"}],
                    containerStatuses: [{name: speaker, ready: false, restartCount: 9, state: {waiting: {reason: CrashLoopBackOff}}}]}}}
                  \(BalancerExamples.served)
                """),
            .fires(
                .error, "no node is selected",
                """
                management:
                  daemonsets.apps: {metallb-system/speaker: {metadata: {labels: {app: metallb, component: speaker}},
                    spec: {selector: {matchLabels: {component: speaker}}, template: {spec: {
                      nodeSelector: {role: edge}, containers: [{name: speaker, image: "quay.io/metallb/speaker:v0.15.2"}]}}},
                    status: {desiredNumberScheduled: 0}}}
                  \(BalancerExamples.served)
                """),
            .fires(
                .error, "an admission policy refuses the pods",
                """
                management:
                  daemonsets.apps: {\(BalancerExamples.speaker(ready: 0))}
                  events: {metallb-system/e1: {type: Warning, reason: FailedCreate, count: 7,
                    message: 'pods "speaker-x" is forbidden: violates PodSecurity "restricted:latest": host namespaces',
                    lastTimestamp: "2026-11-22T11:58:00Z", source: {component: daemonset-controller},
                    involvedObject: {kind: DaemonSet, namespace: metallb-system, name: speaker}}}
                  \(BalancerExamples.served)
                """),
            .fires(
                .error, "the speakers announce by BGP, and the router refuses their connections",
                """
                \(announcingByBGP())
                logs: {management/metallb-system/speaker-1/speaker.log: "\(refused("11:57:18"))\\n\(refused("11:59:18"))"}
                """),
            .fires(
                .error, "FRR, which they use for BGP, and the router disagree on its AS",
                """
                \(announcingByBGP(beside: #"{name: frr, image: "quay.io/frrouting/frr:10.2.1"}"#))
                logs: {management/metallb-system/speaker-1/frr.log: "\(notified("11:57:18"))\\n\(notified("11:59:18"))"}
                """),
            .fires(
                .warning, "it was installed some seconds ago",
                """
                management:
                  daemonsets.apps: {\(BalancerExamples.speaker(ready: 0, created: "11:59:40"))}
                  \(BalancerExamples.served)
                """),
            .silent(
                "one of two is Ready",
                """
                management:
                  daemonsets.apps: {\(BalancerExamples.speaker(ready: 1))}
                  \(BalancerExamples.served)
                """),
            .silent(
                "another implementation assigned the address",
                """
                management:
                  daemonsets.apps: {\(BalancerExamples.speaker(ready: 0))}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                    metadata: {annotations: {kube-vip.io/vipHost: mgmt-a}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let services = (context.topology.list(.management, Service.self).value?.items ?? []).filter {
            $0.metadata.labels[KubeLBNames.loadBalancerNameLabel] != nil && $0.isLoadBalancer && !$0.ingress.isEmpty
        }
        let balancers = LoadBalancers(context)
        let served = Dictionary(grouping: services) { LoadBalancerImplementation.havingServed($0) }
        let stopped = served.compactMap { implementation, services -> Finding? in
            guard let implementation, let stopped = balancers.stopped(.announcer, of: implementation) else {
                return nil
            }
            let (severity, note) = context.symptom(since: stopped.since)
            let count = ServiceWords.count(services.count, "Service")
            return Finding(
                severity,
                "\(implementation.nameAtStart) does not announce the addresses of \(count): \(stopped.sentence)\(note)",
                objects: [stopped.workload.object] + services.prefix(5).map { ObjectReference(.management, $0) },
                evidence: stopped.evidence, remedies: stopped.remedies)
        }
        return stopped.isEmpty ? withoutSession(services, context) : stopped
    }

    /// Services that MetalLB announces by BGP alone, as its Events say. KLC-D025 judges those whose advertisements were read.
    private func withoutSession(_ services: [Service], _ context: CheckContext) -> [Finding] {
        guard D025NotAdvertised.objects(in: context.topology) == nil else { return [] }
        let announced = services.filter(context.topology.isAnnouncedByBGPAlone)
        guard !announced.isEmpty, let sessions = SpeakerSessions(context) else { return [] }
        return [
            Finding(
                .error,
                sessions.sentence("the addresses of \(ServiceWords.count(announced.count, "Service"))"),
                objects: [sessions.workload.object] + announced.prefix(5).map { ObjectReference(.management, $0) },
                evidence: [sessions.evidence], confidence: .likely, remedies: sessions.remedies(context))
        ]
    }

    /// A management cluster whose ready speaker announces by BGP, and whose advertisements were not collected.
    private static func announcingByBGP(beside container: String? = nil) -> String {
        """
        management:
          \(BGPAdvertisement.resource): notCollected
          daemonsets.apps: {metallb-system/speaker: {metadata: {labels: {app: metallb, component: speaker}},
            spec: {selector: {matchLabels: {component: speaker}}, template: {spec: {
              containers: [{name: speaker, image: "quay.io/metallb/speaker:v0.15.2"}\(container.map { ", \($0)" } ?? "")]}}},
            status: {desiredNumberScheduled: 2, numberReady: 2}}}
          pods: {metallb-system/speaker-1: {metadata: {labels: {component: speaker}}, status: {phase: Running}}}
          events: {tenant-acme/e1: {type: Normal, reason: nodeAssigned, lastTimestamp: "2026-11-22T11:58:00Z",
            message: 'announcing from node "mgmt-a" with protocol "bgp"', source: {component: metallb-speaker},
            involvedObject: {kind: Service, namespace: tenant-acme, name: envoy-00000000-0000-4000-8000-000000000001}}}
          \(BalancerExamples.served)
        """
    }

    private static func notified(_ time: String) -> String {
        "2026/11/22 \(time) BGP: %NOTIFICATION: sent to neighbor 192.0.2.1 2/2 (OPEN Message Error/Bad Peer AS) 2 bytes fb f5"
    }

    /// A line of MetalLB's log within a double-quoted string of YAML.
    private static func refused(_ time: String) -> String {
        #"{\"level\":\"error\",\"msg\":\"failed to connect to peer\",\"error\":\"dial 192.0.2.1:179: connection refused\","#
            + #"\"peer\":\"192.0.2.1:179\",\"ts\":\"2026-11-22T\#(time)Z\"}"#
    }
}
