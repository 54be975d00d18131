import KubeLB
import Kubernetes
import Topology

/// KLC-B002: a backend is of a type that KubeLB cannot carry.
struct B002NotCarried: Check {
    let documentation = CheckDocumentation(
        code: "B002",
        title: "KubeLB cannot carry a backend",
        severity: .error,
        explains: [.backends],
        inputs: [.tenantServices],
        meaning: """
            Traffic reaches a backend through node ports. A headless Service cannot be copied as a NodePort Service, and \
            the whole object then stays behind. A Service of type ExternalName has no node ports, and its name would be \
            resolved in the management cluster. Backends that are not Services, and ports of protocol SCTP, are not \
            carried at all.
            """,
        impact: "Requests for the host and path of the backend fail, or the whole object is not propagated.",
        mending: "Use a Service with a selector and a cluster IP.",
        examples: [])

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
                "\(service) is headless (clusterIP None), so the CCM cannot copy it as a NodePort Service, and the API server refuses"
            evidence = Evidence("\(service): spec.clusterIP", "None")
            fix = "send the traffic to a Service that has a cluster IP and the same selector"
        case .externalName:
            message =
                "\(service) is of type ExternalName: it has no node ports, and its name would be resolved in the management cluster"
            evidence = Evidence("\(service): spec.type", "ExternalName")
            fix = "send the traffic to a Service with a selector"
        case .noNodePort:
            message =
                "\(service) is of type \(backend.service.value?.type ?? "") and has no node port for its port, so that traffic goes to port 0"
            evidence = Evidence("\(service): spec.ports[].nodePort", "not set")
            fix = "let it allocate node ports, or send the traffic to a ClusterIP Service"
        case .unsupportedProtocol:
            message = "\(service) uses protocol SCTP for its port, which KubeLB does not carry"
            evidence = Evidence("\(service): spec.ports[].protocol", "SCTP")
            fix = "use TCP"
        case .otherKind where exposure.kind != .ingress:
            let reference = backend.reference.reference
            message = "backend \(reference.kind) \(reference.name) is not a Service, and KubeLB carries nothing else"
            evidence = Evidence("\(exposure.source.reference): spec.rules[].backendRefs[].kind", reference.kind)
            fix = "send the traffic to a Service"
        default: return nil
        }
        return context.finding(
            .error, "\(exposure.source.reference): \(message)", of: exposure, evidence: [evidence],
            remedies: [.fix(fix, context.kubectl("edit", exposure.reference))])
    }
}
