import KubeLB
import Kubernetes
import Topology

/// KLC-M016: the CRDs of the Gateway API differ between the two clusters.
struct M016DifferentCRDs: Check {
    let documentation = CheckDocumentation(
        code: "M016",
        title: "The Gateway API CRDs of the two clusters differ",
        severity: .info,
        inputs: [],
        optionalInputs: [.tenantCustomResourceDefinitions, .customResourceDefinitions],
        isLayerSeven: true,
        meaning: """
            KubeLB copies Gateways and routes from the tenant cluster to the management cluster. The API server there drops \
            fields that its CRDs do not know: fields of the experimental channel, or of a newer bundle of the Gateway API.
            """,
        impact: "A field that is set in the tenant cluster may have no effect. If one is dropped, KLC-P004 names it.",
        mending: "Install the same bundle and channel of the Gateway API in both clusters.",
        examples: [
            .firesOnRoutes(
                .info, "only the tenant cluster has the experimental channel",
                crds(("experimental", "v1.4.0"), ("standard", "v1.4.0"))),
            .firesOnRoutes(
                .info, "the bundle of the tenant cluster is newer", crds(("standard", "v1.5.0"), ("standard", "v1.4.0"))
            ),
            .silentOnRoutes("both have the same", crds(("standard", "v1.4.0"), ("standard", "v1.4.0"))),
            .silentOnRoutes(
                "the management cluster has more", crds(("standard", "v1.3.0"), ("experimental", "v1.4.0"))),
            .silentOnRoutes(
                "a CRD without annotations",
                "\(crds(("experimental", "v1.4.0"), nil))"),
            .silentOnRoutes(
                "the CRDs of the management cluster cannot be read",
                "\(crds(("experimental", "v1.4.0"), nil))\n---\nmanagement: {customresourcedefinitions.apiextensions.k8s.io: forbidden}"
            ),
        ])

    private static func crds(_ tenant: (String, String), _ management: (String, String)?) -> String {
        func crd(_ bundle: (channel: String, version: String)?) -> String {
            let annotations = bundle.map {
                "{annotations: {gateway.networking.k8s.io/channel: \($0.channel), "
                    + "gateway.networking.k8s.io/bundle-version: \($0.version)}}"
            }
            return "{customresourcedefinitions.apiextensions.k8s.io: {gateways.gateway.networking.k8s.io: "
                + "{metadata: \(annotations ?? "{}")}}}"
        }
        return "tenant: \(crd(tenant))\nmanagement: \(crd(management))"
    }

    func findings(in context: CheckContext) -> [Finding] {
        guard context.topology.takenRoutes.contains(where: { $0.kind != .ingress }),
            let tenant = bundle(.tenant, context), let management = bundle(.management, context)
        else { return [] }
        let isExperimental = tenant.channel == "experimental" && management.channel == "standard"
        let isNewer =
            if let own = tenant.release, let other = management.release { other < own } else { false }
        guard isExperimental || isNewer else { return [] }
        return [
            Finding(
                .info,
                "The tenant cluster has the \(tenant.text) CRDs of the Gateway API, the management cluster only \(management.text): "
                    + "fields that only the former know are dropped",
                objects: [tenant.object, management.object],
                evidence: [tenant, management].flatMap { bundle in
                    [
                        Evidence(
                            "\(bundle.object.kind) \(bundle.object.name): \(GatewayAPIBundle.versionAnnotation)",
                            "\(bundle.version) (\(bundle.object.side.rawValue) cluster)"),
                        Evidence(
                            "\(bundle.object.kind) \(bundle.object.name): \(GatewayAPIBundle.channelAnnotation)",
                            "\(bundle.channel) (\(bundle.object.side.rawValue) cluster)"),
                    ]
                })
        ]
    }

    private struct Bundle {
        let object: ObjectReference
        let channel: String
        let version: String
        var release: ReleaseVersion? { ReleaseVersion(version) }
        /// `v1.4.0 (experimental)`.
        var text: String { "\(version) (\(channel))" }
    }

    private func bundle(_ side: ClusterSide, _ context: CheckContext) -> Bundle? {
        let definitions = context.topology.list(side, CustomResourceDefinition.self).value?.items ?? []
        guard let gateways = definitions.first(where: { $0.metadata.name == Gateway.resource }),
            let channel = gateways.metadata.annotations[GatewayAPIBundle.channelAnnotation],
            let version = gateways.metadata.annotations[GatewayAPIBundle.versionAnnotation]
        else { return nil }
        return Bundle(object: ObjectReference(side, gateways), channel: channel, version: version)
    }
}
