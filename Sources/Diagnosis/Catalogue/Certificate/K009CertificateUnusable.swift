import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-K009: ingress-nginx cannot use the certificate in the Secret of an Ingress.
struct K009CertificateUnusable: Check {
    let documentation = CheckDocumentation(
        code: "K009",
        title: "The certificate of an Ingress cannot be used",
        severity: .error,
        explains: [.certificates],
        inputs: [.routes, .managementIngresses, .managementSecrets],
        optionalInputs: [
            .tenantSecrets, .managementIngressClasses, .managementDeployments, .managementDaemonSets, .managementPods,
            .managerLogs, .managementServices,
        ],
        judgesManagementAlone: true,
        causedBy: ["K001", "K002", "K004"],
        meaning: """
            A Secret of an Ingress needs the keys tls.crt and tls.key, which belong together, and the certificate has to be valid \
            for the hosts of the Ingress. Otherwise ingress-nginx serves its own self-signed certificate for them. The status of the Ingress does not \
            show that; only the log of ingress-nginx does, and for missing keys the metadata of the Secret. The same holds for an entry \
            of spec.tls without a secretName, unless ingress-nginx has a default certificate.
            """,
        impact: "Clients reject the connection, because the certificate is not one for the host.",
        mending: "Store a certificate for the hosts of the Ingress, with its key, in the Secret of the tenant cluster.",
        examples: [
            .firesOnRoutes(
                .error, "the Secret has other keys",
                """
                tenant: {secrets.metadata: {shop/shop-tls: {metadata: {managedFields: [{manager: kubectl-create, operation: Update,
                  time: '2026-11-22T10:00:00Z', fieldsV1: {'f:data': {'f:cert.pem': {}, 'f:key.pem': {}}}}]}}}}
                """),
            .firesOnRoutes(
                .error, "ingress-nginx finds no certificate in it",
                log("secret \"\(secret)\" contains no keypair or CA certificate", "Error obtaining X.509 certificate: ")
            ),
            .firesOnRoutes(.error, "the certificate is for another host", log(otherHost)),
            .firesOnRoutes(
                .error, "the certificate has expired",
                log(
                    "SSL certificate for server \"shop.example.com\" is about to expire (2026-11-20 00:00:00 +0000 UTC)"
                )),
            .firesOnRoutes(.error, "the key is that of another certificate", refused(mismatch)),
            .firesOnRoutes(.error, "the certificate cannot be parsed", refused("no valid PEM formatted block found")),
            .silentOnRoutes("the certificate of another Secret was refused", refused(mismatch, "tenant-acme/other")),
            .silentOnRoutes(
                "the Secret was not there yet when ingress-nginx started",
                log("Error getting SSL certificate \"\(secret)\": local SSL certificate \(secret) was not found")),
            .silentOnRoutes(
                "ingress-nginx has taken the Secret since",
                refused(mismatch, then: "\"Updating secret in local store\" name=\"\(secret)\"")),
            .silentOnRoutes(
                "the certificate has another week",
                log(
                    "SSL certificate for server \"shop.example.com\" is about to expire (2026-11-29 00:00:00 +0000 UTC)"
                )),
            .silentOnRoutes(
                "the certificate was for another host before the Ingress was changed", log(otherHost, at: "09:00:00")),
            .silentOnRoutes(
                "the certificate of another Ingress is for another host",
                log(otherHost.replacingBytes(of: secret, with: "tenant-acme/other"))),
            .silentOnRoutes(
                "the Secret has the keys",
                """
                tenant: {secrets.metadata: {shop/shop-tls: {metadata: {managedFields: [{manager: kubectl-create, operation: Update,
                  time: '2026-11-22T10:00:00Z', fieldsV1: {'f:data': {'f:tls.crt': {}, 'f:tls.key': {}}}}]}}}}
                """),
            .silentOnRoutes("the log has no such line"),
            .firesOnRoutes(.warning, "an entry of spec.tls has no secretName", Self.withoutName()),
            .silentOnRoutes(
                "ingress-nginx has a default certificate",
                Self.withoutName("--default-ssl-certificate=ingress-nginx/wildcard")),
            .silentOnRoutes(
                "another Ingress brings a certificate for the host",
                Self.withoutName()
                    + """

                    ---
                    management: {ingresses.networking.k8s.io: {tenant-acme/shop-main: {spec: {ingressClassName: nginx,
                      tls: [{hosts: [shop.example.com], secretName: main}], rules: [{host: shop.example.com}]}}}}
                    """),
            .silentOnRoutes(
                "the load balancer in front of ingress-nginx terminates TLS",
                Self.withoutName()
                    + """

                    ---
                    management: {services: {ingress-nginx/ingress-nginx-controller: {metadata: {annotations: {
                      service.beta.kubernetes.io/aws-load-balancer-ssl-cert: 'arn:aws:acm:eu-west-1:1:certificate/2'}}}}}
                    """),
        ])

