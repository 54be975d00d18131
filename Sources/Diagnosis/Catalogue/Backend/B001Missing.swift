import KubeLB
import Kubernetes
import Topology

/// KLC-B001: a Service that an Ingress or route sends traffic to does not exist.
struct B001Missing: Check {
    let documentation = CheckDocumentation(
        code: "B001",
        title: "A backend Service does not exist",
        severity: .error,
        explains: [.backends],
        inputs: [.tenantServices],
        meaning: """
            The object names a Service that does not exist in the tenant cluster. The CCM omits it from the Route without \
            an error, so the Service that the generated object names does not exist in the management cluster either.
            """,
        impact: "Requests for its host and path are answered with an error.",
        mending:
            "Create the Service, or correct the name. The CCM picks up a new Service in the same namespace by itself.",
        examples: [
            .firesOnRoutes(
                .error, "the Service was deleted",
                """
                tenant: {services: {shop/api: null, shop/api-nodeport: null}}
                """),
            .firesOnRoutes(
                .error, "the name is misspelled",
                """
                tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {spec: {rules: [{backendRefs: [{name: apii, port: 80}]}]}}}}
                """),
            .firesOnRoutes(
                .error, "a mirror that does not exist",
                """
                tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {spec: {rules: [{backendRefs: [{name: api, port: 80}],
                  filters: [{type: RequestMirror, requestMirror: {backendRef: {name: audit, port: 80}}}]}]}}}}
                """),
            .silentOnRoutes(
                "the Service is in the namespace that the route names",
                """
                tenant: {httproutes.gateway.networking.k8s.io: {blog/app: {spec: {parentRefs: [{name: kubelb}],
                  rules: [{backendRefs: [{name: api, namespace: shop, port: 80}]}]}}}}
                """),
            .silentOnRoutes(
                "the Services cannot be read",
                """
                tenant: {services: forbidden}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let services = context.topology.list(.tenant, Service.self).value?.items ?? []
        return context.topology.takenRoutes.flatMap { exposure in
            exposure.backends.filter { $0.defect == .missing }.uniqued(by: \.path).map { backend in
                let own = services.filter { $0.metadata.namespace == backend.namespace }
                let near = NearNames.of(
                    backend.name, among: own.map(\.metadata.name).filter { !$0.hasSuffix("-nodeport") })
                let elsewhere = services.filter { $0.metadata.name == backend.name }.map(\.metadata.namespace)
                let hint =
                    near.isEmpty
                    ? elsewhere.isEmpty ? "" : "; namespace \(ServiceWords.list(elsewhere)) has a Service of that name"
                    : "; did you mean \(ServiceWords.list(near))?"
                return context.finding(
                    .error,
                    "\(exposure.source.reference) sends traffic to Service \(backend.path), which does not exist\(hint)",
                    of: exposure,
                    evidence: [
                        Evidence("\(exposure.source.reference): backend", "Service \(backend.path)"),
                        Evidence(
                            "Services of namespace \(backend.namespace)",
                            own.isEmpty ? "none" : ServiceWords.list(own.map(\.metadata.name), limit: 6)),
                    ],
                    remedies: [
                        .fix("create the Service, or correct its name", context.kubectl("edit", exposure.reference)),
                        .inspect("list the Services", context.kubectl(.tenant, "-n \(backend.namespace) get services")),
                    ])
            }
        }
    }
}
