import KubeLB
import Kubernetes
import Topology

/// KLC-S009: what becomes of `sessionAffinity: ClientIP`.
struct S009ClientAffinity: Check {
    let documentation = CheckDocumentation(
        code: "S009",
        title: "ClientIP affinity uses a hash, without a timeout",
        severity: .info,
        inputs: [.tenantServices],
        meaning: """
            KubeLB implements sessionAffinity ClientIP by choosing the node with a hash of the source address. The \
            timeout of sessionAffinityConfig has no equivalent and is ignored.
            """,
        impact:
            "A client keeps its node as long as the set of healthy nodes does not change, regardless of the timeout.",
        mending: "No action is needed; do not rely on the timeout.",
        examples: [
            .fires(
                .info, "affinity with a timeout",
                """
                tenant: {services: {shop/web: {spec: {sessionAffinity: ClientIP,
                  sessionAffinityConfig: {clientIP: {timeoutSeconds: 600}}}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                  spec: {persistence: {type: SourceIP}}}}}
                """),
            .silent("no affinity", "tenant: {services: {shop/web: {spec: {sessionAffinity: None}}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenExposures.compactMap { exposure -> Finding? in
            let service = exposure.service
            guard service.sessionAffinity == "ClientIP" else { return nil }
            let timeout = service.clientIPTimeoutSeconds.map { "; its timeout of \($0) s is ignored" } ?? ""
            var evidence = [Evidence("\(service.reference): spec.sessionAffinity", "ClientIP")]
            if let seconds = service.clientIPTimeoutSeconds {
                evidence.append(
                    Evidence(
                        "\(service.reference): spec.sessionAffinityConfig.clientIP.timeoutSeconds", String(seconds)))
            }
            return Finding(
                .info, "\(service.reference) assigns clients to nodes by a hash of their source address\(timeout)",
                service: context.key(exposure), objects: [context.reference(exposure)], evidence: evidence)
        }
    }
}
