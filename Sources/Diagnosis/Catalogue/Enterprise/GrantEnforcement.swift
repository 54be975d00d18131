import KubeLB
import Kubernetes
import Topology

/// The ReferenceGrants without which the CCM of the Enterprise Edition drops backends in other namespaces (KubeLB v1.5).
///
/// Reads Tenant, Config and TenantState, and the ReferenceGrants if they are enforced.
struct GrantEnforcement {
    /// Where they are enforced: `Tenant acme`.
    let holder: String
    /// nil if they could not be read.
    private let grants: [ReferenceGrant]?

    /// nil if they are not enforced, as far as that could be read.
    init?(_ context: CheckContext) {
        let topology = context.topology
        guard topology.isEnterprise else { return nil }
        let settings = [
            topology.tenantObject.value.map { ($0.gatewayAPI.enforcesGrants, $0.reference) },
            topology.config.value.map { ($0.gatewayAPI.enforcesGrants, $0.reference) },
            topology.tenantState.value.map { ($0.gatewayAPI.enforcesGrants, $0.reference) },
        ]
        guard let (enforces, holder) = settings.compactMap(\.self).first(where: { $0.0 != nil }), enforces == true
        else { return nil }
        self.holder = holder
        grants = topology.list(.tenant, ReferenceGrant.self).whole()
    }

    /// Whether no ReferenceGrant allows a backend: by the grants, or by the CCM's condition if they could not be read.
    func refuses(_ backend: RouteBackend, of exposure: RouteExposure) -> Bool {
        let namespace = exposure.source.metadata.namespace
        guard exposure.kind.hasParent, backend.reference.isService, backend.namespace != namespace else { return false }
        guard let grants else { return Self.condition(of: exposure) != nil && backend.carried == nil }
        return !grants.contains {
            $0.metadata.namespace == backend.namespace
                && $0.allows(exposure.kind.rawValue, from: namespace, toService: backend.name)
        }
    }

    func refusesAny(of exposure: RouteExposure) -> Bool {
        exposure.backends.contains { refuses($0, of: exposure) }
    }

    /// The ReferenceGrants of a namespace, none of which allows the backend; nil if they could not be read.
    func grants(in namespace: String) -> [ReferenceGrant]? {
        grants.map { all in
            all.filter { $0.metadata.namespace == namespace }.sorted { $0.metadata.name < $1.metadata.name }
        }
    }

    /// With which the CCM reports that it has dropped a backend.
    static func condition(of exposure: RouteExposure) -> Condition? {
        exposure.source.status.parents.compactMap { $0.condition("ResolvedRefs") }.first {
            $0.status == "False" && $0.reason == "RefNotPermitted"
        }
    }
}

extension ReferenceGrant {
    /// `HTTPRoute of namespace shop`.
    var sourceWords: String {
        let all = sources.map { "\($0.kind) of namespace \($0.namespace ?? "")" }
        return all.isEmpty ? "nothing" : ServiceWords.list(all)
    }

    /// `Service, Secret app-tls`.
    var targetWords: String {
        let all = targets.map { $0.name.isEmpty ? $0.kind : "\($0.kind) \($0.name)" }
        return all.isEmpty ? "nothing" : ServiceWords.list(all)
    }
}
