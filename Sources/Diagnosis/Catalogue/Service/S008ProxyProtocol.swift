import KubeLB
import Kubernetes
import Topology

/// KLC-S008: PROXY protocol is asked for in a way that KubeLB does not carry out.
struct S008ProxyProtocol: Check {
    let documentation = CheckDocumentation(
        code: "S008",
        title: "PROXY protocol is requested in a way that KubeLB ignores",
        severity: .warning,
        inputs: [.tenantServices],
        optionalInputs: [.managementDeployments, .managementPods, .configs, .tenantStates],
        meaning: """
            The annotation kubelb.k8c.io/proxy-protocol accepts only the value v2, and applies to TCP ports. Here it \
            has another value or is misspelt, the Service also has UDP ports, or KubeLB is older than v1.3.2.
            """,
        impact: "A backend that expects the PROXY header does not get it, and closes or misreads the connection.",
        mending: "Set the annotation to v2 or remove it; move UDP ports to a separate Service.",
        examples: [
            .fires(
                .warning, "version 1 is asked for",
                "tenant: {services: {shop/web: {metadata: {annotations: {kubelb.k8c.io/proxy-protocol: v1}}}}}"),
            .fires(
                .warning, "a UDP port in addition to a TCP port",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {kubelb.k8c.io/proxy-protocol: v2}}, spec: {ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31080},
                  {name: quic, port: 443, protocol: UDP, targetPort: 8443, nodePort: 31443}]}}}}
                """),
            .fires(
                .warning, "the annotation is misspelt",
                "tenant: {services: {shop/web: {metadata: {annotations: {kubelb.k8s.io/proxyprotocol: v2}}}}}"),
            .fires(
                .warning, "KubeLB does not know the annotation yet",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {kubelb.k8c.io/proxy-protocol: v2}}}}}
                management: {pods: {kubelb/kubelb-manager-1: {spec: {containers: [
                  {name: manager, image: "quay.io/kubermatic/kubelb-manager:v1.2.2"}]}}}}
                """),
            .silent(
                "another annotation of KubeLB",
                "tenant: {services: {shop/web: {metadata: {annotations: {kubelb.k8c.io/manage-dns: 'true'}}}}}"),
            .silent(
                "version 2 on TCP",
                "tenant: {services: {shop/web: {metadata: {annotations: {kubelb.k8c.io/proxy-protocol: v2}}}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenExposures.compactMap { exposure -> Finding? in
            let service = exposure.service
            let annotation = KubeLBNames.proxyProtocolAnnotation
            guard let value = service.metadata.annotations[annotation] else { return misspelt(exposure, context) }
            let udp = service.ports.filter { $0.protocol == "UDP" }
            let (message, remedy): (String, Remedy)
            if value != "v2" {
                message = "requests PROXY protocol \"\(value)\", but KubeLB supports only v2 and sends no header"
                remedy = .fix(
                    "set it to v2 if the backend supports it",
                    context.kubectl("annotate", context.reference(exposure), "\(annotation)=v2 --overwrite"))
            } else if !udp.isEmpty {
                message =
                    "requests PROXY protocol, which does not apply to its UDP ports (\(ServiceWords.list(udp.map(\.label))))"
                remedy = .fix(
                    "remove the annotation, or move the UDP ports to a separate Service",
                    context.kubectl("annotate", context.reference(exposure), "\(annotation)-"))
            } else if !context.topology.has(.proxyProtocol) {
                let version = context.topology.release(of: context.topology.manager).map { " \($0)" } ?? ""
                message =
                    "requests PROXY protocol, but KubeLB\(version) ignores the annotation and sends no header: v1.3.2 is the first that does"
                remedy = .fix(
                    "upgrade KubeLB to v1.3.2 or later, or let the backend do without the PROXY header until then")
            } else {
                return nil
            }
            return Finding(
                .warning, "\(service.reference) \(message)", resource: exposure.resource,
                objects: [context.reference(exposure)],
                evidence: [service.evidence("metadata.annotations[\(annotation)]", value)],
                remedies: [remedy])
        }
    }

    /// Annotations that nobody reads: KubeLB's name in another spelling, or in another domain.
    private func misspelt(_ exposure: Exposure, _ context: CheckContext) -> Finding? {
        let service = exposure.service
        let annotation = KubeLBNames.proxyProtocolAnnotation
        guard let name = service.metadata.annotations.keys.sorted().first(where: Self.resembles),
            let value = service.metadata.annotations[name]
        else { return nil }
        return Finding(
            .warning,
            "\(service.reference) has the annotation \(name), which KubeLB does not know: PROXY protocol is requested with "
                + "\(annotation)",
            resource: exposure.resource, objects: [context.reference(exposure)],
            evidence: [service.evidence("metadata.annotations[\(name)]", value)],
            remedies: [
                .fix(
                    "replace it, if the backend expects the PROXY header",
                    context.kubectl(
                        "annotate", context.reference(exposure), "\(annotation)=v2 \(name)- --overwrite"))
            ])
    }

    private static func resembles(_ name: String) -> Bool {
        guard let slash = name.lastIndex(of: "/"), name[..<slash].contains("kubelb") else { return false }
        let letters = name[slash...].lowercased().filter(\.isLetter)
        return letters.hasPrefix("proxyproto")
    }
}
