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
        optionalInputs: [
            .managementIngresses, .managementGateways, .managementEvents, .managementDeployments, .managementSecrets,
            .issuers, .clusterIssuers, .certificateRequests, .acmeOrders, .acmeChallenges,
        ],
        judgesManagementAlone: true,
        causedBy: ["K010"],
        meaning: """
            cert-manager in the management cluster creates a Certificate for the generated object. Its issuer, \
            CertificateRequest, Order and Challenge say why it is not Ready. The tenant cluster shows none of this.
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
            .firesOnRoutes(
                .error, "the issuer does not exist",
                certificate() + "\n---\nmanagement: {clusterissuers.cert-manager.io: {}}"),
            .firesOnRoutes(
                .error, "the issuer does not exist, and another is Ready",
                certificate() + "\n---\n" + issuer("other", "True") + "\n---\n" + annotated),
            .firesOnRoutes(
                .error, "an Issuer that does not exist in the tenant's namespace",
                certificate()
                    + """

                    ---
                    management: {issuers.cert-manager.io: {}, certificates.cert-manager.io: {tenant-acme/shop-tls: {spec: {
                      issuerRef: {kind: Issuer, name: letsencrypt}}}}}
                    """),
            .firesOnRoutes(
                .error, "a wildcard host needs a DNS-01 solver",
                certificate() + "\n---\n"
                    + issuer("letsencrypt", "True", "{acme: {solvers: [{http01: {ingress: {}}}]}}")
                        + """

                        ---
                        management: {certificates.cert-manager.io: {tenant-acme/shop-tls: {spec: {dnsNames: ['*.example.com']}}}}
                        """),
            .firesOnRoutes(
                .error, "the issuer is not Ready", certificate() + "\n---\n" + issuer("letsencrypt", "False")),
            .firesOnRoutes(
                .error, "the challenge fails",
                certificate() + "\n---\n" + issuer("letsencrypt", "True") + "\n---\n" + attempt()),
            .firesOnRoutes(
                .error, "the order is invalid",
                certificate() + "\n---\n" + attempt(challenge: "", order: "state: invalid, reason: rateLimited")),
            .firesOnRoutes(
                .error, "the request is denied",
                certificate() + "\n---\n"
                    + attempt(order: "", request: "type: Denied, status: \"True\", reason: Policy")),
            .firesOnRoutes(
                .error, "the request is not approved",
                certificate() + "\n---\n" + attempt(order: "", request: "type: Ready, status: Unknown")),
            .firesOnRoutes(
                .error, "cert-manager does not watch Gateways", gatewayCertificate("--v=2")),
            .firesOnRoutes(
                .error, "two issuers are named, one by defaultAnnotations", refusedConfiguration()),
            .silentOnRoutes(
                "cert-manager has created the Certificate since", refusedConfiguration() + "\n---\n" + created),
            .silentOnRoutes(
                "the Certificate exists", certificate(status: "True") + "\n---\n" + refusedConfiguration("shop-tls")),
            .silentOnRoutes(
                "cert-manager is configured by a file, which may let it watch Gateways",
                gatewayCertificate("--config=/etc/config.yaml")),
            .silentOnRoutes("the certificate is Ready", certificate(status: "True")),
            .firesOnRoutes(
                .warning, "the certificate expires in two days, and its issuer is not Ready",
                certificate(status: "True") + "\n---\n" + expiring + "\n---\n" + issuer("letsencrypt", "False")),
            .firesOnRoutes(
                .warning, "the certificate expires in two days, and cert-manager does not run",
                certificate(status: "True") + "\n---\n" + expiring
                    + """

                    ---
                    management: {deployments.apps: {cert-manager/cert-manager: {spec: {replicas: 1, template: {spec: {containers: [{
                      name: cert-manager-controller, image: 'quay.io/jetstack/cert-manager-controller:v1.21.0'}]}}},
                      status: {replicas: 1, readyReplicas: 0}}}}
                    """),
            .silentOnRoutes(
                "the issuer is not Ready, and the certificate need not be renewed yet",
                certificate(status: "True") + "\n---\n" + issuer("letsencrypt", "False")
                    + """

                    ---
                    management: {certificates.cert-manager.io: {tenant-acme/shop-tls: {status: {
                      notAfter: '2027-01-20T12:00:00Z', renewalTime: '2026-12-20T12:00:00Z'}}}}
                    """),
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

    /// The Gateway asks for a certificate, and cert-manager runs with an argument.
    private static func gatewayCertificate(_ argument: String) -> String {
        RouteExamples.changed(
            .gateway, "kubelb", "32",
            "listeners: [{name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: pool-tls}]}}]")
                + """
                management:
                  gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {metadata: {annotations: {
                    cert-manager.io/cluster-issuer: letsencrypt}}, spec: {listeners: [{name: https, port: 443, protocol: HTTPS,
                    tls: {certificateRefs: [{name: pool-tls}]}}]}}}
                  deployments.apps: {cert-manager/cert-manager: {spec: {replicas: 1, template: {spec: {containers: [{
                    name: cert-manager, image: 'quay.io/jetstack/cert-manager-controller:v1.21.0', args: [\(argument)]}]}}},
                    status: {replicas: 1, readyReplicas: 1}}}
                """
    }

    /// cert-manager refuses the annotations or entries of the generated Ingress.
    private static func refusedConfiguration(_ secret: String = "shop-cert") -> String {
        """
        tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {cert-manager.io/issuer: own}}}}}
        management:
          ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: {cert-manager.io/issuer: own,
            cert-manager.io/cluster-issuer: letsencrypt}}, spec: {tls: [{hosts: [shop.example.com], secretName: \(secret)}]}}}
          events: {tenant-acme/e1: {type: Warning, reason: BadConfig, count: 4, lastTimestamp: '2026-11-22T11:31:00Z',
            message: 'Could not determine issuer for ingress due to bad annotations: both "cert-manager.io/issuer" and
            "cert-manager.io/cluster-issuer" may not be set', source: {component: cert-manager-ingress-shim},
            involvedObject: {kind: Ingress, namespace: tenant-acme, name: shop-site}}}
        """
    }

    private static let created = """
        management: {events: {tenant-acme/e2: {type: Normal, reason: CreateCertificate, lastTimestamp: '2026-11-22T11:40:00Z',
          message: Successfully created Certificate, source: {component: cert-manager-ingress-shim},
          involvedObject: {kind: Ingress, namespace: tenant-acme, name: shop-site}}}}
        """

    /// It should have been renewed a month ago.
    private static let expiring = """
        management: {certificates.cert-manager.io: {tenant-acme/shop-tls: {status: {
          notAfter: '2026-11-24T12:00:00Z', renewalTime: '2026-10-24T12:00:00Z'}}}}
        """

    private static func issuer(_ name: String, _ status: String, _ spec: String = "{}") -> String {
        """
        management: {clusterissuers.cert-manager.io: {\(name): {spec: \(spec), status: {conditions: [
          {type: Ready, status: "\(status)", reason: ErrRegisterACMEAccount, message: account not registered}]}}}}
        """
    }

    private static let annotated = """
        tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {
          cert-manager.io/cluster-issuer: letsencrypt}}}}}
        """

    /// What cert-manager made of the Certificate.
    private static func attempt(
        challenge: String = "state: pending, reason: wrong status code 404", order: String = "state: pending",
        request: String = "type: Approved, status: \"True\""
    ) -> String {
        func owner(_ kind: String, _ number: Int) -> String {
            "ownerReferences: [{kind: \(kind), name: shop-tls, uid: 00000000-0000-4000-8000-00000000009\(number)}]"
        }
        func object(_ number: Int, _ kind: String) -> String {
            "metadata: {uid: 00000000-0000-4000-8000-00000000009\(number), \(owner(kind, number - 1))}"
        }
        let orders =
            order.isEmpty
            ? ""
            : "orders.acme.cert-manager.io: {tenant-acme/shop-tls-1-1: {\(object(3, "CertificateRequest")), status: {\(order)}}},"
        let challenges =
            challenge.isEmpty || order.isEmpty
            ? ""
            : """
            challenges.acme.cert-manager.io: {tenant-acme/shop-tls-1-1-1: {\(object(4, "Order")),
              spec: {type: HTTP-01, dnsName: shop.example.com}, status: {\(challenge)}}},
            """
        return """
            management:
              certificates.cert-manager.io: {tenant-acme/shop-tls: {metadata: {uid: 00000000-0000-4000-8000-000000000091}}}
            ---
            management: {\(orders) \(challenges)
              certificaterequests.cert-manager.io: {tenant-acme/shop-tls-1: {\(object(2, "Certificate")),
                status: {conditions: [{\(request)}]}}}}
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
            if let refused = refused(exposure, generated, own, context) { return [refused] }
            if own.isEmpty, isAsked {
                return [stopped(nil, exposure, context) ?? notCreated(exposure, certificates, context)]
                    .compactMap(\.self)
            }
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
        let obstacle = IssuanceObstacle.of(certificate, for: exposure, context)
        let expiry = ready.reason == "Expired" && said != ready ? "Expired; the last attempt failed: " : ""
        var finding = context.finding(
            age,
            "\(certificate.reference) for \(exposure.source.reference) "
                + (obstacle.map { "is not issued: \($0.sentence)" }
                    ?? "is not Ready: \(expiry)\(said.reason): \(ServiceWords.excerpt(said.message))") + note,
            of: exposure, objects: [ObjectReference(.management, certificate)] + (obstacle?.objects ?? []),
            evidence: (obstacle?.evidence ?? []) + [
                Evidence(
                    "\(certificate.reference): status.conditions[Ready]",
                    "\(ready.status) (\(ready.reason): \(ready.message))",
                    at: ready.lastTransitionTime),
                Evidence(
                    "\(certificate.reference): spec.issuerRef", "\(certificate.issuer.kind) \(certificate.issuer.name)"),
            ] + (warning.map { [Evidence($0)] } ?? []),
            remedies: (obstacle?.remedies ?? []) + [
                .inspect(
                    "show its conditions and Events",
                    context.kubectl("describe", ObjectReference(.management, certificate))),
                .inspect(
                    "list requests, orders and challenges",
                    context.kubectl(
                        .management, "-n \(certificate.metadata.namespace) get certificaterequests,orders,challenges")),
            ])
        finding.common = obstacle?.common
        return finding
    }

    /// Nobody issues certificates while cert-manager does not run. `certificate`: nil if there is none yet, although the
    /// generated object asks for one.
    private func stopped(_ certificate: Certificate?, _ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        guard let obstacle = IssuanceObstacle.stoppedManager(.management, context) else { return nil }
        var finding = context.finding(
            .error,
            (certificate.map { "\($0.reference) for \(exposure.source.reference) is not issued" }
                ?? "No certificate is issued for \(exposure.source.reference)")
                + ", because \(obstacle.sentence)",
            of: exposure, objects: (certificate.map { [ObjectReference(.management, $0)] } ?? []) + obstacle.objects,
            evidence: obstacle.evidence, remedies: obstacle.remedies)
        finding.common = obstacle.common
        return finding
    }

    /// A certificate that is still valid, and that cert-manager fails to renew.
    private func renewal(_ certificate: Certificate, _ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        guard let expiry = certificate.notAfter else { return nil }
        let left = expiry.seconds(since: context.now)
        let isOverdue = certificate.renewalTime.map { context.now.seconds(since: $0) > Self.renewalGrace } ?? false
        guard isOverdue || left < 0, certificate.failedAttempts > 0 || left < Self.lastDays else { return nil }
        let said = certificate.conditions.first { $0.type == "Issuing" && $0.status == "False" }
        // Its condition only says that the last attempt failed, and nothing before the first one.
        let obstacle =
            IssuanceObstacle.stoppedManager(.management, context)
            ?? IssuanceObstacle.of(certificate, for: exposure, context)
        var finding = context.finding(
            left < 0 ? .error : .warning,
            "\(certificate.reference) for \(exposure.source.reference) is not renewed and "
                + (left < 0 ? "has expired" : "expires in \(Age.text(seconds: left))")
                + (certificate.failedAttempts > 0
                    ? ": \(ServiceWords.count(certificate.failedAttempts, "attempt")) failed" : "")
                + (obstacle.map { ". \($0.sentenceAtStart)" } ?? said.map {
                    " (\($0.reason): \(ServiceWords.excerpt($0.message)))"
                } ?? ""),
            of: exposure, objects: [ObjectReference(.management, certificate)] + (obstacle?.objects ?? []),
            evidence: (obstacle?.evidence ?? []) + [
                Evidence("\(certificate.reference): status.notAfter", expiry.description, at: expiry),
                Evidence("\(certificate.reference): status.failedIssuanceAttempts", String(certificate.failedAttempts)),
            ],
            remedies: (obstacle?.remedies ?? []) + [
                .inspect(
                    "show its conditions and Events",
                    context.kubectl("describe", ObjectReference(.management, certificate)))
            ])
        finding.common = obstacle?.common
        return finding
    }

    /// Seconds that a renewal may take.
    private static let renewalGrace = 3600.0
    private static let lastDays = 7 * 86400.0
}
