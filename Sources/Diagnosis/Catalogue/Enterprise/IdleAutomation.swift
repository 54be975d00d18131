import KubeLB
import Topology

/// An annotation with which the Enterprise Edition manages DNS records or certificates, and a setting that deprives it of its
/// effect: nothing reports that.
///
/// Reads Tenant, Config and TenantState.
struct IdleAutomation {
    enum Subject: CaseIterable {
        case dns
        case certificates

        /// `kubelb.k8c.io/manage-dns`.
        var annotation: String { "\(KubeLBNames.group)/manage-\(field)" }

        /// In the spec of Tenant and Config.
        var field: String { self == .dns ? "dns" : "certificates" }
    }

    let annotation: String
    /// Tenant or Config.
    let object: ObjectReference
    /// As a clause: `spec.dns.disable of Tenant acme is set`.
    let reason: String
    let evidence: Evidence

    /// nil if the annotation is not set, and if no setting is against it.
    static func of(_ exposure: RouteExposure, _ subject: Subject, _ context: CheckContext) -> IdleAutomation? {
        guard exposure.source.metadata.annotations[subject.annotation] == "true", context.topology.isEnterprise else {
            return nil
        }
        let tenant = context.topology.tenantObject.value
        let config = context.topology.config.value
        let isTenants = subject == .dns ? tenant?.dns.isDisabled : tenant?.certificates.isDisabled
        let isConfigs = subject == .dns ? config?.dns.isDisabled : config?.certificates.isDisabled
        let tenants = tenant.map { ObjectReference(.management, $0) }
        if let object = isTenants == true ? tenants : isConfigs == true ? .config : nil {
            return IdleAutomation(
                annotation: subject.annotation, object: object,
                reason: "spec.\(subject.field).disable of \(object) is set",
                evidence: Evidence("\(object): spec.\(subject.field).disable", "true"))
        }
        let patterns = subject == .dns ? tenant?.dns.allowedDomains : tenant?.certificates.allowedDomains
        guard let object = tenants, let patterns else { return nil }
        let allowed = patterns.map(AllowedDomain.init)
        let hosts = exposure.source.spec.hosts
        guard let host = hosts.first(where: { host in !allowed.contains { $0.allows(host) } }) else { return nil }
        let list = patterns.isEmpty ? "none" : ServiceWords.list(patterns)
        return IdleAutomation(
            annotation: subject.annotation, object: object,
            reason: "spec.\(subject.field).allowedDomains of \(object) (\(list)) does not allow host \(host)",
            evidence: Evidence("\(object): spec.\(subject.field).allowedDomains", list))
    }
}
