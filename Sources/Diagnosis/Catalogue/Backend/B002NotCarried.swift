import KubeLB
import Kubernetes
import Topology

/// KLC-B002: a backend is of a kind or type that KubeLB does not support.
struct B002NotCarried: Check {
    let documentation = CheckDocumentation(
        code: "B002",
        title: "KubeLB does not support the kind or type of a backend",
        severity: .error,
        explains: [.backends],
        inputs: [.tenantServices],
        meaning: """
            Traffic reaches a backend through node ports. A headless Service cannot be copied as a NodePort Service, and \
            then the whole object is not propagated. A Service of type ExternalName has no node ports, and its name would \
            be resolved in the management cluster. Backends that are not Services, and ports with protocol SCTP, are not \
            supported.
            """,
        impact: "Requests for the host and path of the backend fail, or the whole object is not propagated.",
        mending: "Use a Service with a selector and a cluster IP.",
        examples: [
            .firesOnRoutes(
                .error, "a headless Service",
                """
                tenant: {services: {shop/api: {spec: {clusterIP: None}}}}
                """),
            .firesOnRoutes(
                .error, "a Service of type ExternalName",
                """
                tenant: {services: {shop/api: {spec: {type: ExternalName, externalName: api.example.com, clusterIP: null}}}}
                """),
            .firesOnRoutes(
                .error, "a LoadBalancer without node ports",
                """
                tenant: {services: {shop/api: {spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: false}}}}
                """),
            .firesOnRoutes(
                .error, "a port with protocol SCTP",
                """
                tenant: {services: {shop/api: {spec: {ports: [{name: http, port: 80, protocol: SCTP, targetPort: 8080}]}}}}
                """),
            .firesOnRoutes(
                .error, "a backend of a route that is not a Service",
                """
                tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {spec: {rules: [{backendRefs: [
                  {group: example.com, kind: Bucket, name: images}]}]}}}}
                """),
            .silentOnRoutes(
                "a Service of type NodePort",
                """
                tenant: {services: {shop/api: {spec: {type: NodePort, ports: [{name: http, port: 80, protocol: TCP,
                  targetPort: 8080, nodePort: 31085}]}}}}
                """),
            .silentOnRoutes(
                "a backend of an Ingress that is not a Service, on which the CCM panics",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {rules: [{host: shop.example.com, http: {paths: [
                  {path: /, pathType: Prefix, backend: {resource: {apiGroup: example.com, kind: Bucket, name: images}}}]}}]}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.flatMap { exposure in
            exposure.backends.uniqued(by: \.path).compactMap { finding(exposure, $0, context) }
        }
    }

    private func finding(_ exposure: RouteExposure, _ backend: RouteBackend, _ context: CheckContext) -> Finding? {
        let service = "Service \(backend.path)"
        let message: String
        let evidence: Evidence
        let fix: String
        switch backend.defect {
        case .headless:
            message =
                "\(service) is headless (clusterIP None), so the API server rejects the NodePort copy that the CCM creates"
            evidence = Evidence("\(service): spec.clusterIP", "None")
            fix = "send the traffic to a Service that has a cluster IP and the same selector"
        case .externalName:
            message =
                "\(service) is of type ExternalName: it has no node ports, and its name would be resolved in the management cluster"
            evidence = Evidence("\(service): spec.type", "ExternalName")
            fix = "send the traffic to a Service with a selector"
        case .noNodePort:
            message =
                "\(service) is of type \(backend.service.value?.type ?? "") and has no node port for its port, so traffic goes to port 0"
            evidence = Evidence("\(service): spec.ports[].nodePort", "not set")
            fix = "let it allocate node ports, or send the traffic to a ClusterIP Service"
        case .unsupportedProtocol:
            let found = backend.port?.protocol ?? ""
            let others = backend.service.value?.ports.filter { $0.protocol == "TCP" }.map { String($0.port) } ?? []
            message =
                "port \(backend.reference.port.map { "\($0)" } ?? "") of \(service) is a port for \(found), but HTTP needs a TCP port"
                + (others.isEmpty ? "" : " (such as \(ServiceWords.list(others)))")
            evidence = Evidence("\(service): spec.ports[].protocol", found)
            fix = "name a TCP port of the Service, or add one"
        case .otherKind where exposure.kind != .ingress:
            let reference = backend.reference.reference
            message =
                "backend \(reference.kind) \(reference.name) is not a Service, and KubeLB supports no others"
            evidence = Evidence("\(exposure.source.reference): spec.rules[].backendRefs[].kind", reference.kind)
            fix = "send the traffic to a Service"
        default: return nil
        }
        return context.finding(
            .error, "\(exposure.source.reference): \(message)", of: exposure, evidence: [evidence],
            remedies: [.fix(fix, context.kubectl("edit", exposure.reference))])
    }
}
