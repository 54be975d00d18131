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
        optionalInputs: [.tenantStates, .configs],
        meaning: """
            In KubeLB's Community Edition the tenant's Envoy uses plain HTTP/1.1 for the backends of Ingresses and \
            HTTPRoutes, and plain HTTP/2 to those of GRPCRoutes. A backend that expects TLS rejects that, and gRPC does not \
            work over an Ingress.
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

    private static let annotation = "nginx.ingress.kubernetes.io/backend-protocol"

    func findings(in context: CheckContext) -> [Finding] {
        guard !context.topology.isEnterprise else { return [] }
        return context.topology.takenRoutes.compactMap { exposure in
            if exposure.kind == .ingress { return grpc(exposure, context) }
            let encrypted = exposure.backends.first { backend in
                guard let port = backend.port else { return false }
                return port.appProtocol?.lowercased() == "https" || port.name == "https" && port.port == 443
            }
            guard let encrypted, let port = encrypted.port else { return nil }
            return context.finding(
                .warning,
                "Backend \(encrypted.path) of \(exposure.source.reference) expects TLS on port \(port.label)"
                    + "\(port.name.map { " (\($0))" } ?? ""), but the tenant's Envoy connects to it with plain HTTP",
                of: exposure,
                evidence: [
                    Evidence(
                        "Service \(encrypted.path): spec.ports[\(port.label)]",
                        "name \(port.name ?? "not set"), appProtocol \(port.appProtocol ?? "not set")")
                ],
                remedies: [
                    .fix(
                        "send the traffic to a port that accepts plain HTTP",
                        context.kubectl("edit", exposure.reference))
                ])
        }
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
