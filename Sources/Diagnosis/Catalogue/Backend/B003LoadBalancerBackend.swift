import KubeLB
import Kubernetes
import Topology

/// KLC-B003: a backend is itself a load balancer.
struct B003LoadBalancerBackend: Check {
    let documentation = CheckDocumentation(
        code: "B003",
        title: "A backend of type LoadBalancer gets a second load balancer",
        severity: .warning,
        inputs: [.tenantServices],
        optionalInputs: [.managementServices],
        meaning: """
            The CCM uses a Service of type LoadBalancer as it is, and the manager creates its counterpart in the \
            management cluster with the same type. It gets an address of its own beside that of the Service.
            """,
        impact:
            "An address is allocated that nobody needs, and the backend is reachable around the Ingress or Gateway.",
        mending: "Send the traffic to a ClusterIP Service with the same selector.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.flatMap { exposure in
            exposure.backends.uniqued(by: \.path).compactMap { backend -> Finding? in
                guard let service = backend.service.value, service.isLoadBalancer else { return nil }
                let copy = backend.generated.value
                let address = copy.map { $0.ingress.addresses.joined(separator: ", ") } ?? ""
                return context.finding(
                    .warning,
                    "Backend \(service.reference) of \(exposure.source.reference) is of type LoadBalancer: its copy "
                        + "in the management cluster is a second load balancer"
                        + (address.isEmpty ? "" : " with an address of its own, \(address)"),
                    of: exposure,
                    objects: [ObjectReference(.tenant, service)]
                        + (copy.map { [ObjectReference(.management, $0)] } ?? []),
                    evidence: [Evidence("\(service.reference): spec.type", "LoadBalancer")]
                        + (copy.map {
                            [Evidence("\($0.reference): status.loadBalancer", address.isEmpty ? "none" : address)]
                        } ?? []),
                    remedies: [
                        .fix(
                            "send the traffic to a ClusterIP Service with the same selector",
                            context.kubectl("edit", exposure.reference))
                    ])
            }
        }
    }
}
