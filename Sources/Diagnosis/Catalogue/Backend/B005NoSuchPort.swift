import KubeLB
import Kubernetes
import Topology

/// KLC-B005: a backend's port is not a port of the Service.
struct B005NoSuchPort: Check {
    let documentation = CheckDocumentation(
        code: "B005",
        title: "A backend's port is not a port of the Service",
        severity: .error,
        explains: [.backends],
        inputs: [.tenantServices],
        meaning: """
            An Ingress or route has to name a port of the Service: its port, not its targetPort or the port of a container. \
            The Service has no such port.
            """,
        impact: "Requests for its host and path are answered with an error.",
        mending: "Name a port of the Service, or add the port to it.",
        examples: [
            .firesOnRoutes(
                .error, "the targetPort instead of the port",
                """
                tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {spec: {rules: [{backendRefs: [{name: api, port: 8080}]}]}}}}
                """),
            .firesOnRoutes(
                .error, "a name that no port has",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {rules: [{host: shop.example.com, http: {paths: [
                  {path: /, pathType: Prefix, backend: {service: {name: api, port: {name: web}}}}]}}]}}}}
                """),
            .silentOnRoutes(
                "the name of a port",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {rules: [{host: shop.example.com, http: {paths: [
                  {path: /, pathType: Prefix, backend: {service: {name: api, port: {name: http}}}}]}}]}}}}
                """),
            .silentOnRoutes(
                "the Service itself does not exist",
                """
                tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {spec: {rules: [{backendRefs: [{name: blog, port: 8080}]}]}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.flatMap { exposure in
            exposure.backends.filter { $0.defect == .noSuchPort }
                .uniqued(by: { "\($0.path) \($0.reference.port.map { "\($0)" } ?? "")" })
                .compactMap { backend -> Finding? in
                    guard let service = backend.service.value, let port = backend.reference.port else { return nil }
                    let ports = service.ports.map { port in port.name.map { "\(port.port) (\($0))" } ?? "\(port.port)" }
                    let isTarget = service.ports.first { $0.targetPort == port }
                    return context.finding(
                        .error,
                        "\(exposure.source.reference) sends traffic to port \(port) of \(service.reference), which has no "
                            + "such port, only \(ServiceWords.list(ports))"
                            + (isTarget.map { "; \(port) is the targetPort of port \($0.port)" } ?? ""),
                        of: exposure, objects: [ObjectReference(.tenant, service)],
                        evidence: [
                            Evidence("\(exposure.source.reference): backend port", "\(port)"),
                            Evidence("\(service.reference): spec.ports", ServiceWords.list(ports)),
                        ],
                        remedies: [
                            .fix("name one of its ports", context.kubectl("edit", exposure.reference))
                        ])
                }
        }
    }
}
