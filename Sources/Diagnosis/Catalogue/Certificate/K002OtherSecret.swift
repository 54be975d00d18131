import KubeLB
import Kubernetes
import Topology

/// KLC-K002: the generated object names another Secret than the one that was synced.
struct K002OtherSecret: Check {
    let documentation = CheckDocumentation(
        code: "K002",
        title: "The generated object does not name the synced Secret",
        severity: .error,
        explains: [.certificates, .listeners],
        inputs: [.routes, .managementSecrets],
        optionalInputs: [.managementIngresses, .managementGateways],
        meaning: """
            When the manager makes the object, it looks for the synced Secret and puts its name in place of the tenant's. A \
            Secret that arrives later is not noticed: the object keeps the tenant's name, which does not exist in the \
            management cluster.
            """,
        impact: "HTTPS is served with no certificate, or with one of the controller.",
        mending: "Touch the object, so that the manager looks for the Secret again.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        let secrets = SyncedSecrets(context)
        return context.topology.takenRoutes.filter { !$0.kind.hasParent && $0.ownsGenerated }.flatMap {
            exposure -> [Finding] in
            let named = Set((exposure.generated.value?.certificates ?? []).map(\.name))
            return exposure.source.certificates.compactMap { certificate -> Finding? in
                let synced = secrets.synced(namespace: certificate.namespace, name: certificate.name)
                guard let newest = synced.last else { return nil }
                let origin = "Secret \(certificate.namespace)/\(certificate.name)"
                if !synced.contains(where: { named.contains($0.metadata.name) }) {
                    return later(exposure, origin, certificate.name, newest, context)
                }
                return nil
            }
        }
    }

    private func later(
        _ exposure: RouteExposure, _ origin: String, _ name: String, _ newest: SecretMetadata, _ context: CheckContext
    ) -> Finding {
        context.finding(
            .error,
            "The generated \(exposure.kind.rawValue) of \(exposure.source.reference) still names Secret \(name), not the synced one, "
                + "\(newest.metadata.name), which arrived later",
            of: exposure, objects: [exposure.generatedReference].compactMap(\.self),
            evidence: [
                Evidence("\(exposure.generated.value?.reference ?? "generated object"): Secret", name),
                Evidence("\(newest.reference): synced from", origin, at: newest.metadata.creationTimestamp),
            ],
            remedies: [context.touch(exposure, "the generated object names the synced Secret")])
    }
}
