import Characters
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
        optionalInputs: [.managementIngresses, .managementGateways, .managementEvents, .managementDeployments],
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
            let own = certificates.filter { certificate in
                certificate.metadata.owners.contains { $0.uid == generated.metadata.uid }
            }
            let isAsked = generated.metadata.annotations.keys.contains {
                $0.hasPrefix("cert-manager.io/") && $0.hasSuffix("issuer")
            }
            if own.isEmpty, isAsked { return [stopped(nil, exposure, context)].compactMap(\.self) }
            return own.compactMap { finding($0, exposure, context) }
        }
    }

    private func finding(_ certificate: Certificate, _ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        guard let ready = certificate.ready else { return stopped(certificate, exposure, context) }
        if ready.status == "True" { return renewal(certificate, exposure, context) }
        if let stopped = stopped(certificate, exposure, context) { return stopped }
        let issuing = certificate.conditions.first { $0.type == "Issuing" }
        let warning = context.standingWarning(
            .management, kind: Certificate.kind, namespace: certificate.metadata.namespace,
            name: certificate.metadata.name)
        let (age, note) = context.routeSymptom(
            since: ready.lastTransitionTime ?? certificate.metadata.creationTimestamp)
        let said = issuing.flatMap { $0.reason == "Failed" || $0.status == "False" ? $0 : nil } ?? ready
        return context.finding(
            age,
            "\(certificate.reference) for \(exposure.source.reference) is not Ready: "
                + (ready.reason == "Expired" && said != ready ? "Expired; the last attempt failed: " : "")
                + "\(said.reason): \(ServiceWords.excerpt(said.message))\(note)",
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

    /// Nobody issues certificates while cert-manager does not run. `certificate`: nil if there is none yet, although the
    /// generated object asks for one.
    private func stopped(_ certificate: Certificate?, _ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        guard let manager = certManager(context), manager.state.ready == 0 else { return nil }
        let desired = manager.state.desired
        let reference = ObjectReference(.management, manager)
        return context.finding(
            .error,
            (certificate.map { "\($0.reference) for \(exposure.source.reference) is not issued" }
                ?? "No certificate is issued for \(exposure.source.reference)")
                + ", because cert-manager does not run: \(manager.reference) "
                + (desired == 0 ? "is scaled to 0" : "has 0 of \(desired) pods Ready"),
            of: exposure, objects: (certificate.map { [ObjectReference(.management, $0)] } ?? []) + [reference],
            evidence: [Evidence("\(manager.reference): ready pods", "0 of \(desired)")],
            remedies: [
                desired == 0
                    ? .fix("scale it up", context.scale(reference, to: 1))
                    : .inspect("show why", context.kubectl("describe", reference))
            ])
    }

    private func certManager(_ context: CheckContext) -> Deployment? {
        context.topology.list(.management, Deployment.self).value?.items.first { deployment in
            deployment.state.template.containers.contains { $0.image.containsBytes(of: "cert-manager-controller") }
        }
    }

    /// A certificate that is still valid, and that cert-manager fails to renew.
    private func renewal(_ certificate: Certificate, _ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        guard let expiry = certificate.notAfter else { return nil }
        let left = expiry.seconds(since: context.now)
        let isOverdue = certificate.renewalTime.map { context.now.seconds(since: $0) > Self.renewalGrace } ?? false
        guard isOverdue || left < 0, certificate.failedAttempts > 0 || left < Self.lastDays else { return nil }
        let said = certificate.conditions.first { $0.type == "Issuing" && $0.status == "False" }
        return context.finding(
            left < 0 ? .error : .warning,
            "\(certificate.reference) for \(exposure.source.reference) is not renewed and "
                + (left < 0 ? "has expired" : "expires in \(Age.text(seconds: left))")
                + (certificate.failedAttempts > 0
                    ? ": \(ServiceWords.count(certificate.failedAttempts, "attempt")) failed" : "")
                + (said.map { " (\($0.reason): \(ServiceWords.excerpt($0.message)))" } ?? ""),
            of: exposure, objects: [ObjectReference(.management, certificate)],
            evidence: [
                Evidence("\(certificate.reference): status.notAfter", expiry.description, at: expiry),
                Evidence("\(certificate.reference): status.failedIssuanceAttempts", String(certificate.failedAttempts)),
            ],
            remedies: [
                .inspect(
                    "show its conditions and Events",
                    context.kubectl("describe", ObjectReference(.management, certificate)))
            ])
    }

    /// Seconds that a renewal may take.
    private static let renewalGrace = 3600.0
    private static let lastDays = 7 * 86400.0
}
