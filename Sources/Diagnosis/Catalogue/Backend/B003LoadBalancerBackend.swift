import KubeLB
import Kubernetes
import Topology

/// KLC-B003: a backend is itself of type LoadBalancer.
struct B003LoadBalancerBackend: Check {
    let documentation = CheckDocumentation(
        code: "B003",
        title: "A backend of type LoadBalancer gets a second load balancer",
        severity: .warning,
        inputs: [.tenantServices],
        optionalInputs: [.managementServices],
        meaning: """
            The CCM uses a Service of type LoadBalancer as it is, and the manager creates its copy in the management \
            cluster with the same type. The copy gets another address in addition to that of the Service.
            """,
        impact:
            "An unneeded address is allocated, and the backend can be reached without the Ingress or Gateway.",
        mending: "Send the traffic to a ClusterIP Service with the same selector.",
        examples: [
            .firesOnRoutes(
                .warning, "a route to a Service of type LoadBalancer",
                """
                tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {spec: {rules: [{backendRefs: [{name: web, port: 80}]}]}}}}
                """),
            .firesOnRoutes(
                .warning, "its copy has an address",
                """
                tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {spec: {rules: [{backendRefs: [{name: web, port: 80}]}]}}}}
                management: {services: {tenant-acme/shop-app-web: {spec: {type: LoadBalancer,
                  selector: {app.kubernetes.io/name: tenant-acme}}, status: {loadBalancer: {ingress: [{ip: 198.51.100.40}]}}}}}
                """),
            .silentOnRoutes("a ClusterIP Service"),
            .silentOnRoutes(
                "a Service of type NodePort",
                """
                tenant: {services: {shop/api: {spec: {type: NodePort, ports: [{name: http, port: 80, protocol: TCP,
                  targetPort: 8080, nodePort: 31085}]}}}}
                """),
        ])

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
