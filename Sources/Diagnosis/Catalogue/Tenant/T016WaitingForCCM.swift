import KubeLB
import Kubernetes
import Topology

/// KLC-T016: something waits for the tenant's CCM, which has written nothing since.
///
/// A quiet tenant is no fault: nobody has to write if nothing changes. Two things show from the management cluster alone that a
/// CCM should have written: nodes that do not respond are still listed, because a CCM that runs lists only nodes that are Ready;
/// and a token that replaced the CCM's was never used. API servers record the use of tokens since Kubernetes 1.28 in any case
/// (`LegacyServiceAccountTokenTracking`); KLC-T014 reports a use that was days ago.
struct T016WaitingForCCM: Check {
    let documentation = CheckDocumentation(
        code: "T016",
        title: "The tenant's CCM has written nothing although something waits for it",
        severity: .warning,
        inputs: [.loadBalancers, .addresses],
        optionalInputs: [
            .managementSecrets, .tenantDeployments, .routes, .managementVersion, .managementPods, .envoyMetrics,
        ], judgesManagementAlone: true,
        causedBy: ["T001", "T003", "T006"],
        meaning: """
            A CCM writes only if something changes, so an old write alone means nothing. Here something has changed: the token \
            of its account was replaced and the new one was never used, or Envoy no longer reaches some of the nodes in \
            Addresses/default, from which a running CCM removes nodes that are not Ready. Only evaluated if the tenant cluster \
            is not visible.
            """,
        impact: """
            Changes of nodes, Services and routes do not reach the management cluster. Envoy keeps sending traffic to nodes \
            that may no longer exist.
            """,
        mending: """
            Ask the tenant whether the CCM runs and reaches the management cluster. If its credentials were replaced, install \
            the new kubeconfig in the tenant cluster. If it runs, a firewall in front of the nodes is the likely cause.
            """,
        examples: [
            .fires(.warning, "the CCM's token was replaced, and the new one was never used", "\(hidden)\n\(token())"),
            .fires(
                .warning, "one of two nodes does not respond, and the CCM has written nothing for days",
                "\(hidden)\n\(addresses("2026-11-10"))",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)]))),
            .silent(
                "the CCM has written since the token was issued",
                "\(hidden)\n\(token())\n---\n\(addresses("2026-11-22"))"),
            .silent("the token is minutes old", "\(hidden)\n\(token(created: "2026-11-22T11:30:00Z"))"),
            .silent(
                "the API server may not record the use of tokens",
                "\(hidden)\n\(token())\n  version: {major: \"1\", minor: \"26\", gitVersion: v1.26.3}"),
            .silent(
                "the tenant has nothing that waits for a CCM",
                """
                \(hidden)
                \(token())
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}
                """),
            .silent(
                "all nodes respond: the tenant is quiet", "\(hidden)\n\(addresses("2026-05-10"))",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
            .silent(
                "one of two nodes does not respond, and the CCM's token is in use",
                """
                \(hidden)
                \(addresses("2026-11-10"))
                  secrets.metadata: {tenant-acme/kubelb-ccm: {metadata: {labels: {\(SecretMetadata.lastUsedLabel): "2026-11-22"}}}}
                """,
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)]))),
            .silent(
                "with policy Local only nodes with an endpoint respond",
                """
                \(hidden)
                \(addresses("2026-11-10"))
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                    spec: {externalTrafficPolicy: Local}}}
                """,
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)]))),
            .silent(
                "no node responds, which is more likely a firewall and KLC-D010",
                "\(hidden)\n\(addresses("2026-11-10"))",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .silent(
                "the tenant cluster is visible", addresses("2026-11-10"),
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)]))),
        ])

    private static let hidden = "tenant: {deployments.apps: notCollected}"

    private static func token(created: String = "2026-11-22T10:30:00Z") -> String {
        "management:\n  secrets.metadata: {tenant-acme/kubelb-ccm: {metadata: {creationTimestamp: \"\(created)\"}}}"
    }

    /// Written by the CCM on that day.
    private static func addresses(_ day: String) -> String {
        """
        management:
          addresses.kubelb.k8c.io: {tenant-acme/default: {metadata: {managedFields: [{manager: kubelb-ccm,
            operation: Update, time: "\(day)T11:00:00Z", fieldsType: FieldsV1, fieldsV1: {"f:spec": {"f:addresses": {}}}}]}}}
        """
    }

    /// From here on an API server records in any case when a token was used.
    private static let recordsUse = ReleaseVersion(1, 28, 0)
    /// Seconds after which a token that was issued is in use.
    private static let installation = 3600.0
    /// Seconds after which a CCM that runs has certainly removed a node that is not Ready.
    private static let silence = 86_400.0

    func findings(in context: CheckContext) -> [Finding] {
        // Whether a CCM whose token was ever used is silent, KLC-T014 judges.
        guard let ccm = HiddenCCM(context), ccm.token?.lastUsedDay == nil else { return [] }
        let finding = ccm.token.flatMap { unused($0, ccm, context) } ?? staleNodes(ccm, context)
        return [finding].compactMap(\.self)
    }

    private func unused(_ token: SecretMetadata, _ ccm: HiddenCCM, _ context: CheckContext) -> Finding? {
        guard let created = token.metadata.creationTimestamp,
            context.now.seconds(since: created) >= Self.installation, ccm.lastWrite.map({ $0 < created }) ?? true,
            let release = context.topology.kubernetesRelease(of: .management), release >= Self.recordsUse
        else { return nil }
        let reference = "Secret \(token.metadata.path)"
        return Finding(
            .warning,
            "The CCM of tenant \(ccm.tenant.name) has never used the token that was issued for it"
                + "\(context.age(of: created).map { " \($0) ago" } ?? ""), and has written nothing since: changes of its "
                + "nodes, Services and routes do not arrive",
            objects: [.tenant(ccm.tenant.name)],
            evidence: [
                Evidence(reference, "created; no label \(SecretMetadata.lastUsedLabel)", at: created)
            ] + ccm.writeEvidence,
            remedies: [
                .fix(
                    "install the kubeconfig of Secret \(ccm.tenant.namespace)/\(KubeLBNames.issuedKubeconfigSecret) in the tenant "
                        + "cluster, and restart the CCM"),
                context.log(of: context.topology.ccm),
            ])
    }

    /// Nodes that are still listed although no Envoy reaches them at any port.
    private func staleNodes(_ ccm: HiddenCCM, _ context: CheckContext) -> Finding? {
        let topology = context.topology
        guard let addresses = topology.defaultAddresses.value, let written = ccm.lastWrite,
            context.now.seconds(since: written) >= Self.silence, !addresses.addresses.isEmpty
        else { return nil }
        let ports = topology.exposures
            .filter { $0.loadBalancer.value?.spec.externalTrafficPolicy != "Local" }
            .flatMap(topology.upstreams).filter(\.isChecked)
        let reached = ports.compactMap { port in port.views.map(\.healthy).max() }
        // Each port knows all listed nodes; one that reaches all of them shows that they are there.
        guard let best = reached.max(), best > 0, best < addresses.addresses.count,
            ports.allSatisfy({ $0.total == addresses.addresses.count })
        else { return nil }
        let count = addresses.addresses.count
        return Finding(
            .warning,
            "The CCM of tenant \(ccm.tenant.name) has written nothing\(context.forAge(of: written)), although Envoy reaches only "
                + "\(best) of \(count) nodes in Addresses/\(addresses.metadata.name): a CCM that runs removes nodes that are "
                + "not Ready",
            objects: [.tenant(ccm.tenant.name), ObjectReference(.management, addresses)],
            evidence: [
                Evidence("Envoy pods of the tenant", "reach at most \(best) of \(count) nodes at every node port")
            ] + ccm.writeEvidence,
            remedies: [
                .inspect("ask the tenant whether the CCM runs, and which of these nodes still exist"),
                context.log(of: topology.ccm),
            ])
    }
}
