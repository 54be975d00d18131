import KubeLB
import Kubernetes
import Topology

/// KLC-G011: a backend expects another protocol than the tenant's Envoy.
struct G011BackendProtocol: Check {
    let documentation = CheckDocumentation(
        code: "G011",
        title: "The backend expects another protocol than Envoy uses",
        severity: .warning,
        hop: .backends,
        inputs: [.tenantServices],
        optionalInputs: [
            .tenantStates, .configs, .routes, .managementPods, .envoyMetrics, .managementIngresses,
            .managementIngressClasses, .managementDeployments, .managementDaemonSets, .managerLogs,
        ],
        meaning: """
            In KubeLB's Community Edition the tenant's Envoy uses plain HTTP/1.1 for the backends of Ingresses and \
            HTTPRoutes, and plain HTTP/2 to those of GRPCRoutes. A backend that expects TLS rejects that: nginx, Kong or Go answer \
            400, others close the connection. Its port has appProtocol https, or is named https or numbered 443 or 8443, and the \
            log of ingress-nginx has nothing but these answers. gRPC does not \
            work over an Ingress. A backend that expects HTTP/2 (appProtocol kubernetes.io/h2c) may reject HTTP/1.1. The annotation \
            ssl-passthrough has no effect if ingress-nginx runs without --enable-ssl-passthrough.
            """,
        impact: "Requests for the backend are answered with 400, 502 or 503.",
        mending: "Let the backend accept plain HTTP; use a GRPCRoute for gRPC.",
        examples: [
            .firesOnRoutes(
                .warning, "an HTTPRoute to a port with appProtocol https",
                """
                tenant: {services: {shop/api: {spec: {ports: [{name: web, port: 80, protocol: TCP, targetPort: 8443,
                  appProtocol: https}]}}}}
                """),
            .firesOnRoutes(
                .warning, "gRPC over an Ingress",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {
                  nginx.ingress.kubernetes.io/backend-protocol: GRPC}}}}}
                """),
            .firesOnRoutes(
                .warning, "a backend of an HTTPRoute expects HTTP/2, and requests fail", h2c,
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy([MetricsExamples.Port(), MetricsExamples.Port(name: cluster)])
                        + "envoy_http_downstream_rq_xx{envoy_response_code_class=\"5\",envoy_http_conn_manager_prefix=\"\(cluster)\"} 9\n"
                )),
            .firesOnRoutes(
                .warning, "an Ingress asks for passthrough, which ingress-nginx has switched off", passthrough("")),
            .firesOnRoutes(
                .warning, "an Ingress leads to a port named https, and every request is answered with 400",
                port("{name: https, port: 80, protocol: TCP, targetPort: 8443}", statuses: ["400", "400", "400"])),
            .silentOnRoutes(
                "an Ingress leads to a port named https, and requests are served",
                port("{name: https, port: 80, protocol: TCP, targetPort: 8443}", statuses: ["400", "400", "200"])),
            .silentOnRoutes(
                "an Ingress leads to a plain port, and every request is answered with 400",
                port("{name: http, port: 80, protocol: TCP, targetPort: 8080}", statuses: ["400", "400", "400"])),
            .silentOnRoutes(
                "an Ingress leads to a port named https, and there was no request",
                port("{name: https, port: 80, protocol: TCP, targetPort: 8443}", statuses: [])),
            .silentOnRoutes("ingress-nginx passes TLS through", passthrough("--enable-ssl-passthrough")),
            .silentOnRoutes("a backend of an HTTPRoute expects HTTP/2, and no request fails", h2c),
            .silentOnRoutes("plain HTTP"),
            .silentOnRoutes(
                "only the Config tells the edition",
                """
                tenant: {services: {shop/api: {spec: {ports: [{name: web, port: 80, protocol: TCP, targetPort: 8443,
                  appProtocol: https}]}}}}
                management:
                  tenantstates.kubelb.k8c.io: {tenant-acme/default: null}
                  configs.kubelb.k8c.io: {kubelb/default: {status: {version: {gitVersion: v1.5.0, edition: EE}}}}
                """),
            .silentOnRoutes(
                "the Enterprise Edition can use TLS",
                """
                tenant: {services: {shop/api: {spec: {ports: [{name: web, port: 80, protocol: TCP, targetPort: 8443,
                  appProtocol: https}]}}}}
                management: {tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {gitVersion: v1.5.0,
                  edition: EE}}}}}
                """),
        ])

    private static let cluster =
        "tenant-tenant-acme-route-shop-api-nodeport-app-svc-00000000-0000-4000-8000-000000000022-port-80-TCP"

    private static let h2c = """
        tenant: {services: {shop/api: {spec: {ports: [{name: grpc, port: 80, protocol: TCP, targetPort: 8080,
          appProtocol: kubernetes.io/h2c}]}}}}
        """

    /// Service `shop/api` has this port, and ingress-nginx logged requests for it.
    private static func port(_ port: String, statuses: [String]) -> String {
        "tenant: {services: {shop/api: {spec: {ports: [\(port)]}}}}\n---\n"
            + IngressNGINXExamples.log(
                ["I1122 11:58:00.543200       7 controller.go:244] \"Backend successfully reloaded\""]
                    + statuses.map {
                        "10.1.0.2 - - [22/Nov/2026:11:59:00 +0000] \"GET / HTTP/1.1\" \($0) 220 \"-\" \"browser\" 402 0.000 "
                            + "[\(IngressNGINXExamples.upstream)] [] 10.245.1.1:40000 220 0.004 \($0) 23"
                    })
    }

    private static func passthrough(_ argument: String) -> String {
        """
        management:
          ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: {\(passthroughName): 'true'}}}}
          deployments.apps: {ingress-nginx/ingress-nginx-controller: {spec: {template: {spec: {containers: [{name: controller,
            image: 'registry.k8s.io/ingress-nginx/controller:v1.15.1', args: [/nginx-ingress-controller, \(argument)]}]}}}}}
        """
    }

    private static let passthroughName = "nginx.ingress.kubernetes.io/ssl-passthrough"
    static let annotation = "nginx.ingress.kubernetes.io/backend-protocol"

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            passedThrough(exposure, context)
                ?? (context.topology.isEnterprise
                    ? nil
                    : exposure.kind == .ingress
                        ? grpc(exposure, context) ?? encryptedBehindIngress(exposure, context)
                        : encrypted(exposure, context))
                ?? http2(exposure, context)
        }
    }

    private func encrypted(_ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        let encrypted = exposure.backends.first { backend in
            guard let port = backend.port else { return false }
            return port.appProtocol?.lowercased() == "https" || port.name == "https" && port.port == 443
        }
        guard let encrypted, let port = encrypted.port else { return nil }
        return context.finding(
            .warning,
            "Backend \(encrypted.path) of \(exposure.source.reference) expects TLS on port \(port.label)"
                + "\(port.name.map { " (\($0))" } ?? ""), but the tenant's Envoy connects to it with plain HTTP",
            of: exposure, evidence: [evidence(encrypted, port)],
            remedies: [
                .fix("send the traffic to a port that accepts plain HTTP", context.kubectl("edit", exposure.reference))
            ])
    }

    func evidence(_ backend: RouteBackend, _ port: ServicePort) -> Evidence {
        Evidence(
            "Service \(backend.path): spec.ports[\(port.label)]",
            "name \(port.name ?? "not set"), appProtocol \(port.appProtocol ?? "not set")")
    }

    /// A backend that is said to speak HTTP/2, while requests to it fail. Many of them speak HTTP/1.1 as well.
    private func http2(_ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        guard exposure.kind == .httpRoute || exposure.kind == .ingress else { return nil }
        for backend in exposure.backends {
            guard let port = backend.port, let name = port.appProtocol?.lowercased(),
                ["kubernetes.io/h2c", "h2c", "grpc"].contains(name)
            else { continue }
            let paths = [backend.path, "\(backend.namespace)/\(KubeLBNames.nodePortCopy(ofService: backend.name))"]
            let failing = context.topology.traffic(of: exposure).first { upstream in
                paths.contains(upstream.backend) && upstream.cluster.hasSuffix("-port-\(port.port)-TCP")
                    && upstream.counters.serverErrors > 0
            }
            guard let failing else { continue }
            return context.finding(
                .warning,
                "Backend \(backend.path) of \(exposure.source.reference) expects HTTP/2 on port \(port.label) (appProtocol "
                    + "\(name)), but the tenant's Envoy uses HTTP/1.1 for backends of an \(exposure.kind.rawValue): it answered "
                    + "\(ServiceWords.count(failing.counters.serverErrors, "request")) with 5xx",
                of: exposure,
                evidence: [
                    evidence(backend, port),
                    Evidence("Envoy listener \(failing.cluster): 5xx", "\(failing.counters.serverErrors)"),
                ], remedies: [.fix("route gRPC with a GRPCRoute, for whose backends Envoy uses HTTP/2")])
        }
        return nil
    }

    /// ingress-nginx ends TLS itself unless it runs with the argument.
    private func passedThrough(_ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        guard exposure.kind == .ingress, exposure.ownsGenerated, let generated = exposure.generated.value,
            generated.metadata.annotations[Self.passthroughName] == "true",
            case .controller(ServingController.ingressNGINX, let workloads?)? = context.topology.servingController(
                of: exposure)?.state,
            let workload = workloads.first, workloads.allSatisfy({ !$0.isSet("enable-ssl-passthrough") })
        else { return nil }
        return context.finding(
            .warning,
            "Annotation ssl-passthrough of \(exposure.source.reference) has no effect: \(workload.reference) runs without "
                + "--enable-ssl-passthrough, so it ends TLS with its own certificate and sends plain HTTP to the backend",
            of: exposure, objects: [workload.object],
            evidence: [
                Evidence("\(generated.reference): metadata.annotations[\(Self.passthroughName)]", "true"),
                Evidence("\(workload.reference): --enable-ssl-passthrough", "not set"),
            ],
            remedies: [
                .fix("add --enable-ssl-passthrough to its arguments", context.kubectl("edit", workload.object))
            ])
    }

    private func grpc(_ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        guard exposure.source.metadata.annotations[Self.annotation]?.uppercased() == "GRPC" else { return nil }
        return context.finding(
            .warning,
            "\(exposure.source.reference) has backend-protocol GRPC, but the tenant's Envoy uses HTTP/1.1 for the backends of an "
                + "Ingress: gRPC needs a GRPCRoute",
            of: exposure,
            evidence: [Evidence("\(exposure.source.reference): metadata.annotations[\(Self.annotation)]", "GRPC")],
            remedies: [.fix("create a GRPCRoute instead of the Ingress")])
    }
}
