import KubeLB
import Kubernetes
import Topology

/// KLC-K004: cert-manager has not issued a certificate.
struct K004NotIssued: Check {
    let documentation = CheckDocumentation(
        code: "K004",
        title: "The certificate is not issued",
        severity: .error,
        explains: [.certificates, .listeners],
        inputs: [.routes, .certificates],
        optionalInputs: [.managementIngresses, .managementGateways, .managementEvents],
        judgesManagementAlone: true,
        meaning: """
            cert-manager in the management cluster makes a Certificate for the generated object, and says in its conditions \
            why it is not Ready. None of that is visible in the tenant cluster.
            """,
        impact: "HTTPS is served with no certificate, or with one of the controller.",
        mending: "Fix what the condition names: the issuer, the challenge, the domain.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        let certificates = context.topology.inTenantNamespace(Certificate.self).value ?? []
        return context.topology.takenRoutes.filter { $0.ownsGenerated }.flatMap { exposure -> [Finding] in
            guard let generated = exposure.generated.value else { return [] }
            return certificates.filter { certificate in
                certificate.metadata.owners.contains { $0.uid == generated.metadata.uid }
            }
            .compactMap { finding($0, exposure, context) }
        }
    }

    private func finding(_ certificate: Certificate, _ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        guard let ready = certificate.ready, ready.status != "True" else { return nil }
        let issuing = certificate.conditions.first { $0.type == "Issuing" }
        let warning = context.standingWarning(
            .management, kind: Certificate.kind, namespace: certificate.metadata.namespace,
            name: certificate.metadata.name)
        let (age, note) = context.symptom(since: ready.lastTransitionTime ?? certificate.metadata.creationTimestamp)
        let said = issuing.flatMap { $0.reason == "Failed" || $0.status == "False" ? $0 : nil } ?? ready
        return context.finding(
            age == .info ? .warning : age,
            "\(certificate.reference) for \(exposure.source.reference) is not Ready: \(said.reason): \(ServiceWords.excerpt(said.message))\(note)",
            of: exposure, objects: [ObjectReference(.management, certificate)],
            evidence: [
                Evidence(
                    "\(certificate.reference): status.conditions[Ready]",
                    "\(ready.status) (\(ready.reason): \(ready.message))",
                    at: ready.lastTransitionTime),
                Evidence(
                    "\(certificate.reference): spec.issuerRef", "\(certificate.issuer.kind) \(certificate.issuer.name)"),
            ] + (warning.map { [Evidence($0)] } ?? []),
            remedies: [
                .inspect(
                    "see how far it has come", context.kubectl("describe", ObjectReference(.management, certificate))),
                .inspect(
                    "see requests, orders and challenges",
                    context.kubectl(
                        .management, "-n \(certificate.metadata.namespace) get certificaterequests,orders,challenges")),
            ])
    }
}
