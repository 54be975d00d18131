import KubeLB
import Kubernetes
import Topology

/// KLC-K004: cert-manager has not issued a certificate.
struct K004NotIssued: Check {
    let documentation = CheckDocumentation(
        code: "K004",
        title: "cert-manager has not issued a certificate",
        severity: .error,
        explains: [.certificates, .listeners],
        inputs: [.routes, .certificates],
        optionalInputs: [.managementIngresses, .managementGateways, .managementEvents],
        judgesManagementAlone: true,
        meaning: """
            cert-manager in the management cluster creates a Certificate for the generated object, and reports in its \
            conditions why it is not Ready. The tenant cluster shows none of this.
            """,
        impact: "HTTPS is served without a certificate, or with a self-signed certificate of the controller.",
        mending: "Fix the cause that the condition names: the issuer, the challenge or the domain.",
        examples: [
            .firesOnRoutes(.error, "the certificate is pending for an hour", certificate()),
            .firesOnRoutes(
                .warning, "the certificate is pending for 20 seconds", certificate(since: "2026-11-22T11:59:40Z")),
            .firesOnRoutes(
                .error, "a certificate of the Gateway failed",
                certificate(
                    owner: "{kind: Gateway, name: kubelb, uid: 00000000-0000-4000-8000-000000000062}", issuing: "Failed"
                )),
            .silentOnRoutes("the certificate is Ready", certificate(status: "True")),
            .silentOnRoutes(
                "the certificate of an Ingress that KubeLB did not generate",
                certificate(owner: "{kind: Ingress, name: other, uid: 00000000-0000-4000-8000-000000000069}")),
        ])

    private static func certificate(
        owner: String = "{kind: Ingress, name: shop-site, uid: 00000000-0000-4000-8000-000000000061}",
        status: String = "False", issuing: String = "DoesNotExist", since: String = "2026-11-22T11:00:00Z"
    ) -> String {
        """
        management: {certificates.cert-manager.io: {tenant-acme/shop-tls: {metadata: {ownerReferences: [\(owner)]},
          spec: {secretName: shop-tls, dnsNames: [shop.example.com], issuerRef: {kind: ClusterIssuer, name: letsencrypt}},
          status: {conditions: [
            {type: Ready, status: "\(status)", reason: DoesNotExist, message: Secret does not exist, lastTransitionTime: "\(since)"},
            {type: Issuing, status: "True", reason: \(issuing), message: the order is invalid, lastTransitionTime: "\(since)"}]}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let certificates = context.topology.inTenantNamespace(Certificate.self).value ?? []
        return context.topology.takenRoutes.filter { !$0.kind.hasParent && $0.ownsGenerated }.flatMap {
            exposure -> [Finding] in
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
                    "show its conditions and Events",
                    context.kubectl("describe", ObjectReference(.management, certificate))),
                .inspect(
                    "list requests, orders and challenges",
                    context.kubectl(
                        .management, "-n \(certificate.metadata.namespace) get certificaterequests,orders,challenges")),
            ])
    }
}
