import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-K011: the proxies of a Gateway reject the certificate of a listener.
struct K011ProxyRejectsCertificate: Check {
    let documentation = CheckDocumentation(
        code: "K011",
        title: "The proxies of a Gateway reject a certificate",
        severity: .error,
        inputs: [.routes, .managementGateways, .managementSecrets],
        optionalInputs: [
            .managementGatewayClasses, .managementDeployments, .managementDaemonSets, .managementPods, .managerLogs,
        ],
        judgesManagementAlone: true,
        causedBy: ["K001", "K002", "K004"],
        meaning: """
            Envoy Gateway sends the certificates of a Gateway's listeners to its proxies and reports the listeners as programmed. \
            Envoy accepts only RSA keys of at least 2048 bits and ECDSA keys of the curves P-256, P-384 and P-521, and a key that \
            belongs to the certificate. It rejects anything else: a listener without a certificate closes connections, and one that \
            had a certificate keeps the old one. Only the log of the proxies shows that. It is no longer reported if a certificate of \
            the Gateway or the Gateway itself was changed since.
            """,
        impact: "TLS connections to the listener fail, or get an old certificate.",
        mending: "Store a certificate that Envoy supports, with its key, in the Secret of the tenant cluster.",
        examples: [
            .firesOnRoutes(.error, "the RSA key is short", tls() + log([rejected(short)])),
            .firesOnRoutes(
                .error, "the key is that of another certificate",
                tls() + log([rejected("Failed to load private key from <inline>, Cause: KEY_VALUES_MISMATCH")])),
            .silentOnRoutes(
                "the Secret has been written since",
                tls(
                    ", managedFields: [{manager: kubelb, operation: Update, time: '2026-11-22T11:50:00Z', fieldsV1: {'f:data': {}}}]"
                ) + log([rejected(short)])),
            .silentOnRoutes("the Gateway has no HTTPS listener", log([rejected(short)])),
            .silentOnRoutes(
                "the proxies reject something else",
                tls()
                    + log([
                        "[2026-11-22 11:30:00.047][1][warning][config] [source/x.cc:283] delta config for "
                            + "type.googleapis.com/envoy.config.listener.v3.Listener rejected: no such field"
                    ])),
            .silentOnRoutes("the log has no such line", tls() + log(GatewayProxyExamples.requests(3, "/"))),
        ])

    private static let short =
        "Failed to load certificate chain from <inline>, only RSA certificates with 2048-bit or larger keys are supported"

    private static func rejected(_ reason: String) -> String {
        "[2026-11-22 11:30:00.047][1][warning][config] [source/extensions/config_subscription/grpc/delta_subscription_state.cc:283] "
            + "delta config for type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret rejected: \(reason)"
    }

    private static func log(_ lines: [String]) -> String { G017Examples.proxy(lines) }

    /// The Gateway has a listener whose certificate KubeLB has copied.
    private static func tls(_ fields: String = "") -> String {
        let listeners = """
            listeners: [{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}},
              {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: own}]}}]
            """
        return RouteExamples.changed(.gateway, "kubelb", "32", listeners) + """
            management: {gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {spec: {\(listeners)}}},
              secrets.metadata: {tenant-acme/own: {metadata: {creationTimestamp: '2026-11-22T10:00:00Z', labels: {
                kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: own-tls}\(fields)}}}}
            ---

            """
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.gatewayLoggers.filter { $0.role == .gatewayProxy }.compactMap { logger in
            guard let exposure = logger.exposures.first, let generated = exposure.generated.value else { return nil }
            let secrets = generated.certificates.compactMap { named in
                context.topology.secret(.management, "\(named.namespace)/\(named.name)").map {
                    (secret: $0, place: named.place)
                }
            }
            guard !secrets.isEmpty, let found = rejection(logger, context), let time = found.line.time else {
                return nil
            }
            let changes = secrets.map(\.secret.metadata).flatMap(Self.writes) + [exposure.lastChange]
            // What Envoy gets from Envoy Gateway after a change comes within seconds; objects have no fractions of seconds.
            guard changes.allSatisfy({ $0.map { time.seconds(since: $0) >= -1 } ?? true }) else { return nil }
            return finding(exposure, logger, secrets, found, context)
        }
    }

    private static func writes(_ metadata: ObjectMeta) -> [Timestamp?] {
        [metadata.creationTimestamp] + metadata.managedFields.map(\.time)
    }

    private struct Rejection {
        let reason: String
        let line: LogLine
        let source: LogSource
        let count: Int
    }

    /// The last one; Envoy Gateway does not send a certificate again that was rejected.
    private func rejection(_ logger: RoutingLogger, _ context: CheckContext) -> Rejection? {
        for (source, tail) in context.topology.logTails(of: logger) {
            let lines = tail.lines.map(\.read).filter(EnvoyComplaint.isAboutSecret)
            guard let last = lines.last, case .rejected(_, let reason)? = EnvoyComplaint(last) else { continue }
            return Rejection(reason: reason, line: last, source: source, count: lines.count)
        }
        return nil
    }

    private func finding(
        _ exposure: RouteExposure, _ logger: RoutingLogger, _ secrets: [(secret: SecretMetadata, place: String)],
        _ found: Rejection, _ context: CheckContext
    ) -> Finding {
        let origins = secrets.map { CertificateOrigin($0.secret, context) }
        let names = ServiceWords.list(origins.map(\.name).uniqued(), limit: 3)
        let places = ServiceWords.list(secrets.map(\.place).uniqued(), limit: 3)
        let isOne = origins.map(\.name).uniqued().count == 1
        let text =
            isOne
            ? "the certificate in \(names) for \(places)" : "a certificate of \(places) (in one of \(names))"
        let cause = Self.causes.first { found.reason.containsBytes(of: $0.mark) }
        let remedy = cause?.remedy ?? "store a certificate that Envoy accepts, with its own key, in the Secret"
        return context.finding(
            .error,
            "The proxies of \(exposure.source.reference) (\(logger.workload.reference)) reject \(text)"
                + (cause.map { ", because \($0.text)" } ?? "") + ": \(ServiceWords.excerpt(found.reason))",
            of: exposure,
            objects: [exposure.generatedReference, logger.workload.object].compactMap(\.self)
                + origins.flatMap { [$0.original, $0.copy].compactMap(\.self) },
            evidence: [
                Evidence(
                    "\(found.source)",
                    ServiceWords.excerpt(found.line.message) + (found.count > 1 ? " (×\(found.count))" : ""),
                    at: found.line.time)
            ],
            remedies: [
                isOne ? origins.first?.replace(remedy, context) ?? .fix(remedy) : .fix(remedy),
                context.log(of: logger.workload),
            ])
    }

    /// Envoy, `source/common/tls/context_impl.cc`.
    private static let causes: [(mark: String, text: String, remedy: String)] = [
        (
            "2048-bit", "its RSA key is shorter than 2048 bits",
            "store a certificate with an RSA key of at least 2048 bits, or an ECDSA key, in the Secret"
        ),
        (
            "ECDSA certificates are supported", "its ECDSA key has a curve that Envoy does not support",
            "store a certificate with an ECDSA key of the curve P-256, P-384 or P-521, or an RSA key, in the Secret"
        ),
        (
            "KEY_VALUES_MISMATCH", "its private key is that of another certificate",
            "store the certificate together with its own key"
        ),
    ]
}
