import KubeLB
import Kubernetes
import Topology

/// KLC-P003: the NodePort copy of a backend is missing, or is not the one in the Route.
struct P003CopyMissing: Check {
    let documentation = CheckDocumentation(
        code: "P003",
        title: "The NodePort copy of a backend is missing or outdated",
        severity: .error,
        explains: [.copies],
        hop: .backends,
        inputs: [.tenantServices, .routes, .tenantDeployments],
        causedBy: RouteCauses.ccm + ["B007"],
        meaning: """
            For each backend of type ClusterIP the CCM creates a NodePort Service <name>-nodeport and writes its node ports \
            to the Route. That copy is missing, or it was recreated and its node ports differ from those in the Route.
            """,
        impact: "Envoy sends traffic to node ports that no Service has.",
        mending: "Touch the object; the CCM then recreates the copy and updates the Route.",
        examples: [
            .firesOnRoutes(.error, "the copy was deleted", "tenant: {services: {shop/api-nodeport: null}}"),
            .firesOnRoutes(.error, "the copy was recreated with another node port", otherPort),
            .firesOnRoutes(
                .warning, "the same, and the Ingress is 15 seconds old",
                "\(otherPort)\n  ingresses.networking.k8s.io: {shop/site: {metadata: {creationTimestamp: '2026-11-22T11:59:45Z'}}}"
            ),
            .silentOnRoutes("the Routes have the node ports of the copy"),
            .silentOnRoutes(
                "a backend of type NodePort needs no copy",
                """
                tenant: {services: {shop/api-nodeport: null, shop/api: {spec: {type: NodePort,
                  ports: [{name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31086}]}}}}
                """),
            .silentOnRoutes("the Services of the tenant cluster cannot be read", "tenant: {services: forbidden}"),
        ])

    private static let otherPort = """
        tenant:
          services: {shop/api-nodeport: {spec: {ports: [{name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31099}]}}}
        """

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.filter { $0.hasFinalizer && $0.malformation == nil }.flatMap {
            exposure -> [Finding] in
            exposure.backends.uniqued(by: \.path).compactMap { backend -> Finding? in
                guard backend.defect == nil || backend.defect == .noSuchPort, let problem = backend.copyProblem,
                    backend.namespace == exposure.source.metadata.namespace
                else { return nil }
                let copy = "Service \(backend.namespace)/\(KubeLBNames.nodePortCopy(ofService: backend.name))"
                let (severity, note) = context.routeSymptom(since: exposure.lastChange)
                return context.finding(
                    severity,
                    "\(copy), the NodePort copy of backend \(backend.path) of \(exposure.source.reference), \(problem)\(note)",
                    of: exposure, objects: [exposure.routeReference].compactMap(\.self),
                    evidence: [Evidence(copy, problem)],
                    remedies: [
                        context.touch(exposure, "the CCM recreates the copy and updates the Route"),
                        context.log(of: context.topology.ccm),
                    ])
            }
        }
    }
}
