import Documents
import Kubernetes

/// A kind of KubeLB's Enterprise Edition of which the status is read and nothing else (API types of v1.5).
package protocol EnterpriseObject: KubernetesObject {
    /// `status.phase` or `status.state`.
    var phase: String { get set }
    var conditions: [Condition] { get set }
}

extension EnterpriseObject {
    package static var version: String { KubeLBNames.apiVersion }

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "status" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "phase", "state": phase = try reader.string() ?? ""
            case "conditions": conditions = try Condition.list(from: &reader)
            default: try reader.skip()
            }
        }
    }

    /// As discovery and RBAC name it without its group: `tunnels`.
    package static var plural: String { String(resource.prefix { $0 != "." }) }
}

/// `kubelb.k8c.io/v1alpha1` Tunnel.
package struct Tunnel: EnterpriseObject {
    package static let kind = "Tunnel"
    package static let resource = "tunnels.kubelb.k8c.io"
    package var metadata = ObjectMeta()
    package var phase = ""
    package var conditions: [Condition] = []
    package init() {}
}

/// `kubelb.k8c.io/v1alpha1` WAFPolicy of the management cluster.
package struct WAFPolicy: EnterpriseObject {
    package static let kind = "WAFPolicy"
    package static let resource = "wafpolicies.kubelb.k8c.io"
    package static let isNamespaced = false
    package var metadata = ObjectMeta()
    package var phase = ""
    package var conditions: [Condition] = []
    package init() {}
}

/// `kubelb.k8c.io/v1alpha1` TenantWAFPolicy of the tenant cluster.
package struct TenantWAFPolicy: EnterpriseObject {
    package static let kind = "TenantWAFPolicy"
    package static let resource = "tenantwafpolicies.kubelb.k8c.io"
    package var metadata = ObjectMeta()
    package var phase = ""
    package var conditions: [Condition] = []
    package init() {}
}

/// `kubelb.k8c.io/v1alpha1` Insight: what KubeLB itself has noticed about a tenant.
package struct Insight: EnterpriseObject {
    package static let kind = "Insight"
    package static let resource = "insights.kubelb.k8c.io"
    package var metadata = ObjectMeta()
    package var phase = ""
    package var conditions: [Condition] = []
    package init() {}

    /// `KLB012`.
    package var check: String { metadata.labels["kubelb.k8c.io/insight-check"] ?? "" }
    package var isOpen: Bool { phase.lowercased() == "open" }
}
