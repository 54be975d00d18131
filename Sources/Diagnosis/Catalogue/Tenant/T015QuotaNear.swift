import KubeLB
import Kubernetes
import Topology

/// KLC-T015: a quota of the tenant's namespace is nearly used up.
struct T015QuotaNear: Check {
    let documentation = CheckDocumentation(
        code: "T015",
        title: "A ResourceQuota of the tenant's namespace is nearly exhausted",
        severity: .info,
        inputs: [.resourceQuotas], judgesManagementAlone: true,
        meaning: """
            Every LoadBalancer needs a Service of type LoadBalancer, and its node ports, in the tenant's namespace of \
            the management cluster. At least 80 % of what a ResourceQuota there allows of them is used.
            """,
        impact: "When the quota is exhausted, further Services get no address.",
        mending: "Raise the quota before it is needed, or delete Services that are not needed.",
        examples: [
            .fires(
                .info, "nine of ten load balancers are used",
                """
                management: {resourcequotas: {tenant-acme/limits: {status: {hard: {services.loadbalancers: "10"},
                  used: {services.loadbalancers: "9"}}}}}
                """),
            .silent(
                "half of it is used",
                """
                management: {resourcequotas: {tenant-acme/limits: {status: {hard: {services.loadbalancers: "10"},
                  used: {services.loadbalancers: "5"}}}}}
                """),
            .silent(
                "it is exhausted, which KLC-T009 reports",
                """
                management: {resourcequotas: {tenant-acme/limits: {status: {hard: {services: "10"}, used: {services: "10"}}}}}
                """),
            .silent(
                "it is another tenant's",
                """
                management: {resourcequotas: {tenant-other/limits: {status: {hard: {services: "10"}, used: {services: "9"}}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard context.diagnosedTenant != nil,
            let quotas = context.topology.inTenantNamespace(ResourceQuota.self).value
        else { return [] }
        return quotas.sorted { $0.metadata.name < $1.metadata.name }.compactMap { quota in
            let near = T009QuotaExhausted.resources.compactMap { resource -> (name: String, used: Int, hard: Int)? in
                guard let count = quota.count(resource), count.used < count.hard,
                    Double(count.used) >= 0.8 * Double(count.hard)
                else { return nil }
                return (resource, count.used, count.hard)
            }
            guard !near.isEmpty else { return nil }
            let words = near.map { "\($0.name) \($0.used) of \($0.hard)" }.joined(separator: ", ")
            return Finding(
                .info, "\(quota.reference) of the management cluster is nearly exhausted: \(words)",
                objects: [ObjectReference(.management, quota)],
                evidence: near.map { quota.evidence($0.name, "used \($0.used), hard \($0.hard)") })
        }
    }
}
