import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// What formats need of Services and objects of Layer 7 alike.
extension StagedResource {
    var metadata: ObjectMeta {
        switch subject {
        case .service(let exposure): exposure.service.metadata
        case .route(let exposure): exposure.source.metadata
        }
    }

    /// `Service`, `Ingress`, …, also if only the LoadBalancer or Route of it is visible.
    var kind: String {
        switch subject {
        case .service: Service.kind
        case .route(let exposure): exposure.kind.rawValue
        }
    }

    /// Whether only the LoadBalancer or Route of it can be seen.
    private var isHidden: Bool { key.side == .management }

    /// `Ingress shop/web`, also if only the LoadBalancer or Route of it is visible.
    var title: String { "\(kind) \(metadata.path)" }

    /// `shop/ingress/web`, or `route/UID`: accepted as an argument.
    var argument: String {
        if isHidden { return "\(key.isOfLayerSeven ? "route" : "lb")/\(metadata.uid)" }
        return "\(key.namespace)/\(kind.lowercased())/\(key.name)"
    }

    package var addresses: [String] {
        switch subject {
        case .service(let exposure): exposure.addresses
        case .route(let exposure): exposure.addresses
        }
    }
}

extension Report {
    /// Everything that is asked for: Services, then objects of Layer 7.
    package var resources: [StagedResource] { services.map(StagedResource.init) + routes.map(StagedResource.init) }
}

extension ExposedResource {
    /// `shop/web` of a Service, `Ingress shop/web` of Layer 7.
    var shortTitle: String { isOfLayerSeven ? "\(kind) \(path)" : path }
}

extension RouteKind {
    /// `2 Ingresses`.
    package func counted(_ count: Int) -> String {
        "\(count) \(count == 1 ? rawValue : plural)"
    }
}
