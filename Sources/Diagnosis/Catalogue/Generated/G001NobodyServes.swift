import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-G001: no controller serves the class of a generated Ingress.
struct G001NobodyServes: Check {
    let documentation = CheckDocumentation(
        code: "G001",
        title: "No controller serves the class of the generated Ingress",
        severity: .error,
        explains: [.servedClass, .address],
        hop: .servingClass,
        inputs: [.routes, .managementIngresses, .managementIngressClasses, .tenants, .configs],
        optionalInputs: [
            .managementDeployments, .managementDaemonSets, .managementPods, .managementEvents, .managementServices,
        ],
        judgesManagementAlone: true,
        meaning: """
            The manager sets the class of the generated Ingress to that of the Tenant or, if it has none, of the Config. If \
            neither has one, it keeps the tenant's own class, kubelb. If no ingress controller of the management cluster \
            serves that class, the Ingress gets no address, and nothing reports why.
            """,
        impact: "The Ingress never gets an address.",
        mending: "Set spec.ingress.class of the Tenant or Config to a class that is served, or start its controller.",
        examples: [
            .firesOnRoutes(
                .error, "there is no IngressClass of the name",
                "management: {ingressclasses.networking.k8s.io: {nginx: null}}"),
            .firesOnRoutes(
                .error, "no class is configured",
                """
                management:
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {ingress: null}}}
                  ingresses.networking.k8s.io: {tenant-acme/shop-site: {spec: {ingressClassName: kubelb}}}
                """),
            .firesOnRoutes(
                .error, "its controller is scaled to 0",
                """
                management: {deployments.apps: {ingress-nginx/ingress-nginx-controller: {spec: {replicas: 0},
                  status: {replicas: 0, readyReplicas: 0, availableReplicas: 0, updatedReplicas: 0}}}}
                """),
            .firesOnRoutes(
                .error, "its controller is not installed",
                """
                management:
                  deployments.apps: {ingress-nginx/ingress-nginx-controller: null}
                  services: {ingress-nginx/ingress-nginx-controller: null}
                """),
            .firesOnRoutes(
                .error, "its controller waits for a Secret",
                """
                management:
                  deployments.apps: {ingress-nginx/ingress-nginx-controller: {status: {readyReplicas: 0, availableReplicas: 0}}}
                  pods: {ingress-nginx/nginx-1: {metadata: {labels: {app.kubernetes.io/name: ingress-nginx}}, status: {phase: Pending,
                    conditions: [{type: Ready, status: 'False'}],
                    containerStatuses: [{name: controller, ready: false, state: {waiting: {reason: ContainerCreating}}}]}}}
                  events: {ingress-nginx/e1: {type: Warning, reason: FailedMount, message: secret "admission" not found, count: 9,
                    lastTimestamp: '2026-11-22T11:59:00Z', source: {component: kubelet}, involvedObject: {
                    kind: Pod, namespace: ingress-nginx, name: nginx-1}}}
                """),
            .silentOnRoutes(
                "a controller that is not recognized by its image serves it",
                "management: {deployments.apps: {ingress-nginx/ingress-nginx-controller: null}}"),
            .firesOnRoutes(.error, "its controller watches another namespace", watching("shared")),
            .firesOnRoutes(
                .warning, "its controller is starting, 15 seconds after the Ingress was created",
                """
                now: '2026-11-22T10:00:15Z'
                management: {deployments.apps: {ingress-nginx/ingress-nginx-controller: {status: {readyReplicas: 0,
                  availableReplicas: 0}}}}
                """),
            .silentOnRoutes("its controller runs"),
            .silentOnRoutes("its controller watches the tenant's namespace", watching("tenant-acme")),
            .silentOnRoutes(
                "it is not known what runs its controller",
                "management: {ingressclasses.networking.k8s.io: {nginx: {spec: {controller: example.com/ingress}}}}"),
            .silentOnRoutes(
                "IngressClasses cannot be read", "management: {ingressclasses.networking.k8s.io: forbidden}"),
        ])

    private static func watching(_ namespace: String) -> String {
        """
        management: {deployments.apps: {ingress-nginx/ingress-nginx-controller: {spec: {template: {spec: {containers: [{
          name: controller, image: 'registry.k8s.io/ingress-nginx/controller:v1.15.1',
          args: [/nginx-ingress-controller, --watch-namespace=\(namespace)]}]}}}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.filter { $0.kind == .ingress && $0.ownsGenerated }.compactMap { exposure in
            guard let serving = context.topology.servingController(of: exposure),
                let generated = exposure.generated.value
            else { return nil }
            guard serving.problem != nil else { return context.restricted(exposure, generated, serving) }
            if case .controller(_, let found?) = serving.state, found.isEmpty, isServed(exposure, context) {
                return nil
            }
            return ServedClass(exposure, generated, serving, context).finding
        }
    }
}

extension G001NobodyServes {
    /// With the address of a Service somebody serves it, by whatever image.
    private func isServed(_ exposure: RouteExposure, _ context: CheckContext) -> Bool {
        let addresses = Set(exposure.generatedStatus?.addresses ?? [])
        let services = context.topology.list(.management, Service.self).value?.items ?? []
        return services.contains { service in
            service.ingress.contains { addresses.contains($0.ip ?? $0.hostname ?? "") }
        }
    }
}
