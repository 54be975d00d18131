import KubeLB
import Kubernetes
import Topology

/// KLC-G004: several Gateways of a tenant compete for the one that the manager generates.
struct G004TwoGateways: Check {
    let documentation = CheckDocumentation(
        code: "G004",
        title: "Several Gateways named kubelb compete for one",
        severity: .error,
        explains: [.generated],
        inputs: [.routes],
        optionalInputs: [.managementGateways], judgesManagementAlone: true,
        meaning: """
            All namespaces of a tenant share one namespace in the management cluster. Two Gateways named kubelb in different \
            namespaces become the same Gateway there: the last one written wins, and both report its address as if both were \
            served.
            """,
        impact: "Listeners and certificates of one of the Gateways are missing.",
        mending: "Keep one Gateway, and move the listeners of the others to it.",
        examples: [
            .firesOnRoutes(.error, "a second Gateway in another namespace", second),
            .firesOnRoutes(
                .error, "the same, and the generated Gateway belongs to neither",
                "\(second)  gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {metadata: {ownerReferences: null}}}"
            ),
            .silentOnRoutes("one Gateway"),
            .silentOnRoutes(
                "the Enterprise Edition, and the second Gateway has another name",
                second.replacing("blog/kubelb", with: "blog/web").replacing("name: kubelb", with: "name: web")
                    + "  tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}"),
            .silentOnRoutes(
                "the second Gateway has no Route",
                "\(second)---\nmanagement: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000035: null}}"
            ),
            .silentOnRoutes(
                "the second Gateway is of another class",
                "\(second)---\ntenant: {gateways.gateway.networking.k8s.io: {blog/kubelb: {spec: {gatewayClassName: istio}}}}"
            ),
        ])

    private static let second = """
        tenant:
          gateways.gateway.networking.k8s.io: {blog/kubelb: {
            metadata: {uid: 00000000-0000-4000-8000-000000000035, finalizers: [kubelb.k8c.io/cleanup]},
            spec: &spec {gatewayClassName: kubelb, listeners: [{name: http, port: 80, protocol: HTTP}]}}}
        management:
          routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000035: {
            metadata: {finalizers: [kubelb.k8c.io/cleanup]}, spec: {source: {kubernetes: {resource: {kind: Gateway,
            metadata: {name: kubelb, namespace: blog}, spec: *spec}}}}}}

        """

    func findings(in context: CheckContext) -> [Finding] {
        // The Enterprise Edition generates a Gateway for each name.
        let byName = Dictionary(
            grouping: context.topology.takenRoutes.filter { $0.kind == .gateway && $0.route.value != nil },
            by: \.source.metadata.name)
        return byName.sorted { $0.key < $1.key }.flatMap { findings(of: $0.value, named: $0.key, context) }
    }

    private func findings(of gateways: [RouteExposure], named name: String, _ context: CheckContext) -> [Finding] {
        guard gateways.count > 1 else { return [] }
        let owner = gateways.first(where: \.ownsGenerated)
        let places = gateways.map(\.source.metadata.namespace)
        return gateways.filter { $0.resource != owner?.resource }.prefix(owner == nil ? 1 : Int.max).map { exposure in
            var finding = context.finding(
                .error,
                "\(gateways.count) Gateways named \(name), in namespaces \(ServiceWords.list(places)), compete for "
                    + "the one Gateway of that name that the tenant has in the management cluster"
                    + (owner.map {
                        "; it belongs to \($0.source.reference), so \(exposure.source.reference) is not served"
                    } ?? ""),
                of: exposure, objects: gateways.filter { $0.resource != exposure.resource }.map(\.reference),
                evidence: gateways.map {
                    Evidence(
                        "Route of \($0.source.reference)",
                        $0.ownsGenerated ? "owns the generated Gateway" : "does not own the generated Gateway")
                },
                remedies: [
                    .fix("move its listeners to \(owner?.source.reference ?? "one of the others"), then delete it"),
                    .inspect("show the object", context.kubectl("get", exposure.reference, "-o yaml")),
                ])
            // Whose it is, only the generated Gateway shows.
            if owner == nil { finding.resource = nil }
            return finding
        }
    }
}
