import KubeLB
import Kubernetes
import Topology

/// KLC-B007: a backend is in another namespace, where KubeLB does not follow it.
struct B007OtherNamespace: Check {
    let documentation = CheckDocumentation(
        code: "B007",
        title: "A backend in another namespace is not followed",
        severity: .error,
        explains: [.copies],
        inputs: [.tenantServices, .routes],
        meaning: """
            The CCM takes a backend of another namespace once, without asking for a ReferenceGrant. It watches Services \
            only for the namespace of the route, so that later changes of the backend, and the loss of its NodePort copy, \
            stay unnoticed.
            """,
        impact: "Traffic goes to node ports that no longer exist.",
        mending: "Put the route and its backend into one namespace, or touch the route after each change.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.flatMap { exposure in
            exposure.backends.uniqued(by: \.path).compactMap { finding(exposure, $0, context) }
        }
    }

    private func finding(_ exposure: RouteExposure, _ backend: RouteBackend, _ context: CheckContext) -> Finding? {
        guard backend.namespace != exposure.source.metadata.namespace, let carried = backend.carried,
            let problem = backend.copyProblem
        else { return nil }
        let copy = KubeLBNames.nodePortCopy(ofService: backend.name)
        return context.finding(
            .error,
            "Backend \(backend.path) of \(exposure.source.reference) is in another namespace, which KubeLB does not "
                + "follow: its NodePort copy \(backend.namespace)/\(copy) \(problem)",
            of: exposure,
            evidence: [
                Evidence(
                    "Route: node ports of \(carried.metadata.path)",
                    carried.ports.map { $0.nodePort.map { String($0) } ?? "-" }.joined(separator: ", ")),
                Evidence("Service \(backend.namespace)/\(copy)", problem),
            ],
            remedies: [context.touch(exposure, "the CCM makes the copy again")])
    }
}

extension RouteBackend {
    /// What is wrong with the NodePort copy that the Route shows; nil if it is as it should be, or unknown.
    var copyProblem: String? {
        switch copy {
        case .absent: return "is gone"
        case .present(let copy):
            guard let carried, carried.ports.map(\.nodePort) != copy.ports.map(\.nodePort) else { return nil }
            return "has other node ports than the Route"
        case .forbidden, .failed, .notCollected, nil: return nil
        }
    }
}
