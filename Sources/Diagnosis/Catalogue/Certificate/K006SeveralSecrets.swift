import KubeLB
import Kubernetes
import Topology

/// KLC-K006: several synced Secrets claim to be the same Secret of the tenant cluster.
struct K006SeveralSecrets: Check {
    let documentation = CheckDocumentation(
        code: "K006",
        title: "Several synced Secrets claim the same origin",
        severity: .warning,
        inputs: [.routes, .managementSecrets],
        optionalInputs: [.managementIngresses, .managementGateways],
        meaning: """
            The manager finds a synced Secret by the labels that name its origin. If a SyncSecret was recreated with \
            another UID and the old one was not deleted, two Secrets have these labels, and the manager uses either.
            """,
        impact: "HTTPS may be served with an old certificate.",
        mending:
            "Delete the SyncSecret in the management cluster that no longer has a SyncSecret in the tenant cluster.",
        examples: [
            .firesOnRoutes(
                .warning, "the Secret of an old SyncSecret still exists", secret("tenant-acme/old", of: "shop")),
            .silentOnRoutes("one synced Secret"),
            .silentOnRoutes(
                "a Secret of the same name in another namespace", secret("tenant-acme/other", of: "blog")),
            .silentOnRoutes("a Secret of another tenant", secret("tenant-other/other", of: "shop")),
        ])

    /// Another synced Secret.
    private static func secret(_ path: String, of namespace: String) -> String {
        """
        management: {secrets.metadata: {\(path): {metadata: {labels: {kubelb.k8c.io/managed-by: kubelb,
          kubelb.k8c.io/origin-ns: \(namespace), kubelb.k8c.io/origin-name: shop-tls}}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let secrets = SyncedSecrets(context)
        return context.topology.takenRoutes.filter { !$0.kind.hasParent && $0.ownsGenerated }.flatMap { exposure in
            exposure.source.certificates.compactMap { certificate -> Finding? in
                let synced = secrets.synced(namespace: certificate.namespace, name: certificate.name)
                guard synced.count > 1 else { return nil }
                let origin = "Secret \(certificate.namespace)/\(certificate.name)"
                return context.finding(
                    .warning,
                    "\(synced.count) synced Secrets claim to be \(origin), which \(exposure.source.reference) names "
                        + "(\(ServiceWords.list(synced.map(\.metadata.name)))): the manager uses any of them, possibly one with an old certificate",
                    of: exposure,
                    evidence: synced.prefix(4).map {
                        Evidence("\($0.reference): synced from", origin, at: $0.metadata.creationTimestamp)
                    },
                    remedies: [
                        .inspect(
                            "list the SyncSecrets of the tenant, and delete those without a SyncSecret in the tenant cluster",
                            context.kubectl(
                                .management,
                                "-n \(context.topology.tenantNamespace ?? "") get \(SyncSecret.resource) --show-labels")
                        )
                    ])
            }
        }
    }
}
