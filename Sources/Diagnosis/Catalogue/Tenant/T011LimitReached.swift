import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-T011: the tenant has as many LoadBalancers as it may have.
struct T011LimitReached: Check {
    let documentation = CheckDocumentation(
        code: "T011",
        title: "The tenant's limit of LoadBalancers is reached",
        severity: .error,
        explains: [.acceptedByManager, .envoyService],
        inputs: [.tenantServices, .loadBalancers],
        optionalInputs: [.tenants, .tenantStates], judgesManagementAlone: true,
        meaning: """
            The Enterprise Edition serves no more LoadBalancers than spec.loadBalancer.limit of the Tenant. That many \
            are served, and others wait. Those that existed before the limit was lowered stay.
            """,
        impact: "Additional Services get no address until the limit is raised or other Services are deleted.",
        mending: "Raise the limit in the Tenant, or delete Services that are not needed.",
        examples: [
            .fires(
                .error, "one is allowed and served, and a second one waits",
                """
                \(waiting)
                  tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {limit: 1}}}}
                """),
            .fires(
                .error, "the TenantState shows the limit, and reading Tenants is forbidden",
                """
                \(waiting)
                  tenants.kubelb.k8c.io: forbidden
                  tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {loadBalancer: {limit: 1}}}}
                """),
            .silent(
                "there is room for one more",
                """
                \(waiting)
                  tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {limit: 2}}}}
                """),
            .silent(
                "the limit is reached, and nothing waits",
                "management: {tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {limit: 1}}}}}"),
            .silent("there is no limit", waiting),
        ])

    /// `shop/web` is served, `shop/api` has a LoadBalancer that the manager has not accepted.
    private static let waiting = """
        tenant:
          services: {shop/api: {metadata: {uid: 00000000-0000-4000-8000-000000000002, finalizers: [kubelb.k8c.io/cleanup],
            creationTimestamp: "2026-11-22T10:00:00Z"}, spec: {type: LoadBalancer, selector: {app: web},
            ports: [{name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31081}]}}}
        management:
          loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000002: {metadata: {
            creationTimestamp: "2026-11-22T10:00:00Z", labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: api}},
            spec: {type: LoadBalancer, ports: [{name: http, port: 80, protocol: TCP}],
              endpoints: [{addressesReference: {name: default}, ports: [{name: http, port: 31081, protocol: TCP}]}]}}}
        """

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        // For named Services no others are read.
        guard let tenant = context.diagnosedTenant, topology.isOfAllServices,
            let loadBalancers = topology.loadBalancers.value
        else { return [] }
        let served = loadBalancers.filter { $0.isAccepted && !$0.metadata.isBeingDeleted }.count
        let waiting = topology.takenExposures.filter { $0.loadBalancer.value.map { !$0.isAccepted } ?? true }
        guard !waiting.isEmpty, let (source, limit) = Self.limit(topology), served >= limit else { return [] }
        let names = ServiceWords.list(waiting.map(\.path).sorted(), limit: 3)
        return [
            Finding(
                .error,
                "Tenant \(tenant.name) has \(served) of \(ServiceWords.count(limit, "LoadBalancer")) that its limit allows, so no "
                    + "more are served: \(names) \(waiting.count == 1 ? "waits" : "wait")",
                objects: [.tenant(tenant.name)] + waiting.prefix(5).map(context.reference),
                evidence: [
                    Evidence(source, "\(limit)"), Evidence("LoadBalancers that the manager has accepted", "\(served)"),
                ],
                remedies: [
                    .fix(
                        "raise the limit",
                        context.patch(
                            .tenant(tenant.name),
                            [
                                "spec": [
                                    "loadBalancer": [
                                        "limit": .number(JSONNumber(served.saturatingSum(waiting.count)))
                                    ]
                                ]
                            ])),
                    .fix("delete Services of type LoadBalancer that nobody needs"),
                ])
        ]
    }

    /// Where the limit is set, and how many it allows; nil if there is none, or if that is unknown.
    static func limit(_ topology: Topology) -> (source: String, limit: Int)? {
        switch topology.tenantObject {
        case .present(let tenant):
            return tenant.loadBalancer.limit.map { ("\(tenant.reference): spec.loadBalancer.limit", $0) }
        case .absent: return nil
        case .forbidden, .failed, .notCollected:
            guard let state = topology.tenantState.value else { return nil }
            return state.loadBalancer.limit.map { ("\(state.reference): status.loadBalancer.limit", $0) }
        }
    }
}
