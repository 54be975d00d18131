import KubeLB
import Kubernetes
import Topology

/// KLC-B011: a backend has endpoints, and its NodePort copy, through which KubeLB reaches it, has none.
struct B011CopyWithoutEndpoints: Check {
    let documentation = CheckDocumentation(
        code: "B011",
        title: "The NodePort copy of a backend has no endpoints",
        severity: .error,
        explains: [.endpoints],
        hop: .endpoints,
        inputs: [.tenantServices, .tenantEndpointSlices],
        meaning: """
            KubeLB reaches a ClusterIP backend through a NodePort Service <name>-nodeport, which it creates with the selector of the \
            backend. If the backend has no selector, because its EndpointSlices are maintained by hand or by another controller, \
            the copy has none either, and nobody creates EndpointSlices for it. The backend works inside the tenant cluster. The \
            same happens if the selector of the copy was changed.
            """,
        impact: "Nodes reject connections to the node port, and requests for the backend are answered with 503.",
        mending: """
            Make the backend a Service of type NodePort, which KubeLB uses without a copy, or create EndpointSlices for the copy, too.
            """,
        examples: [
            .firesOnRoutes(.error, "the backend has no selector, and an EndpointSlice by hand", withoutSelector()),
            .firesOnRoutes(
                .error, "the selector of the copy was changed",
                "tenant: {services: {shop/api-nodeport: {spec: {selector: {app: former}}}}}"),
            .silentOnRoutes(
                "the copy has an EndpointSlice by hand, too",
                withoutSelector(
                    """
                    , shop/copy-1: {metadata: {labels: {kubernetes.io/service-name: api-nodeport}}, addressType: IPv4,
                      ports: [{name: http, port: 8080, protocol: TCP}],
                      endpoints: [{addresses: [172.16.40.21], conditions: {ready: true}}]}
                    """)),
            .silentOnRoutes(
                "the backend is of type NodePort itself",
                """
                tenant: {services: {shop/api-nodeport: null, shop/api: {spec: {type: NodePort, selector: null, ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31085}]}}}}
                """),
            .silentOnRoutes(
                "the backend itself has no endpoints",
                """
                tenant: {services: {shop/api: {spec: {selector: null}}, shop/api-nodeport: {spec: {selector: null}}},
                  endpointslices.discovery.k8s.io: {shop/api-1: null}}
                """),
            .silentOnRoutes("the copy has the selector of the backend"),
            .silentOnRoutes(
                "the EndpointSlices cannot be read",
                """
                tenant: {services: {shop/api: {spec: {selector: null}}, shop/api-nodeport: {spec: {selector: null}}},
                  endpointslices.discovery.k8s.io: forbidden}
                """),
        ])

    private static func withoutSelector(_ slices: String = "") -> String {
        """
        tenant:
          services: {shop/api: {spec: {selector: null}}, shop/api-nodeport: {spec: {selector: null}}}
          endpointslices.discovery.k8s.io: {shop/api-1: {metadata: {labels: {endpointslice.kubernetes.io/managed-by: staff}},
            endpoints: [{addresses: [172.16.40.21], conditions: {ready: true}}]}\(slices)}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.flatMap { exposure in
            exposure.backends.filter(\.isWeighted).uniqued(by: \.path).compactMap { finding(exposure, $0, context) }
        }
    }

    private func finding(_ exposure: RouteExposure, _ backend: RouteBackend, _ context: CheckContext) -> Finding? {
        guard context.topology.lacksEndpointsOfCopy(backend), let service = backend.service.value,
            let copy = backend.copy?.value, let ready = backend.readyEndpoints
        else { return nil }
        let slices = ServiceWords.list((backend.slices.value ?? []).map(\.metadata.name), limit: 3)
        let cause =
            copy.selector.isEmpty && service.selector.isEmpty
            ? "\(service.reference) has no selector, its EndpointSlices (\(slices)) are maintained by hand or by another controller, "
                + "and there is none for the copy"
            : "the selector of the copy differs from that of \(service.reference)"
        let (severity, note) = context.routeSymptom(since: exposure.lastChange)
        let reference = ObjectReference(.tenant, service)
        let remedies: [Remedy] =
            service.selector.isEmpty
            ? [
                .fix(
                    "make the backend a Service of type NodePort, which KubeLB uses without a copy",
                    context.patch(reference, ["spec": ["type": "NodePort"]])),
                .fix(
                    "or create an EndpointSlice with the same endpoints and label \(EndpointSlice.serviceNameLabel): "
                        + copy.metadata.name),
            ]
            : [
                .fix(
                    "give the copy the selector of the backend",
                    context.kubectl("edit", ObjectReference(.tenant, copy)))
            ]
        return context.finding(
            severity,
            "\(copy.reference), through which KubeLB reaches backend \(backend.path) of \(exposure.source.reference), has no "
                + "endpoints\(note): \(cause)",
            of: exposure, objects: [reference, ObjectReference(.tenant, copy)],
            evidence: [
                Evidence("\(copy.reference): ready endpoints", "0"),
                Evidence("\(copy.reference): spec.selector", Self.text(of: copy.selector)),
                Evidence("\(service.reference): ready endpoints", "\(ready) (\(slices))"),
                Evidence("\(service.reference): spec.selector", Self.text(of: service.selector)),
            ],
            remedies: remedies + [.inspect("list the endpoints", context.endpointSlices(of: reference))])
    }

    private static func text(of selector: [String: String]) -> String {
        selector.isEmpty
            ? "not set" : selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }
}
