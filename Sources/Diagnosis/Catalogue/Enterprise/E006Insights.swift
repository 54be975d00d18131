import KubeLB
import Kubernetes
import Topology

/// KLC-E006: KubeLB itself reports something about the tenant.
struct E006Insights: Check {
    let documentation = CheckDocumentation(
        code: "E006",
        title: "KubeLB reports insights about the tenant",
        severity: .info,
        inputs: [.tenantStates],
        optionalInputs: [.insights, .configs],
        judgesManagementAlone: true,
        meaning: """
            The Enterprise Edition checks its tenants and creates an Insight for what it finds. The codes KLB… are those of \
            KubeLB's documentation.
            """,
        impact: "Depends on the insight.",
        mending: "Look up the codes in the documentation of KubeLB, and follow what it advises.",
        examples: [
            .fires(.info, "an open insight", insight("open")),
            .silent("it was resolved", insight("resolved")),
            .silent(
                "an insight about another tenant; only the Config shows the edition",
                insight("open", namespace: "tenant-other") + EnterpriseExamples.shownByConfig),
            .silent("the Community Edition"),
        ])

    private static func insight(_ state: String, namespace: String = "tenant-acme") -> String {
        """
        management:
          tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}
          insights.kubelb.k8c.io: {\(namespace)/i1: {metadata: {labels: {kubelb.k8c.io/insight-check: KLB014}},
            status: {state: \(state)}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        guard context.topology.isEnterprise else { return [] }
        let open = (context.topology.inTenantNamespace(Insight.self).value ?? []).filter(\.isOpen)
        guard !open.isEmpty, let namespace = context.topology.tenantNamespace else { return [] }
        let codes = Set(open.map { $0.check.isEmpty ? $0.metadata.name : $0.check }).sorted()
        return [
            Finding(
                .info, "KubeLB reports insights about the tenant: \(ServiceWords.list(codes, limit: 8))",
                objects: open.prefix(8).map { ObjectReference(.management, $0) },
                evidence: open.prefix(8).map { Evidence("\($0.reference): status.state", $0.phase) },
                remedies: [
                    .inspect(
                        "show the insights", context.kubectl(.management, "-n \(namespace) get insights -o yaml"))
                ])
        ]
    }
}
