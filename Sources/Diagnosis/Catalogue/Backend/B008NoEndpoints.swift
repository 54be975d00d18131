import KubeLB
import Kubernetes
import Topology

/// KLC-B008: no ready pod is behind a backend.
struct B008NoEndpoints: Check {
    let documentation = CheckDocumentation(
        code: "B008",
        title: "A backend has no ready endpoint",
        severity: .error,
        explains: [.endpoints],
        hop: .endpoints,
        inputs: [.tenantServices, .tenantEndpointSlices],
        optionalInputs: [.tenantPods, .tenantDeployments, .tenantEvents, .tenantNodes],
        meaning: """
            Traffic for the backend reaches the nodes of the tenant cluster, but its Service has no Ready pod: the selector \
            matches no pod, or the pods are not Ready.
            """,
        impact: "Requests for its host and path are answered with an error.",
        mending: "Correct the selector, or find out why the pods are not Ready.",
        examples: [
            .firesOnRoutes(
                .error, "the only pod is not Ready",
                """
                tenant:
                  endpointslices.discovery.k8s.io: {shop/api-1: {endpoints: [{addresses: [10.244.1.6], nodeName: node-a,
                    conditions: {ready: false}}]}}
                  pods: {shop/api-1: {status: {conditions: [{type: Ready, status: "False", reason: ContainersNotReady}]}}}
                """),
            .firesOnRoutes(
                .error, "the selector matches no pod",
                """
                tenant:
                  services: {shop/api: {spec: {selector: {app: backend}}}}
                  endpointslices.discovery.k8s.io: {shop/api-1: {endpoints: null}}
                """),
            .firesOnRoutes(
                .error, "the Deployment behind it is scaled to 0",
                """
                tenant:
                  deployments.apps: {shop/api: {spec: {replicas: 0, selector: {matchLabels: {app: api}},
                    template: {metadata: {labels: {app: api}}, spec: {containers: [{name: api, image: "api:1"}]}}}}}
                  endpointslices.discovery.k8s.io: {shop/api-1: {endpoints: null}}
                  pods: {shop/api-1: null}
                """),
            .firesOnRoutes(
                .error, "no selector and no EndpointSlice",
                """
                tenant:
                  services: {shop/api: {spec: {selector: null}}}
                  endpointslices.discovery.k8s.io: {shop/api-1: null}
                """),
            .firesOnRoutes(
                .warning, "the pod stopped being Ready 20 seconds ago",
                """
                tenant:
                  endpointslices.discovery.k8s.io: {shop/api-1: {endpoints: [{addresses: [10.244.1.6], nodeName: node-a,
                    conditions: {ready: false}}], metadata: {managedFields: [{manager: kube-controller-manager,
                    operation: Update, time: "2026-11-22T11:59:40Z", fieldsV1: {"f:endpoints": {}}}]}}}
                  pods: {shop/api-1: {status: {conditions: [{type: Ready, status: "False"}]}}}
                """),
            .silentOnRoutes("a pod is Ready"),
            .silentOnRoutes(
                "the backend without a pod has weight 0",
                """
                tenant:
                  services: {shop/next: {spec: {type: ClusterIP, selector: {app: next}, ports: [{port: 80, protocol: TCP,
                    targetPort: 8080}]}}}
                  httproutes.gateway.networking.k8s.io: {shop/app: {spec: {rules: [{backendRefs: [
                    {name: api, port: 80, weight: 1}, {name: next, port: 80, weight: 0}]}]}}}
                """),
            .silentOnRoutes(
                "a Service of type ExternalName",
                """
                tenant:
                  services: {shop/api: {spec: {type: ExternalName, externalName: api.example.com, clusterIP: null, selector: null}}}
                  endpointslices.discovery.k8s.io: {shop/api-1: null}
                """),
            .silentOnRoutes(
                "the EndpointSlices cannot be read",
                """
                tenant: {endpointslices.discovery.k8s.io: forbidden}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let trouble = PodTrouble(context)
        return context.topology.takenRoutes.flatMap { exposure in
            exposure.backends.filter(\.isWeighted).uniqued(by: \.path).compactMap {
                finding(exposure, $0, trouble, context)
            }
        }
    }

    private func finding(
        _ exposure: RouteExposure, _ backend: RouteBackend, _ trouble: PodTrouble, _ context: CheckContext
    ) -> Finding? {
        guard let service = backend.service.value, service.type != "ExternalName", backend.readyEndpoints == 0 else {
            return nil
        }
        let selector = service.selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let pods =
            service.selector.isEmpty
            ? nil : context.topology.pods(in: backend.namespace, selectedBy: service.selector).value
        let stopped = pods?.isEmpty == true ? trouble.stopped(behind: service) : nil
        let why: String
        switch pods {
        case nil where service.selector.isEmpty: why = "it has no selector, and no EndpointSlice with a ready endpoint"
        case nil: why = "the cause is unknown"
        case .some(let pods) where pods.isEmpty:
            why =
                stopped.map { StoppedWorkload($0, .tenant).wordsOfSelected }
                ?? "its selector \(selector.joined(separator: ",")) matches no pod"
        case .some(let pods):
            let reasons = ServiceWords.list(pods.filter { !$0.isReady }.map(trouble.words).uniqued(), limit: 3)
            why =
                "none of its \(pods.count) pod\(pods.count == 1 ? "" : "s") is Ready"
                + (reasons.isEmpty ? "" : " (\(reasons))")
        }
        let (severity, note) = context.routeSymptom(
            since: [
                exposure.lastChange,
                (backend.slices.value ?? []).flatMap(\.metadata.managedFields).compactMap(\.time).max(),
            ]
            .compactMap(\.self).max())
        return context.finding(
            severity,
            "Backend \(service.reference) of \(exposure.source.reference) has no ready endpoint: \(why)\(note)",
            of: exposure, objects: [ObjectReference(.tenant, service)],
            evidence: [
                Evidence("\(service.reference): ready endpoints", "0"),
                Evidence(
                    "\(service.reference): spec.selector",
                    selector.isEmpty ? "not set" : selector.joined(separator: ",")),
            ],
            remedies: [
                stopped.map { StoppedWorkload($0, .tenant).start(context, risk: .restart) }
                    ?? (service.selector.isEmpty || pods?.isEmpty == true
                        ? .fix(
                            service.selector.isEmpty
                                ? "add a selector to the Service, or create an EndpointSlice for it"
                                : "correct the selector of the Service, or the labels of the pods",
                            context.kubectl("edit", ObjectReference(.tenant, service)))
                        : .inspect(
                            "list its pods, and find out why they are not Ready",
                            context.kubectl(
                                .tenant, "-n \(backend.namespace) get pods -l \(selector.joined(separator: ","))"))),
                .inspect("list the endpoints", context.endpointSlices(of: ObjectReference(.tenant, service))),
            ])
    }
}
