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
            The manager finds a synced Secret by the labels that name its origin. If a SyncSecret was made again under \
            another UID and the old one was left, two Secrets have these labels, and the manager takes any of them.
            """,
        impact: "HTTPS may be served with an old certificate.",
        mending:
            "Delete the SyncSecret in the management cluster of which no SyncSecret is left in the tenant cluster.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        let secrets = SyncedSecrets(context)
        return context.topology.takenRoutes.filter { !$0.kind.hasParent && $0.ownsGenerated }.flatMap { exposure in
            exposure.source.certificates.compactMap { certificate -> Finding? in
                let synced = secrets.synced(namespace: certificate.namespace, name: certificate.name)
                guard synced.count > 1 else { return nil }
                let origin = "Secret \(certificate.namespace)/\(certificate.name)"
                return context.finding(
                    .warning,
                    "\(synced.count) synced Secrets claim to be \(origin) of \(exposure.source.reference) "
                        + "(\(ServiceWords.list(synced.map(\.metadata.name)))): the manager takes any of them, possibly an old certificate",
                    of: exposure,
                    evidence: synced.prefix(4).map {
                        Evidence("\($0.reference): synced from", origin, at: $0.metadata.creationTimestamp)
                    },
                    remedies: [
                        .inspect(
                            "list the SyncSecrets of the tenant, and delete those that belong to none of the tenant cluster",
                            context.kubectl(
                                .management,
                                "-n \(context.topology.tenantNamespace ?? "") get \(SyncSecret.resource) --show-labels")
                        )
                    ])
            }
        }
    }
}
