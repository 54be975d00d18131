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
            if serving.problem == nil, serving.ignores(generated.metadata.namespace) {
                return restricted(exposure, generated, serving, context)
            }
            guard serving.problem != nil else { return nil }
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

    private func restricted(
        _ exposure: RouteExposure, _ generated: RouteSource, _ serving: ServingController, _ context: CheckContext
    ) -> Finding? {
        guard case .controller(_, let workloads?) = serving.state, let workload = workloads.first else { return nil }
        let namespaces = ServiceWords.list(serving.watchedNamespaces)
        return context.finding(
            .error,
            "No controller serves \(generated.reference), generated from \(exposure.source.reference): \(workload.reference), the "
                + "controller of class \(serving.className ?? ""), watches only namespace \(namespaces) (--watch-namespace)",
            of: exposure, objects: [generated.reference(on: .management)],
            evidence: [Evidence("\(workload.reference): --watch-namespace", namespaces)],
            remedies: [
                .fix(
                    "remove the argument, or use the class of a controller that watches all namespaces",
                    context.kubectl(
                        .management, "-n \(workload.metadata.namespace) edit deploy \(workload.metadata.name)"))
            ])
    }
}

/// A finding about a class that no controller serves.
struct ServedClass {
    private let exposure: RouteExposure
    private let generated: RouteSource
    private let serving: ServingController
    private let context: CheckContext

    init(_ exposure: RouteExposure, _ generated: RouteSource, _ serving: ServingController, _ context: CheckContext) {
        self.exposure = exposure
        self.generated = generated
        self.serving = serving
        self.context = context
    }

    private var kind: RouteKind { exposure.kind }
    private var classKind: String { kind == .ingress ? IngressClass.kind : GatewayClass.kind }
    private var field: String { kind == .ingress ? "ingress" : "gatewayAPI" }

    var finding: Finding {
        let configured = context.topology.configuredClass(for: kind)
        let name = serving.className ?? ""
        let origin =
            configured.map { "set in \($0.source)" }
            ?? "kept from the tenant cluster, since neither Tenant nor Config sets spec.\(field).class"
        let (age, note) = context.routeSymptom(since: exposure.lastChange)
        var evidence = [
            Evidence("\(generated.reference): class", serving.className ?? "not set"),
            Evidence("spec.\(field).class of Tenant and Config", configured?.name ?? "not set"),
        ]
        let message: String
        var remedies: [Remedy] = []
        switch serving.state {
        case .noClass:
            message =
                serving.className == nil
                ? "\(generated.reference), generated from \(exposure.source.reference), has no class, so no controller serves it"
                : "\(generated.reference), generated from \(exposure.source.reference), has class \(name) (\(origin)), but the management "
                    + "cluster has no \(classKind) \(name), so no controller serves it"
            evidence.append(Evidence("\(classKind) \(name)", "not found"))
            remedies = [setClass]
        case .controller(let controller, let workloads):
            evidence.append(Evidence("\(classKind) \(name): controller", controller))
            let down = workloads ?? []
            if let workload = down.first {
                message =
                    "\(generated.reference), generated from \(exposure.source.reference), has class \(name), whose controller is not running: "
                    + (workload.state.desired == 0
                        ? "\(workload.reference) is scaled to 0"
                        : "\(workload.reference) has \(workload.state.ready) of \(workload.state.desired) pods Ready"
                            + (ManagementPods(context).trouble(of: workload).map { " (\($0))" }
                                ?? ""))
                evidence += down.map { Evidence("\($0.reference): ready", "\($0.state.ready) of \($0.state.desired)") }
                remedies = [restore(workload)]
            } else {
                message =
                    "\(generated.reference), generated from \(exposure.source.reference), has class \(name), whose controller "
                    + "(\(controller)) is not running in the management cluster"
                remedies = [.fix("install the controller of the class, or set a class that is served"), setClass]
                if kind == .ingress, let nginx = context.topology.ingressNGINX.first {
                    let served = nginx.controllerClass ?? ServingController.ingressNGINX
                    evidence.append(Evidence("\(nginx.reference): --controller-class", served))
                    remedies[0] = .fix(
                        "recreate \(classKind) \(name) with spec.controller \(served), which \(nginx.reference) serves, or set a class that is served"
                    )
                }
            }
        }
        // Only pods that start may still become Ready.
        let mayStart =
            if case .controller(_, let found?) = serving.state { found.contains { $0.state.desired > 0 } } else {
                false
            }
        return context.finding(
            mayStart ? age : .error, message + (mayStart ? note : ""), of: exposure,
            objects: [generated.reference(on: .management)],
            evidence: evidence,
            remedies: remedies + [
                .inspect("list the classes", context.kubectl(.management, "get \(classKind.lowercased())"))
            ])
    }

    private var setClass: Remedy {
        let object = context.topology.tenantObject.value.map { ObjectReference(.management, $0) } ?? .config
        return .fix(
            "set a class that is served",
            context.kubectl(
                "patch", object,
                #"--type=merge -p {"spec":{"\#(field)":{"class":"\#(.variable("CLASS", "a class of the management cluster"))"}}}"#
            ))
    }

    private func restore(_ workload: ServingController.Workload) -> Remedy {
        workload.state.desired == 0
            ? .fix("start its controller", context.scale(workload.object, to: 1))
            : .inspect("show why its pods are not Ready", context.kubectl("describe", workload.object))
    }
}
