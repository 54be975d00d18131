import KubeLB
import Kubernetes
import Topology

/// What somebody may have meant by a name that no object of the kind has: an object of another kind.
struct Namesakes {
    /// Complete lists, of whichever kinds could be read.
    let observation: Observation

    private struct Candidate {
        let kind: String
        /// As the kind is typed.
        let argument: String
        let metadata: ObjectMeta
    }

    /// `Service default/web exists: use svc/web`. `own` is the namespace that was typed with the name, `current` that of names
    /// without one.
    func hint(for name: String, own: String?, current: String?, besides kind: String) -> String? {
        let wanted = own ?? current ?? "default"
        let named = candidates.filter { $0.kind != kind && $0.metadata.name == name }
        guard let found = named.first(where: { $0.metadata.namespace == wanted }) ?? named.first else { return nil }
        let isImplied = own == nil && found.metadata.namespace == wanted
        let place = isImplied ? "" : " -n \(found.metadata.namespace)"
        return "\(found.kind) \(found.metadata.path) exists: use \(found.argument)/\(name)\(place)"
    }

    private var candidates: [Candidate] {
        let services = (observation.list(.tenant, Service.self).value?.items ?? []).filter(\.isLoadBalancer)
        return services.map { Candidate(kind: Service.kind, argument: "svc", metadata: $0.metadata) }
            + sources.map { Candidate(kind: $0.kind.rawValue, argument: $0.kind.argument, metadata: $0.metadata) }
    }

    private var sources: [RouteSource] {
        RouteKind.allCases.flatMap { observation.readSources(.tenant, $0).items }
    }

    /// `Ingress shop/web routes to Service shop/web: use ing/web -n shop`, of a Service that KubeLB serves through Layer 7 only.
    func hint(forBackend service: Service) -> String? {
        let own = service.metadata
        let found = sources.first { source in
            source.spec.backends.contains {
                $0.isService && $0.reference.name == own.name
                    && ($0.reference.namespace ?? source.metadata.namespace) == own.namespace
            }
        }
        return found.map {
            "\($0.reference) routes to \(service.reference): "
                + "use \($0.kind.argument)/\($0.metadata.name) -n \($0.metadata.namespace)"
        }
    }
}

extension LiveSource {
    /// All objects of Layer 7, in a namespace or all of them.
    func routeSources(in namespace: String? = nil) async -> Observation {
        var observation = Observation(now: environment.now(), source: "the tenant cluster")
        let query = ListQuery(namespace: namespace)
        async let ingresses = tenant.list(Ingress.self, query)
        async let gateways = tenant.list(Gateway.self, query)
        async let httpRoutes = tenant.list(HTTPRoute.self, query)
        async let grpcRoutes = tenant.list(GRPCRoute.self, query)
        observation.set(.tenant, await ingresses)
        observation.set(.tenant, await gateways)
        observation.set(.tenant, await httpRoutes)
        observation.set(.tenant, await grpcRoutes)
        return observation
    }
}
