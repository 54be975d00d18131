import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-T009: a quota leaves no room for another Service in the tenant's namespace.
struct T009QuotaExhausted: Check {
    let documentation = CheckDocumentation(
        code: "T009",
        title: "A ResourceQuota of the tenant's namespace is exhausted",
        severity: .warning,
        explains: Gate.all(of: .provisioned),
        inputs: [.resourceQuotas], optionalInputs: [.tenantServices, .loadBalancers, .managementServices],
        meaning: """
            Every LoadBalancer needs a Service of type LoadBalancer, and its node ports, in the tenant's namespace of \
            the management cluster. A ResourceQuota there allows no more of them.
            """,
        impact: "The manager cannot create the objects for additional Services, so they get no address.",
        mending: "Raise the quota, or delete Services that are not needed.",
        examples: [
            .fires(
                .warning, "as many load balancers as allowed, and one more is wanted",
                """
                management:
                  resourcequotas: {tenant-acme/limits: {status: {hard: {services.loadbalancers: "1"},
                    used: {services.loadbalancers: "1"}}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}
                """),
            .fires(
                .info, "as many load balancers as allowed, and each works",
                """
                management: {resourcequotas: {tenant-acme/limits: {status: {hard: {services.loadbalancers: "1"},
                  used: {services.loadbalancers: "1"}}}}}
                """),
            .fires(
                .info, "no node ports are allowed",
                """
                management: {resourcequotas: {tenant-acme/limits: {status: {hard: {services.nodeports: "0"},
                  used: {services.nodeports: "0"}}}}}
                """),
            .silent(
                "there is room for one more",
                """
                management: {resourcequotas: {tenant-acme/limits: {status: {hard: {services.loadbalancers: "2"},
                  used: {services.loadbalancers: "1"}}}}}
                """),
            .silent(
                "it limits other things",
                """
                management: {resourcequotas: {tenant-acme/limits: {status: {hard: {pods: "2", requests.cpu: 500m},
                  used: {pods: "2", requests.cpu: 500m}}}}}
                """),
            .silent(
                "it is another tenant's",
                """
                management: {resourcequotas: {tenant-other/limits: {status: {hard: {services: "1"}, used: {services: "1"}}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard context.diagnosedTenant != nil,
            let quotas = context.topology.inTenantNamespace(ResourceQuota.self).value
        else { return [] }
        return quotas.sorted { $0.metadata.name < $1.metadata.name }.compactMap { finding($0, context) }
    }

    /// One thing that a quota counts.
    private struct Limit {
        let resource: String
        let used: Int
        let hard: Int
    }

    private func finding(_ quota: ResourceQuota, _ context: CheckContext) -> Finding? {
        let limits = Self.resources.compactMap { resource in
            quota.exhausted(resource).map { Limit(resource: resource, used: $0.used, hard: $0.hard) }
        }
        guard !limits.isEmpty else { return nil }
        let words = limits.map { "\($0.resource) \($0.used) of \($0.hard)" }.joined(separator: ", ")
        let raised = limits.map { ($0.resource, JSONValue.string(String($0.used.saturatingSum(Self.room)))) }
        let topology = context.topology
        // A full quota that nobody runs into is what its author wanted.
        let isFelt =
            topology.takenExposures.contains { $0.awaitsManager || $0.lacksEnvoyService }
            || topology.takenRoutes.contains { $0.isUnfinishedByManager }
        return Finding(
            isFelt ? .warning : .info, "\(quota.reference) of the management cluster is exhausted: \(words)",
            objects: [ObjectReference(.management, quota)],
            evidence: limits.map {
                quota.evidence("\($0.resource)", "used \($0.used), hard \($0.hard)")
            },
            remedies: [
                .fix(
                    "raise the quota, for example by \(Self.room)",
                    context.patch(
                        ObjectReference(.management, quota),
                        ["spec": ["hard": .object(JSONObject(members: raised))]]))
            ])
    }

    /// What the manager's Services count against.
    static let resources = ["services.loadbalancers", "services.nodeports", "services", "count/services"]
    /// How many more the remedy allows.
    private static let room = 10
}
