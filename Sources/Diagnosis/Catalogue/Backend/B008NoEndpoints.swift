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
        inputs: [.tenantServices, .tenantEndpointSlices],
        optionalInputs: [.tenantPods],
        meaning: """
            Traffic for the backend reaches the nodes of the tenant cluster, but no Ready pod is behind its Service: the \
            selector matches no pod, or the pods are not Ready.
            """,
        impact: "Requests for its host and path are answered with an error.",
        mending: "Correct the selector, or get the pods Ready.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.flatMap { exposure in
            exposure.backends.uniqued(by: \.path).compactMap { finding(exposure, $0, context) }
        }
    }

    private func finding(_ exposure: RouteExposure, _ backend: RouteBackend, _ context: CheckContext) -> Finding? {
        guard let service = backend.service.value, service.type != "ExternalName", backend.readyEndpoints == 0 else {
            return nil
        }
        let selector = service.selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let pods =
            service.selector.isEmpty
            ? nil : context.topology.pods(in: backend.namespace, selectedBy: service.selector).value
        let why: String
        switch pods {
        case nil where service.selector.isEmpty: why = "it has no selector, and nobody has written endpoints for it"
        case nil: why = "why is unknown"
        case .some(let pods) where pods.isEmpty: why = "its selector \(selector.joined(separator: ",")) matches no pod"
        case .some(let pods): why = "none of its \(pods.count) pod\(pods.count == 1 ? "" : "s") is Ready"
        }
        let (severity, note) = context.symptom(
            since: [
                exposure.lastChange,
                (backend.slices.value ?? []).flatMap(\.metadata.managedFields).compactMap(\.time).max(),
            ]
            .compactMap(\.self).max())
        return context.finding(
            severity == .info ? .warning : severity,
            "Backend \(service.reference) of \(exposure.source.reference) has no ready endpoint: \(why)\(note)",
            of: exposure, objects: [ObjectReference(.tenant, service)],
            evidence: [
                Evidence("\(service.reference): ready endpoints", "0"),
                Evidence(
                    "\(service.reference): spec.selector",
                    selector.isEmpty ? "not set" : selector.joined(separator: ",")),
            ],
            remedies: [
                pods?.isEmpty == true
                    ? .fix(
                        "correct the selector of the Service, or the labels of the pods",
                        context.kubectl("edit", ObjectReference(.tenant, service)))
                    : .fix(
                        "get its pods Ready",
                        context.kubectl(
                            .tenant, "-n \(backend.namespace) get pods -l \(selector.joined(separator: ","))")),
                .inspect("see the endpoints", context.endpointSlices(of: ObjectReference(.tenant, service))),
            ])
    }
}
