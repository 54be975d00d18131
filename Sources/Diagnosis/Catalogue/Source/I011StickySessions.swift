import KubeLB
import Kubernetes
import Topology

/// KLC-I011: an Ingress asks for sticky sessions, which end at the tenant's Envoy.
struct I011StickySessions: Check {
    let documentation = CheckDocumentation(
        code: "I011",
        title: "Sticky sessions end at the tenant's Envoy",
        severity: .warning,
        inputs: [.routes, .managementIngresses, .tenantEndpointSlices],
        meaning: """
            Annotations for session affinity make the ingress controller choose one of its upstreams. With KubeLB these are the \
            tenant's Envoy pods, not the pods of the backend: Envoy spreads the requests over the nodes, and kube-proxy over the pods.
            """,
        impact: "Requests of one client reach different pods, so sessions in the memory of a pod are lost.",
        mending: "Keep sessions where all pods of the backend find them.",
        examples: [
            .firesOnRoutes(.warning, "affinity by cookie, and the backend has two pods", sticky() + pods),
            .firesOnRoutes(
                .warning, "requests are hashed by the client's address", sticky("upstream-hash-by: $remote_addr") + pods
            ),
            .silentOnRoutes("the backend has one pod", sticky()),
            .silentOnRoutes("no affinity", sticky("affinity: none") + pods),
            .silentOnRoutes(
                "the annotation is not propagated",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {
                  nginx.ingress.kubernetes.io/affinity: cookie}}}}}
                """ + pods),
            .silentOnRoutes(
                "the EndpointSlices cannot be read",
                sticky() + "\n---\ntenant: {endpointslices.discovery.k8s.io: forbidden}"),
        ])

    private static func sticky(_ annotation: String = "affinity: cookie") -> String {
        """
        tenant: {ingresses.networking.k8s.io: {shop/site: &sticky {metadata: {annotations: {
          nginx.ingress.kubernetes.io/\(annotation)}}}}}
        management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: *sticky}}
        """
    }

    private static let pods = """

        ---
        tenant: {endpointslices.discovery.k8s.io: {shop/api-1: {endpoints: [
          {addresses: [10.244.1.6], nodeName: node-a, conditions: {ready: true}, targetRef: {kind: Pod, name: api-1}},
          {addresses: [10.244.2.6], nodeName: node-b, conditions: {ready: true}, targetRef: {kind: Pod, name: api-2}}]}}}
        """

    /// Annotations of ingress-nginx, haproxy-ingress and HAProxy, with the value that asks for it; nil for any value.
    private static let annotations: [(name: String, value: String?)] = [
        ("nginx.ingress.kubernetes.io/affinity", "cookie"), ("nginx.ingress.kubernetes.io/upstream-hash-by", nil),
        ("haproxy-ingress.github.io/affinity", "cookie"), ("haproxy.org/cookie-persistence", nil),
    ]

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            guard exposure.kind == .ingress, exposure.ownsGenerated, let generated = exposure.generated.value else {
                return nil
            }
            let found = Self.annotations.lazy.compactMap { name, wanted -> (name: String, value: String)? in
                guard let value = generated.metadata.annotations[name], !value.isEmpty, value == wanted ?? value else {
                    return nil
                }
                return (name, value)
            }.first
            guard let found else { return nil }
            let spread = exposure.backends.first { ($0.readyEndpoints ?? 0) > 1 }
            guard let spread, let pods = spread.readyEndpoints else { return nil }
            return context.finding(
                .warning,
                "Session affinity of \(exposure.source.reference) (\(found.name): \(found.value)) ends at the tenant's Envoy: the ingress "
                    + "controller only chooses an Envoy pod, and requests of one client are spread over the \(pods) pods of "
                    + "Service \(spread.path)",
                of: exposure, objects: [generated.reference(on: .management)],
                evidence: [
                    Evidence("\(generated.reference): metadata.annotations[\(found.name)]", found.value),
                    Evidence("Service \(spread.path): ready endpoints", "\(pods)"),
                ],
                remedies: [
                    .fix("keep sessions in a store that all pods share, or in the cookie itself"),
                    .fix("run a single pod behind Service \(spread.path)"),
                ])
        }
    }
}
