import KubeLB
import Kubernetes
import Topology

/// An Ingress, Gateway or HTTPRoute of a model, in either cluster.
struct ModelSource {
    let kind: RouteKind
    var metadata: ObjectMeta
    var spec: RoutingSpec
    var status = RoutingStatus()

    /// As an object of a kind, if it is of that kind.
    func object<Item: RoutingObject>(_ type: Item.Type) -> Item? {
        guard Item.kind == kind.rawValue else { return nil }
        var item = Item()
        item.metadata = metadata
        item.spec = spec
        item.status = status
        return item
    }

    /// `Ingress shop-web`: what the manager generates for it.
    var generatedKey: String {
        kind == .gateway
            ? "Gateway \(metadata.name)" : "\(kind.rawValue) \(metadata.namespace)-\(metadata.name)"
    }

    /// The name of its backend Service in the management cluster.
    var backend: String? {
        kind == .gateway ? nil : "\(metadata.namespace)-\(metadata.name)-api"
    }

    /// What it needs of the management cluster, besides its Route.
    var needs: Set<String> {
        var needs: Set<String> = [generatedKey]
        if let backend { needs.insert("Service \(backend)") }
        if kind == .httpRoute { needs.insert("Gateway kubelb") }
        return needs
    }

    /// Whether the CCM handles it.
    var isTaken: Bool {
        switch kind {
        case .ingress: spec.ingressClassName == "kubelb"
        case .gateway: metadata.name == "kubelb" && spec.gatewayClassName == "kubelb"
        case .httpRoute, .grpcRoute: spec.parentRefs.count == 1 && spec.parentRefs.first?.name == "kubelb"
        }
    }

    mutating func leaveKubeLB() {
        switch kind {
        case .ingress: spec.ingressClassName = "other"
        case .gateway: spec.gatewayClassName = "other"
        case .httpRoute, .grpcRoute: spec.parentRefs += spec.parentRefs
        }
    }

    mutating func returnToKubeLB() {
        switch kind {
        case .ingress: spec.ingressClassName = "kubelb"
        case .gateway: spec.gatewayClassName = "kubelb"
        case .httpRoute, .grpcRoute: spec.parentRefs = Array(spec.parentRefs.prefix(1))
        }
    }

    static func template(_ kind: RouteKind) -> ModelSource { templates[kind] ?? ingress }

    private static let ingress = ModelSource(
        kind: .ingress, metadata: ObjectMeta(),
        spec: decoded(
            Ingress.self,
            """
            {"spec":{"ingressClassName":"kubelb","rules":[{"host":"a.example.com","http":{"paths":[{"path":"/",
            "backend":{"service":{"name":"api","port":{"number":80}}}}]}}]}}
            """
        ).spec)
    private static let templates: [RouteKind: ModelSource] = [
        .ingress: ingress,
        .gateway: ModelSource(
            kind: .gateway, metadata: ObjectMeta(),
            spec: decoded(Gateway.self, #"{"spec":{"gatewayClassName":"kubelb","listeners":[{"name":"a"}]}}"#).spec),
        .httpRoute: ModelSource(
            kind: .httpRoute, metadata: ObjectMeta(),
            spec: decoded(
                HTTPRoute.self,
                #"{"spec":{"parentRefs":[{"name":"kubelb"}],"rules":[{"backendRefs":[{"name":"api","port":80}]}]}}"#
            ).spec),
    ]
}
