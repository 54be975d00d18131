import KubeLB
import Kubernetes
import Topology

/// KLC-B009: two Services of the tenant's namespace lead to one port of Envoy.
struct B009SharedPort: Check {
    let documentation = CheckDocumentation(
        code: "B009",
        title: "Two backends share a port of Envoy",
        severity: .error,
        explains: [.upstreams],
        inputs: [.routes, .managementServices],
        judgesManagementAlone: true,
        meaning: """
            For each backend the manager creates a Service in the tenant's namespace of the management cluster, whose \
            targetPort is a port of the tenant's Envoy that it has allocated for it alone. If two Services have the same \
            targetPort, the manager drops one of the two listeners and logs "dropping duplicate listener from snapshot".
            """,
        impact: "Requests for one of them reach the backend of the other.",
        mending: "Restart the manager, which then allocates the ports again. Upgrade KubeLB if it happens again.",
        examples: [
            .firesOnRoutes(.error, "the Services of an Ingress and an HTTPRoute", services(port: 40001)),
            .firesOnRoutes(
                .error, "the Service of a backend and that of a LoadBalancer",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {spec: {ports: [{name: http,
                  port: 80, protocol: TCP, targetPort: 40001}]}}, tenant-acme/shop-app-api: {spec: {ports: [{name: http, port: 80,
                  protocol: TCP, targetPort: 40001}]}}}}
                """),
            .silentOnRoutes("each has a port of its own", services(port: 41999)),
            .silentOnRoutes("Services cannot be read", "management: {services: forbidden}"),
        ])

    private static func services(port: Int) -> String {
        """
        management: {services: {tenant-acme/shop-site-api: {spec: {ports: [{name: http, port: 80, protocol: TCP,
          targetPort: 40001}]}}, tenant-acme/shop-app-api: {spec: {ports: [{name: http, port: 80, protocol: TCP,
          targetPort: \(port)}]}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let exposures = context.topology.takenRoutes.filter { $0.route.value != nil }
        return context.topology.servicesByEnvoyPort.sorted { $0.key < $1.key }.compactMap {
            port, services -> Finding? in
            let sorted = services.uniqued(by: \.metadata.name).sorted {
                ($0.metadata.creationTimestamp?.milliseconds ?? 0, $0.metadata.name)
                    < ($1.metadata.creationTimestamp?.milliseconds ?? 0, $1.metadata.name)
            }
            // The older one usually keeps its listener.
            guard sorted.count > 1, let loser = sorted.last(where: { user(of: $0, exposures) != nil }),
                let exposure = user(of: loser, exposures)
            else { return nil }
            return finding(exposure, loser, sorted.filter { $0.metadata.name != loser.metadata.name }, port, context)
        }
    }

    private func user(of service: Service, _ exposures: [RouteExposure]) -> RouteExposure? {
        exposures.first { $0.backends.contains { $0.generated.value?.metadata.name == service.metadata.name } }
    }

    private func finding(
        _ exposure: RouteExposure, _ service: Service, _ others: [Service], _ port: String, _ context: CheckContext
    ) -> Finding {
        context.finding(
            .error,
            "\(service.reference), a backend of \(exposure.source.reference), and \(ServiceWords.list(others.map(\.reference))) have "
                + "the same targetPort \(port), so Envoy has one listener for both: requests may reach the wrong backend",
            of: exposure, objects: ([service] + others).map { ObjectReference(.management, $0) },
            evidence: ([service] + others).map { Evidence("\($0.reference): spec.ports[].targetPort", port) },
            remedies: [
                .fix("upgrade KubeLB, whose later versions resolve such collisions"),
                context.restart(context.topology.manager, " so that it allocates the ports again"),
                context.log(of: context.topology.manager),
            ])
    }
}
