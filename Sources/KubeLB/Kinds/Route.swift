import Documents
import Kubernetes

/// `kubelb.k8c.io/v1alpha1` Route: an Ingress, Gateway or route of a tenant cluster as the CCM passes it on (KubeLB v1.4.3,
/// `internal/resources/route`). Its name is the UID of that object.
package struct Route: KubernetesObject, Hashable {
    package static let kind = "Route"
    package static let resource = "routes.kubelb.k8c.io"
    package static let version = KubeLBNames.apiVersion
    package static let managedFields = ManagedFieldsDetail.all

    package var metadata = ObjectMeta()
    package var source = Source()
    /// `spec.source.kubernetes.services`: the backends with their node ports.
    package var services: [Service] = []
    /// `status.resources.route`: what the manager made of the source.
    package var generated: GeneratedResource?
    /// `status.resources.services`, by `namespace/name` of the Service in the tenant cluster.
    package var generatedServices: [String: GeneratedResource] = [:]

    /// `status.conditions`: of the Enterprise Edition 1.5, `Accepted` with the reason of a refusal.
    package var conditions: [Condition] = []

    package init() {}

    /// `spec.source.kubernetes.resource`.
    package struct Source: Sendable, Hashable {
        package var kind = ""
        package var metadata = ObjectMeta()
        package var spec = RoutingSpec()

        package init() {}
    }

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec":
            try reader.object { (reader, key) throws(JSONError) in
                guard case "source" = key else { return try reader.skip() }
                try reader.object { (reader, key) throws(JSONError) in
                    guard case "kubernetes" = key else { return try reader.skip() }
                    try readKubernetes(from: &reader)
                }
            }
        case "status":
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "resources": try readResources(from: &reader)
                case "conditions": conditions = try Condition.list(from: &reader)
                default: try reader.skip()
                }
            }
        default: try reader.skip()
        }
    }

    private mutating func readKubernetes(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "resource":
                try reader.object { (reader, key) throws(JSONError) in
                    switch key {
                    case "kind": source.kind = try reader.string() ?? ""
                    case "metadata": source.metadata = try ObjectMeta(from: &reader, managedFields: .none)
                    case "spec": source.spec = try RoutingSpec(from: &reader)
                    default: try reader.skip()
                    }
                }
            case "services": services = try reader.list { (reader) throws(JSONError) in try Service(from: &reader) }
            default: try reader.skip()
            }
        }
    }

    private mutating func readResources(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "route": generated = try GeneratedResource(from: &reader)
            case "services":
                try reader.object { (reader, key) throws(JSONError) in
                    generatedServices[key.string] = try GeneratedResource(from: &reader)
                }
            default: try reader.skip()
            }
        }
    }

    /// Why the manager refuses it, where it says so.
    package var refusal: Condition? { conditions.first { $0.type == "Accepted" && $0.status == "False" } }

    /// Whether the manager has accepted it.
    package var isAccepted: Bool { metadata.finalizers.contains(KubeLBNames.cleanupFinalizer) }
}

/// An entry of `status.resources` of a Route.
package struct GeneratedResource: Sendable, Hashable {
    /// In the tenant's namespace of the management cluster; empty until the manager has seen the object.
    package var name = ""
    package var conditions: [Condition] = []
    /// The whole status of the generated object.
    package var status = RoutingStatus()

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "generatedName": name = try reader.string() ?? ""
            case "conditions": conditions = try Condition.list(from: &reader)
            case "status": status = try RoutingStatus(from: &reader)
            default: try reader.skip()
            }
        }
    }

    /// Why the manager could not apply it; nil if it could, or has not tried.
    package var failure: Condition? {
        conditions.first { $0.type == "ResourceAppliedSuccessfully" && $0.status == "False" }
    }
}

/// `kubelb.k8c.io/v1alpha1` SyncSecret: a Secret on its way between the clusters. Its contents are asked for by nobody.
package struct SyncSecret: MetadataOnly, Hashable {
    package static let kind = "SyncSecret"
    package static let resource = "syncsecrets.kubelb.k8c.io"
    package static let leavesContents = true
    package static let version = KubeLBNames.apiVersion
    package var metadata = ObjectMeta()
    package init() {}
}
