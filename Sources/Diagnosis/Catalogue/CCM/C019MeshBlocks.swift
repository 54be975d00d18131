import KubeLB
import Kubernetes
import Topology
import Transport

/// KLC-C019: a service mesh keeps the CCM from the management cluster.
struct C019MeshBlocks: Check {
    let documentation = CheckDocumentation(
        code: "C019",
        title: "A service mesh blocks the CCM's connections",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.tenantPods],
        optionalInputs: [.ccmLogs, .tenantConfigMaps],
        meaning: """
            The CCM's pod is part of a service mesh, so its connections go through a sidecar. Istio with outboundTrafficPolicy \
            REGISTRY_ONLY drops connections to destinations that it does not know, such as the management API server; a \
            sidecar that is not ready forwards nothing.
            """,
        impact: "The CCM exits at startup, so no Service is propagated, updated or cleaned up.",
        mending: """
            The CCM needs no mesh: keep its pods out of it, or create a ServiceEntry for the management API server. The \
            kubeconfig and the network are not the cause.
            """,
        examples: [
            .fires(.error, "the log of the sidecar of Istio shows that it drops the connections", blocked()),
            .fires(
                .error, "Istio lets pods connect only to what it knows",
                blocked(logs: "") + """

                      configmaps: {istio-system/istio: {data: {mesh: "accessLogFile: ''\\noutboundTrafficPolicy:\\n  mode: REGISTRY_ONLY"}}}
                    """),
            .fires(.error, "the sidecar of Linkerd is not ready", blocked("linkerd-proxy", isReady: false, logs: "")),
            .silent(
                "Istio lets pods connect to everything",
                blocked(logs: "") + """

                      configmaps: {istio-system/istio: {data: {mesh: "outboundTrafficPolicy:\\n  mode: ALLOW_ANY"}}}
                    """),
            .silent(
                "a sidecar that is ready, and nothing shows that it drops anything", blocked("linkerd-proxy", logs: "")),
            .silent(
                "the CCM is up, and the sidecar drops other connections",
                """
                tenant: {pods: {kubelb/kubelb-ccm-1: {status: {containerStatuses: [
                  {name: ccm, ready: true, restartCount: 1, state: {running: {startedAt: "2026-11-22T11:00:00Z"}}},
                  {name: istio-proxy, ready: true, restartCount: 0, state: {running: {startedAt: "2026-11-22T11:00:00Z"}}}]}}}}
                logs: {\(log)}
                """),
            .silent("a crash-looping CCM outside of every mesh", "tenant: {pods: {\(CCMExamples.crashingPod)}}"),
        ])

    private static let log = CCMExamples.log(
        "failed to create manager for kubelb cluster",
        "Get \\\"https://192.0.2.10:6443/api\\\": read tcp 10.244.1.87:47116->192.0.2.10:6443: read: connection reset by peer"
    )

    private static let dropped = #"""
        , tenant/kubelb/kubelb-ccm-1/istio-proxy.log: '[2026-11-22T11:58:01.995Z] "- - -" 0 UH - - "-" 0 0 0 - "-" "-" "-" "-" "-"
          BlackHoleCluster - 192.0.2.10:6443 10.244.1.87:41174 - -'
        """#

    /// A CCM in back-off, with a sidecar; ends with the tenant's part.
    private static func blocked(
        _ sidecar: String = "istio-proxy", isReady: Bool = true, logs: String = dropped
    ) -> String {
        """
        logs: {\(log)\(logs)}
        tenant:
          pods: {kubelb/kubelb-ccm-1: {status: {conditions: [{type: Ready, status: "False",
            lastTransitionTime: "2026-11-22T11:50:00Z"}], containerStatuses: [{name: ccm, ready: false, restartCount: 6,
            state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1, reason: Error,
            startedAt: "2026-11-22T11:58:00Z", finishedAt: "2026-11-22T11:58:01Z"}}}, {name: \(sidecar), ready: \(isReady),
            restartCount: 0, state: {running: {startedAt: "2026-11-22T11:00:00Z"}}}]}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let state = CCMState(context)
        let log = state.standingLines.last { _, line in
            if case .managementUnreachable = line.signature { true } else { false }
        }
        guard state.isUp == false, let log, case .managementUnreachable(let failure) = log.line.signature,
            let block = MeshBlock(failure, context)
        else { return [] }
        return [
            Finding(
                .error, "The CCM cannot reach the management cluster (\(failure.summary)): \(block.words)",
                objects: block.objects, evidence: [context.evidence(log.source, log.line)] + block.evidence,
                confidence: block.confidence, remedies: block.remedies)
        ]
    }
}
