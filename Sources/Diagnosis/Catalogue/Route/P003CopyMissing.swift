import KubeLB
import Kubernetes
import Topology

/// KLC-P003: the NodePort copy of a backend is missing, or is not the one that the Route shows.
struct P003CopyMissing: Check {
    let documentation = CheckDocumentation(
        code: "P003",
        title: "The NodePort copy of a backend is missing or outdated",
        severity: .error,
        explains: [.copies],
        inputs: [.tenantServices, .routes, .tenantDeployments],
        causedBy: RouteCauses.ccm + ["B007"],
        meaning: """
            The CCM makes a NodePort Service <name>-nodeport of each ClusterIP backend, and writes its node ports into the \
            Route. The copy is missing, or was made again with other node ports than the Route shows.
            """,
        impact: "Envoy sends traffic to node ports that lead nowhere.",
        mending: "Touch the object; the CCM then makes the copy again and writes the Route.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.filter { $0.hasFinalizer && $0.malformation == nil }.flatMap {
            exposure -> [Finding] in
            exposure.backends.uniqued(by: \.path).compactMap { backend -> Finding? in
                guard backend.defect == nil || backend.defect == .noSuchPort, let problem = backend.copyProblem,
                    backend.namespace == exposure.source.metadata.namespace || backend.carried == nil
                else { return nil }
                let copy = "Service \(backend.namespace)/\(KubeLBNames.nodePortCopy(ofService: backend.name))"
                let (severity, note) = context.symptom(since: exposure.lastChange)
                return context.finding(
                    severity,
                    "\(copy), the NodePort copy of backend \(backend.path) of \(exposure.source.reference), \(problem)\(note)",
                    of: exposure, evidence: [Evidence(copy, problem)],
                    remedies: [
                        context.touch(exposure, "the CCM makes the copy again and writes the Route"),
                        context.log(of: context.topology.ccm),
                    ])
            }
        }
    }
}
