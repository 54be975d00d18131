import KubeLB
import Kubernetes
import Topology

/// KLC-S002: a port of the Service has no node port.
struct S002NoNodePort: Check {
    let documentation = CheckDocumentation(
        code: "S002",
        title: "A port of the Service has no node port",
        severity: .error,
        explains: [.nodePorts],
        inputs: [.tenantServices],
        optionalInputs: [.configs],
        meaning: """
            Envoy in the management cluster sends a Service's traffic to its node ports. This Service disables their \
            allocation (spec.allocateLoadBalancerNodePorts: false), and KubeLB writes port 0 to the LoadBalancer \
            without an error.
            """,
        impact: "The Service still gets an address, but every connection to the port fails.",
        mending:
            "Set spec.allocateLoadBalancerNodePorts to true; the API server then allocates the missing node ports.",
        examples: [
            .fires(
                .error, "node ports are switched off",
                """
                tenant: {services: {shop/web: {spec: {allocateLoadBalancerNodePorts: false,
                  ports: [{name: http, port: 80, protocol: TCP, targetPort: 8080}]}}}}
                """),
            .silent(
                "traffic does not pass node ports in this edition's mTLS mode",
                """
                tenant: {services: {shop/web: {spec: {allocateLoadBalancerNodePorts: false,
                  ports: [{name: http, port: 80, protocol: TCP, targetPort: 8080}]}}}}
                management: {configs.kubelb.k8c.io: {kubelb/default: {spec: {backendTransport: {mode: MTLS}}}}}
                """),
            .silent(
                "switched off, yet every port was given a node port by hand",
                "tenant: {services: {shop/web: {spec: {allocateLoadBalancerNodePorts: false}}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let affected = context.topology.takenExposures.filter { !$0.portsWithoutNodePort.isEmpty }
        guard !affected.isEmpty, context.topology.config.value?.usesNodePorts != false else { return [] }
        return affected.map { exposure in
            let service = exposure.service
            let ports = ServiceWords.list(exposure.portsWithoutNodePort.map(\.label))
            return Finding(
                .error, "\(service.reference) has no node port for \(ports), so Envoy cannot forward that traffic",
                resource: exposure.resource, objects: [context.reference(exposure)],
                evidence: [
                    service.evidence("ports without nodePort", ports),
                    service.evidence(
                        "spec.allocateLoadBalancerNodePorts",
                        service.allocateLoadBalancerNodePorts.map { String($0) } ?? "not set"),
                ],
                remedies: [
                    .fix(
                        "allocate node ports",
                        context.patch(
                            context.reference(exposure), ["spec": ["allocateLoadBalancerNodePorts": true]]))
                ])
        }
    }
}
