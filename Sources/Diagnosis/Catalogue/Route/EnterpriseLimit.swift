import KubeLB
import Kubernetes
import Topology

/// A setting of the Enterprise Edition for which the manager does not accept a Route.
struct EnterpriseLimit {
    /// Why, as a clause: `host … is not allowed by …`.
    let sentence: String
    let evidence: Evidence
    let remedy: Remedy

    /// nil if no setting explains it, or if the manager is of the Community Edition, which has none of them.
    static func of(_ exposure: RouteExposure, _ context: CheckContext) -> EnterpriseLimit? {
        guard context.topology.isEnterprise else { return nil }
        return domain(exposure, context) ?? disabledKind(exposure, context) ?? limit(exposure, context)
    }

    private static func domain(_ exposure: RouteExposure, _ context: CheckContext) -> EnterpriseLimit? {
        let tenant = context.topology.tenantObject.value
        guard let patterns = tenant?.allowedDomains ?? context.topology.tenantState.value?.allowedDomains else {
            return nil
        }
        let allowed = patterns.map(AllowedDomain.init)
        let refused = exposure.source.spec.hosts.first { host in !allowed.contains { $0.allows(host) } }
        guard let refused else { return nil }
        let list = ServiceWords.list(patterns)
        let holder = tenant?.reference ?? "TenantState"
        return EnterpriseLimit(
            sentence:
                "host \(refused) is not allowed by allowedDomains (\(list.isEmpty ? "none" : list); * stands for one label, "
                + "** for any number)",
            evidence: Evidence("\(holder): allowedDomains", list.isEmpty ? "none" : list),
            remedy: .fix(
                "use a host that spec.allowedDomains of the Tenant allows, or extend the list",
                context.onlyTenantObject.map { context.kubectl("edit", $0) }))
    }

    private struct Settings {
        /// `Tenant acme`.
        let holder: String
        let object: ObjectReference
        let gatewayAPI: RoutingSettings
    }

    /// Of the Tenant and the Config, the Tenant's first.
    private static func settings(_ context: CheckContext) -> [Settings] {
        let tenant = context.topology.tenantObject.value.map {
            Settings(
                holder: $0.reference, object: ObjectReference(.management, $0), gatewayAPI: $0.gatewayAPI)
        }
        let config = context.topology.config.value.map {
            Settings(holder: $0.reference, object: .config, gatewayAPI: $0.gatewayAPI)
        }
        return [tenant, config].compactMap(\.self)
    }

    private static func disabledKind(_ exposure: RouteExposure, _ context: CheckContext) -> EnterpriseLimit? {
        guard let found = settings(context).first(where: { $0.gatewayAPI.disabledKinds.contains(exposure.kind) }) else {
            return nil
        }
        let field = "spec.gatewayAPI.disable\(exposure.kind.rawValue)"
        return EnterpriseLimit(
            sentence: "\(exposure.kind.plural) are disabled (\(field) of \(found.holder))",
            evidence: Evidence("\(found.holder): \(field)", "true"),
            remedy: .fix("enable the kind", context.kubectl("edit", found.object)))
    }

    /// Where the limit of Gateways is set, and how many it allows; nil if there is none, as far as that could be read.
    static func ofGateways(_ context: CheckContext) -> (source: String, limit: Int)? {
        settings(context).lazy.compactMap { settings in
            settings.gatewayAPI.gatewayLimit.map { ("\(settings.holder): \(gatewayLimitField)", $0) }
        }.first
    }

    private static let gatewayLimitField = "spec.gatewayAPI.gateway.limit"

    private static func limit(_ exposure: RouteExposure, _ context: CheckContext) -> EnterpriseLimit? {
        guard exposure.kind == .gateway,
            let found = settings(context).first(where: { $0.gatewayAPI.gatewayLimit != nil }),
            let limit = found.gatewayAPI.gatewayLimit
        else { return nil }
        let accepted = context.topology.takenRoutes.filter {
            $0.kind == .gateway && $0.route.value?.isAccepted == true
        }.count
        guard accepted >= limit else { return nil }
        let field = gatewayLimitField
        return EnterpriseLimit(
            sentence:
                "the limit of Gateways is \(limit)\(limit > 0 ? " and is reached" : "") (\(field) of \(found.holder))",
            evidence: Evidence("\(found.holder): \(field)", String(limit)),
            remedy: .fix("raise the limit", context.kubectl("edit", found.object)))
    }
}
