import KubeLB
import Kubernetes
import Topology

/// KLC-G008: a listener of a Gateway does not work, according to its conditions.
struct G008ListenerProblem: Check {
    let documentation = CheckDocumentation(
        code: "G008",
        title: "A listener of the Gateway does not work",
        severity: .error,
        explains: [.listeners],
        hop: .listeners,
        inputs: [.routes],
        optionalInputs: [.managementGateways, .managementClientTrafficPolicies],
        judgesManagementAlone: true,
        causedBy: ["K001", "K002", "K004"],
        meaning: """
            The Gateway's controller reports for each listener whether it works. Conflicted: two listeners of the same port \
            have different protocols or the same host name. ResolvedRefs False: a certificate is missing. The Gateway itself \
            and its routes are reported as accepted nevertheless. OverlappingTLSConfig True: Envoy Gateway offers HTTP/1.1 only on \
            listeners whose certificates overlap, so that gRPC over TLS fails there, while browsers are served.
            """,
        impact: "Requests to the port or host name of the listener fail.",
        mending:
            "Use one port for each protocol and one listener for each host name, and give each HTTPS listener a certificate.",
        examples: [
            .firesOnRoutes(
                .error, "two protocols on one port",
                """
                tenant: {gateways.gateway.networking.k8s.io: {shop/kubelb: {spec: {listeners: [
                  {name: http, port: 80, protocol: HTTP}, {name: tls, port: 80, protocol: HTTPS}]}}}}
                management: {gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {status: {listeners: [
                  {name: http, conditions: [{type: Accepted, status: 'True', reason: Accepted}]},
                  {name: tls, conditions: [{type: Conflicted, status: 'True', reason: ProtocolConflict}]}]}}}}
                """),
            .firesOnRoutes(.error, "its certificate is missing", withoutCertificate()),
            .firesOnRoutes(
                .warning, "a GRPCRoute is on a listener whose certificate overlaps with that of another one",
                overlapping(RouteExamples.grpcRoute)),
            .silentOnRoutes("certificates overlap, and there is no GRPCRoute", overlapping("")),
            .silentOnRoutes(
                "certificates overlap, and the GRPCRoute is on the HTTP listener only",
                overlapping(RouteExamples.grpcRoute, host: "other.example.com")),
            .silentOnRoutes(
                "certificates overlap, and a ClientTrafficPolicy of the Gateway sets the protocols",
                overlapping(RouteExamples.grpcRoute) + """
                    ---
                    management: {clienttrafficpolicies.gateway.envoyproxy.io: {tenant-acme/protocols: {spec: {
                      targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: kubelb}],
                      tls: {alpnProtocols: [h2, http/1.1]}}}}}
                    """),
            .silentOnRoutes("the listener works"),
            .silentOnRoutes(
                "the generated Gateway belongs to another Route",
                withoutCertificate(", metadata: {ownerReferences: null}")),
            .silentOnRoutes("Gateways cannot be read", "management: {gateways.gateway.networking.k8s.io: forbidden}"),
        ])

    /// The Gateway has two HTTPS listeners for two hosts, with one certificate.
    private static func overlapping(_ route: String, host: String = "rpc.example.com") -> String {
        let listeners = """
            listeners: [{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}},
              {name: web, port: 443, protocol: HTTPS, hostname: www.example.com},
              {name: rpc, port: 443, protocol: HTTPS, hostname: \(host)}]
            """
        let conditions = """
            [{type: OverlappingTLSConfig, status: 'True', reason: OverlappingCertificates, message: 'The certificate SAN
              *.example.com overlaps with the certificate SAN *.example.com in listener web. ALPN will default to HTTP/1.1 to prevent
              HTTP/2 connection coalescing, unless explicitly configured via ClientTrafficPolicy'}]
            """
        return route + RouteExamples.changed(.gateway, "kubelb", "32", listeners) + """
            management: {gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {spec: {\(listeners)},
              status: {listeners: [{name: http, conditions: []}, {name: rpc, conditions: \(conditions)}]}}}}

            """
    }

    private static func withoutCertificate(_ also: String = "") -> String {
        """
        management: {gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {status: {listeners: [{name: http,
          conditions: [{type: ResolvedRefs, status: 'False', reason: InvalidCertificateRef, message: Secret not found}]}]}\(also)}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.filter { $0.kind == .gateway && $0.ownsGenerated }.flatMap {
            exposure -> [Finding] in
            let broken = (exposure.generatedStatus?.listeners ?? []).filter { $0.problem != nil }
            let groups = Dictionary(grouping: broken) { $0.problem ?? "" }
            return groups.sorted { $0.key < $1.key }.map { finding(exposure, $0.key, $0.value, context) }
        } + withoutHTTP2(context)
    }

    private func finding(
        _ exposure: RouteExposure, _ reason: String, _ broken: [ListenerStatus], _ context: CheckContext
    ) -> Finding {
        let declared = exposure.source.spec.listeners.filter { listener in broken.contains { $0.name == listener.name }
        }
        let names = ServiceWords.list(
            declared.map { "\($0.name) (\($0.protocol)\($0.hostname.map { " \($0)" } ?? ""))" })
        let ports = ServiceWords.list(declared.map { String($0.port) }.uniqued())
        let isConflict = broken.contains { $0.condition("Conflicted")?.status == "True" }
        let text = broken.flatMap(\.conditions).first { $0.reason == reason }?.message ?? ""
        let message =
            isConflict
            ? "Listeners \(names) of \(exposure.source.reference) conflict on port \(ports): \(reason)"
            : "Listener \(names) of \(exposure.source.reference) does not work: \(reason)"
                + (text.isEmpty ? "" : ": \(ServiceWords.excerpt(text))")
        return context.finding(
            .error, message, of: exposure, objects: [exposure.generatedReference].compactMap(\.self),
            evidence: broken.flatMap { listener in
                listener.conditions.filter {
                    ($0.status == "False") != ($0.type == "Conflicted") || $0.reason == reason
                }.map {
                    Evidence(
                        "\(exposure.source.reference): status.listeners[\(listener.name)].conditions[\($0.type)]",
                        "\($0.status) (\($0.reason))", at: $0.lastTransitionTime)
                }
            }.prefix(6).map(\.self),
            remedies: [
                .fix(
                    isConflict ? "give each of them its own port, or the same protocol" : "fix the listener",
                    context.kubectl("edit", exposure.reference))
            ])
    }
}
