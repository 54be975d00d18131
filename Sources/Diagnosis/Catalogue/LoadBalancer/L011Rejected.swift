import KubeLB
import Kubernetes
import Topology

/// KLC-L011: the manager states that it does not serve a LoadBalancer.
struct L011Rejected: Check {
    let documentation = CheckDocumentation(
        code: "L011",
        title: "The manager rejects the LoadBalancer",
        severity: .error,
        explains: [.acceptedByManager, .envoyService, .address],
        hop: .loadBalancer,
        inputs: [.tenantServices, .loadBalancers], judgesManagementAlone: true,
        causedBy: ["M006", "T005", "T011"],
        meaning: """
            The manager of the Enterprise Edition 1.5 and later sets the condition Accepted of a LoadBalancer. It is \
            False: the reason and the message state why the LoadBalancer is not served.
            """,
        impact: "It has no Envoy configuration and no Service in the management cluster, and so no address.",
        mending: "Fix what the message names, in the tenant's Service or in the settings of the Tenant or the Config.",
        examples: [
            .fires(
                .error, "its hostname is not allowed",
                """
                tenant: {services: {shop/web: {status: {loadBalancer: null}}}}
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {status: {conditions: [
                    {type: Accepted, status: "False", reason: HostnameNotAllowed, message: hostname is not allowed,
                      lastTransitionTime: "2026-11-22T11:30:00Z"}]}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}
                """),
            .silent(
                "it is accepted",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {status: {
                  conditions: [{type: Accepted, status: "True", reason: Accepted}]}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenExposures.compactMap { exposure -> Finding? in
            guard let loadBalancer = exposure.loadBalancer.value, !loadBalancer.metadata.isBeingDeleted,
                let condition = loadBalancer.rejection
            else { return nil }
            let text = [condition.reason, ServiceWords.excerpt(condition.message)].filter { !$0.isEmpty }
                .joined(separator: ": ")
            let tenant = context.diagnosedTenant.map { ObjectReference.tenant($0.name) }
            return Finding(
                .error, "The manager rejects \(loadBalancer.reference) of \(exposure.service.reference): \(text)",
                resource: exposure.resource,
                objects: [ObjectReference(.management, loadBalancer), context.reference(exposure)],
                evidence: [
                    loadBalancer.evidence(
                        "condition Accepted",
                        "\(condition.status), \(condition.reason): \(condition.message)",
                        at: condition.lastTransitionTime)
                ],
                remedies: [
                    .fix(
                        "change what the message names in the tenant's Service, or the setting of the Tenant that forbids it"
                    )
                ]
                    + [
                        tenant.map {
                            .inspect("show the settings of the Tenant", context.kubectl("get", $0, "-o yaml"))
                        }
                    ]
                    .compactMap { $0 })
        }
    }
}
