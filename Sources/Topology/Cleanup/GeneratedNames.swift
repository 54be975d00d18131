import KubeLB
import Kubernetes

/// The names of everything that the manager generates for one object of Layer 7.
///
/// They hold neither the kind of the object nor its UID (KubeLB v1.4.3, `GenerateName` and `GenerateRouteServiceName`), so two
/// objects may share a generated object or a Service. If the Route of one is deleted, the other loses it, too.
struct GeneratedNames: Hashable {
    /// `Ingress shop-web`, `Service shop-web-web`. Computed names are not truncated.
    private(set) var names: Set<String> = []

    init(_ source: RouteSource) {
        add(source.kind.rawValue, source.metadata, source.spec)
    }

    init(_ route: Route) {
        add(route.source.kind, route.source.metadata, route.source.spec)
        if let name = route.generated?.name, !name.isEmpty { names.insert("\(route.source.kind) \(name)") }
        for service in route.generatedServices.values where !service.name.isEmpty {
            names.insert("Service \(service.name)")
        }
    }

    private mutating func add(_ kind: String, _ metadata: ObjectMeta, _ spec: RoutingSpec) {
        let name = kind == RouteKind.gateway.rawValue ? metadata.name : "\(metadata.namespace)-\(metadata.name)"
        names.insert("\(kind) \(name)")
        for backend in spec.backends {
            let namespace = backend.reference.namespace ?? metadata.namespace
            names.insert("Service \(namespace)-\(metadata.name)-\(backend.reference.name)")
        }
    }

    static func key(_ object: RouteSource) -> String { "\(object.kind.rawValue) \(object.metadata.name)" }

    static func key(_ service: Service) -> String { "Service \(service.metadata.name)" }
}
