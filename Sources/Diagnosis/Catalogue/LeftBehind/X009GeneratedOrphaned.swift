import KubeLB
import Kubernetes
import Topology

/// KLC-X009: the manager generated an object that no Route accounts for any more.
struct X009GeneratedOrphaned: Check {
    let documentation = CheckDocumentation(
        code: "X009",
        title: "A generated object is orphaned, or still served although disabled",
        severity: .warning,
        hop: .loadBalancer,
        inputs: [.routes, .configs, .tenants, .managementDeployments],
        optionalInputs: Input.generatedRoutes, judgesManagementAlone: true, isLayerSeven: true,
        causedBy: ["M014"],
        meaning: """
            The manager generates an Ingress, Gateway, HTTPRoute or GRPCRoute for each Route. The object has no Route, because \
            the Route was deleted without its dependents, or KubeLB was disabled for its kind after it had accepted the Route: \
            up to v1.4.3 the manager then deletes the backend Services, but not the object.
            """,
        impact:
            "Its hosts keep their address. If KubeLB was disabled, requests fail with HTTP 503, because the backends are gone.",
        mending: "Enable KubeLB for the kind again, or delete the object in the management cluster.",
        examples: [
            .firesOnRoutes(
                .warning, "its Route was deleted without it",
                """
                management: {ingresses.networking.k8s.io: {tenant-acme/shop-old: {metadata: {uid: 00000000-0000-4000-8000-000000000067,
                  labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: old, kubelb.k8c.io/managed-by: kubelb}},
                  spec: {rules: [{host: old.example.com}]}}}}
                """),
            .firesOnRoutes(
                .warning, "Ingress was disabled for the tenant afterwards",
                """
                management: {tenants.kubelb.k8c.io: {acme: {spec: {ingress: {disable: true}}}},
                  routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: {metadata: {finalizers: null}}}}
                """),
            .firesOnRoutes(
                .warning, "the manager no longer runs with --enable-gateway-api",
                """
                management: {deployments.apps: {kubelb/kubelb-manager: {spec: {template: {spec: {containers: [{name: manager,
                    image: 'quay.io/kubermatic/kubelb-manager:v1.4.3'}]}}}}},
                  routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000033: {metadata: {finalizers: null}}}}
                """),
            .silentOnRoutes("every generated object has its Route"),
            .silentOnRoutes(
                "the manager has not accepted the Route, and nothing is disabled",
                RouteExamples.ingressRoute("metadata: {finalizers: null}")),
            .silentOnRoutes(
                "an Ingress that the manager did not generate",
                "management: {ingresses.networking.k8s.io: {tenant-acme/by-hand: {spec: {rules: [{host: a.example.com}]}}}}"
            ),
            .silentOnRoutes("Routes cannot be read", "management: {routes.kubelb.k8c.io: forbidden}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.generatedRemains.map { remains in
            let object = remains.object
            let reference = ObjectReference(
                .management, kind: object.kind.rawValue, namespace: object.metadata.namespace,
                name: object.metadata.name)
            let hosts = object.spec.hosts
            let served =
                hosts.isEmpty
                ? "" : "; \(ServiceWords.list(hosts)) \(hosts.count == 1 ? "keeps its" : "keep their") address"
            let why =
                remains.route == nil
                ? "is orphaned: its Route is gone" : "is still served, although KubeLB is disabled for its kind"
            return Finding(
                .warning, "\(object.reference) \(why)\(served)",
                objects: [reference] + [remains.route.map { ObjectReference(.management, $0) }].compactMap(\.self),
                evidence: [
                    Evidence(
                        "\(object.reference): origin labels",
                        "\(object.metadata.labels[KubeLBNames.originNamespaceLabel] ?? "")/"
                            + "\(object.metadata.labels[KubeLBNames.originNameLabel] ?? "")"),
                    remains.route.map {
                        Evidence(
                            "\($0.reference): metadata.finalizers", ServiceWords.list($0.metadata.finalizers, limit: 4))
                    } ?? Evidence("Routes in \(object.metadata.namespace)", "none generates \(object.metadata.name)"),
                ],
                remedies: [
                    .fix("delete the generated object", context.kubectl("delete", reference), risk: .delete)
                ])
        }
    }
}