    /// `spec.tls` of Ingress `shop/site` names hosts only.
    private static func withoutName(_ argument: String = "--election-id=ingress-nginx-leader") -> String {
        """
        tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {tls: [{hosts: [shop.example.com]}]}}}}
        management:
          ingresses.networking.k8s.io: {tenant-acme/shop-site: {spec: {tls: [{hosts: [shop.example.com]}]}}}
          deployments.apps: {ingress-nginx/ingress-nginx-controller: {spec: {template: {spec: {containers: [{name: controller,
            image: 'registry.k8s.io/ingress-nginx/controller:v1.15.1', args: [/nginx-ingress-controller, \(argument)]}]}}}}}
          pods: {ingress-nginx/nginx-1: {metadata: {labels: {app.kubernetes.io/name: ingress-nginx}},
            spec: {containers: [{name: controller}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}}
        """
    }

    private static let secret = "tenant-acme/00000000-0000-4000-8000-000000000043"
    private static let otherHost =
        "SSL certificate \"\(secret)\" does not contain a Common Name or Subject Alternative Name for server "
        + "\"shop.example.com\": x509: certificate is valid for www.example.com, not shop.example.com"

    private static let mismatch =
        "certificate and private key does not have a matching public key: tls: private key does not match public key"

    /// ingress-nginx says without a name why it refuses a certificate, and then of which Secret it has none.
    private static func refused(
        _ reason: String, _ secret: String = secret, then last: String = "\"Backend successfully reloaded\""
    ) -> String {
        """
        \(log(reason, "Error obtaining X.509 certificate: unexpected error creating SSL Cert: "))
            W1122 11:30:01.000001       7 controller.go:1468] Error getting SSL certificate "\(secret)": local SSL certificate \(secret) was not found. Using default certificate
            I1122 11:30:02.000001       7 backend_ssl.go:60] \(last)
        """
    }

    private static func log(_ text: String, _ prefix: String = "", at time: String = "11:30:00") -> String {
        """
        management: {pods: {ingress-nginx/nginx-1: {metadata: {labels: {app.kubernetes.io/name: ingress-nginx}},
          spec: {containers: [{name: controller}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}}}
        logs:
          management/ingress-nginx/nginx-1/controller.log: |
            W1122 \(time).000001       7 controller.go:1488] \(prefix)\(text)
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            context.topology.unusableCertificate(of: exposure).map { finding($0, exposure, context) }
        } + withoutSecret(context)
    }

    private func finding(
        _ certificate: UnusableCertificate, _ exposure: RouteExposure, _ context: CheckContext
    ) -> Finding {
        let origin = CertificateOrigin(certificate.secret, context)
        let (defect, remedy) = words(certificate.defect)
        return context.finding(
            .error,
            "ingress-nginx cannot use the certificate in \(origin.name) for \(exposure.source.reference): \(defect), so it serves its "
                + "default certificate",
            of: exposure, objects: [origin.original, origin.copy].compactMap(\.self),
            evidence: [Evidence(certificate.source, ServiceWords.excerpt(certificate.text), at: certificate.time)],
            remedies: [origin.replace(remedy, context)])
    }

    private func words(_ defect: UnusableCertificate.Defect) -> (String, String) {
        let recreate = "recreate the Secret as one of type kubernetes.io/tls"
        return switch defect {
        case .missingKeys(let missing, let present):
            ("it has no \(missing.joined(separator: " and no ")) (its keys: \(ServiceWords.list(present)))", recreate)
        case .noKeyPair: ("it contains no key pair tls.crt and tls.key", recreate)
        case .otherKey:
            (
                "its private key tls.key does not match the certificate tls.crt",
                "store the certificate together with its own key"
            )
        case .unreadable(let reason):
            (ServiceWords.excerpt(reason), "store a valid certificate with its key in the Secret")
        case .otherHosts(let host, let valid):
            (
                "it is not valid for host \(host)" + (valid.isEmpty ? "" : ", only for \(valid)"),
                "store a certificate that is valid for \(host) in the Secret"
            )
        case .expired(let host, let end):
            ("the one for host \(host) expired on \(String(end.description.prefix(10)))", "renew the certificate")
        }
    }
}
