import KubeLB
import Kubernetes
import Topology

/// KLC-S009: what becomes of `sessionAffinity: ClientIP`.
struct S009ClientAffinity: Check {
    let documentation = CheckDocumentation(
        code: "S009",
        title: "ClientIP affinity is ignored, or uses a hash without a timeout",
        severity: .warning,
        inputs: [.tenantServices, .loadBalancers],
        meaning: """
            KubeLB 1.5 and later implement sessionAffinity ClientIP by choosing the node with a hash of the source \
            address; the timeout of sessionAffinityConfig has no equivalent and is ignored. Earlier versions ignore \
            sessionAffinity altogether.
            """,
        impact:
            "A client keeps its node only as long as the set of healthy nodes does not change, or not at all before KubeLB 1.5.",
        mending: "Upgrade KubeLB to 1.5 or later if clients have to keep their node, and do not rely on the timeout.",
        examples: [
            .fires(
                .info, "affinity with a timeout",
                """
                tenant: {services: {shop/web: {spec: {sessionAffinity: ClientIP,
                  sessionAffinityConfig: {clientIP: {timeoutSeconds: 600}}}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                  spec: {persistence: {type: SourceIP}}}}}
                """),
            .fires(
                .warning, "KubeLB 1.4 ignores it", "tenant: {services: {shop/web: {spec: {sessionAffinity: ClientIP}}}}"
            ),
            .silent("no affinity", "tenant: {services: {shop/web: {spec: {sessionAffinity: None}}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenExposures.compactMap { exposure -> Finding? in
            let service = exposure.service
            guard service.sessionAffinity == "ClientIP" else { return nil }
            let timeout = service.clientIPTimeoutSeconds.map { "; its timeout of \($0) s is ignored" } ?? ""
            var evidence = [service.evidence("spec.sessionAffinity", "ClientIP")]
            if let seconds = service.clientIPTimeoutSeconds {
                evidence.append(
                    service.evidence(
                        "spec.sessionAffinityConfig.clientIP.timeoutSeconds", String(seconds)))
            }
            if let loadBalancer = exposure.loadBalancer.value, loadBalancer.spec.persistence == nil,
                !context.topology.has(.clientIPPersistence)
            {
                return ignored(exposure, loadBalancer, evidence, context)
            }
            return Finding(
                .info, "\(service.reference) assigns clients to nodes by a hash of their source address\(timeout)",
                resource: exposure.resource, objects: [context.reference(exposure)], evidence: evidence)
        }
    }

    private func ignored(
        _ exposure: Exposure, _ loadBalancer: LoadBalancer, _ evidence: [Evidence], _ context: CheckContext
    ) -> Finding {
        let version = context.topology.release(of: context.topology.ccm).map { "KubeLB \($0)" } ?? "this KubeLB"
        return Finding(
            .warning,
            "\(exposure.service.reference) requests sessionAffinity ClientIP, which \(version) ignores: clients change their node "
                + "with each connection",
            resource: exposure.resource, objects: [context.reference(exposure)],
            evidence: evidence + [loadBalancer.evidence("spec.persistence", "not set")],
            remedies: [.fix("upgrade KubeLB to v1.5 or later: first the manager, then the CCM")])
    }
}
