import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-S003: a port of a protocol that KubeLB does not carry.
struct S003UnsupportedProtocol: Check {
    let documentation = CheckDocumentation(
        code: "S003",
        title: "The Service has a port with an unsupported protocol",
        severity: .error,
        explains: [.protocols],
        inputs: [.tenantServices],
        meaning: """
            KubeLB's LoadBalancer supports TCP and UDP. With a port of another protocol, that is SCTP, the management \
            cluster rejects the whole LoadBalancer, including the Service's other ports.
            """,
        impact: "No port of the Service is reachable through KubeLB, or changes to it are never applied.",
        mending: "Move the port to a separate Service that is not of type LoadBalancer, and keep TCP and UDP here.",
        examples: [
            .fires(
                .error, "one of two ports is SCTP",
                """
                tenant: {services: {shop/web: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31080},
                  {name: signal, port: 3868, protocol: SCTP, targetPort: 3868, nodePort: 31868}]}}}}
                """),
            .silent(
                "TCP and UDP on one Service",
                """
                tenant: {services: {shop/web: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31080},
                  {name: quic, port: 80, protocol: UDP, targetPort: 8080, nodePort: 31081}]}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenExposures.compactMap { exposure -> Finding? in
            let unsupported = exposure.portsOfUnknownProtocol
            guard !unsupported.isEmpty else { return nil }
            let service = exposure.service
            let labels = ServiceWords.list(unsupported.map(\.label))
            return Finding(
                .error,
                "\(service.reference) has \(labels), but KubeLB supports only TCP and UDP and rejects all of its ports",
                resource: exposure.resource, objects: [context.reference(exposure)],
                evidence: [service.evidence("spec.ports", labels)],
                remedies: [remedy(exposure, context)])
        }
    }

    private func remedy(_ exposure: Exposure, _ context: CheckContext) -> Remedy {
        let ports = exposure.service.ports
        let indices = ports.indices.filter { ports[$0].protocol != "TCP" && ports[$0].protocol != "UDP" }
        guard indices.count < ports.count else {
            return .fix(
                "change the type to ClusterIP, since KubeLB cannot serve this Service",
                context.patch(context.reference(exposure), ["spec": ["type": "ClusterIP"]]))
        }
        // From the last to the first, so that an index stays right when an earlier one is gone.
        let operations = indices.reversed().flatMap { index in
            JSONPatch.removal(
                of: .number(JSONNumber(ports[index].port)), at: "/spec/ports/\(index)", testing: "/port")
        }
        return .fix(
            "remove the port from this Service, and add a separate Service for it if needed",
            context.patch(context.reference(exposure), operations: operations), risk: .delete)
    }
}
