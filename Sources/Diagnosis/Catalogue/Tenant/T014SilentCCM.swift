import KubeLB
import Kubernetes
import Topology

/// KLC-T014: nothing has come from the tenant's CCM for days.
///
/// Whoever sees the tenant cluster reads there whether the CCM runs. From the management cluster alone, two things show
/// it: the API server dates the last use of the account's token (`kubernetes.io/legacy-token-last-used`, a day in UTC;
/// Kubernetes 1.27 and later: `LegacyServiceAccountTokenTracking`), and the CCM's own objects have the times of its writes.
/// A quiet CCM still uses its token: its watches reconnect every few minutes.
struct T014SilentCCM: Check {
    let documentation = CheckDocumentation(
        code: "T014",
        title: "The tenant's CCM does not connect to the management cluster",
        severity: .warning,
        inputs: [.loadBalancers],
        optionalInputs: [.managementSecrets, .tenantDeployments, .addresses, .routes], judgesManagementAlone: true,
        causedBy: ["T001", "T003", "T006"],
        meaning: """
            The API server of the management cluster records the day when the token of the CCM's account was last used. \
            That was days ago, and the CCM has written nothing since. A CCM that runs uses the token every few minutes, \
            even if nothing changes. Only evaluated if the tenant cluster is not visible.
            """,
        impact: """
            Existing addresses keep working while the tenant's nodes and node ports stay as they were. Changes of nodes, \
            Services and routes do not reach the management cluster.
            """,
        mending: "Ask the tenant whether the CCM runs, and whether it reaches the management cluster.",
        examples: [
            .fires(
                .warning, "the token was last used three days ago",
                "\(hidden)\nmanagement: {secrets.metadata: {tenant-acme/kubelb-ccm: {\(lastUsed("2026-11-19"))}}}"),
            .silent(
                "the token was used yesterday",
                "\(hidden)\nmanagement: {secrets.metadata: {tenant-acme/kubelb-ccm: {\(lastUsed("2026-11-21"))}}}"),
            .silent(
                "the CCM has written since, with other credentials",
                """
                \(hidden)
                management:
                  secrets.metadata: {tenant-acme/kubelb-ccm: {\(lastUsed("2026-11-19"))}}
                  addresses.kubelb.k8c.io: {tenant-acme/default: {metadata: {managedFields: [{manager: kubelb-ccm,
                    operation: Update, time: "2026-11-22T08:00:00Z", fieldsType: FieldsV1,
                    fieldsV1: {"f:spec": {"f:addresses": {}}}}]}}}
                """),
            .silent(
                "the tenant has no LoadBalancers and no Routes",
                """
                \(hidden)
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}
                  secrets.metadata: {tenant-acme/kubelb-ccm: {\(lastUsed("2026-11-19"))}}
                """),
            .silent(
                "the API server does not record the use of tokens",
                "\(hidden)\nmanagement: {secrets.metadata: {tenant-acme/kubelb-ccm: {}}}"),
            .silent(
                "the tenant cluster is visible",
                "management: {secrets.metadata: {tenant-acme/kubelb-ccm: {\(lastUsed("2026-11-19"))}}}"),
            .silent("the Secrets were not read", hidden),
        ])

    private static let hidden = "tenant: {deployments.apps: notCollected}"
    private static func lastUsed(_ day: String) -> String {
        "metadata: {labels: {\(SecretMetadata.lastUsedLabel): \"\(day)\"}}"
    }

    /// Seconds after the end of that day: an API server records days, and clocks may differ.
    private static let silence = 86_400.0

    func findings(in context: CheckContext) -> [Finding] {
        guard let ccm = HiddenCCM(context), let token = ccm.token, let day = token.lastUsedDay,
            let end = Timestamp("\(day)T00:00:00Z")?.adding(seconds: Self.silence)
        else { return [] }
        let last = max(end, ccm.lastWrite ?? end)
        guard context.now.seconds(since: last) >= Self.silence else { return [] }
        let reference = "Secret \(token.metadata.path)"
        return [
            Finding(
                .warning,
                "The CCM of tenant \(ccm.tenant.name) last connected to the management cluster on \(day): "
                    + "changes of its nodes, Services and routes do not arrive",
                objects: [.tenant(ccm.tenant.name)],
                evidence: [Evidence("\(reference): label \(SecretMetadata.lastUsedLabel)", day)]
                    + ccm.writeEvidence,
                remedies: [
                    .inspect("ask the tenant whether the CCM runs in its cluster and reaches the management cluster"),
                    context.log(of: context.topology.ccm),
                ])
        ]
    }
}
