import Documents

/// `cert-manager.io/v1` Certificate.
package struct Certificate: KubernetesObject, Hashable {
    package static let kind = "Certificate"
    package static let resource = "certificates.cert-manager.io"
    package var metadata = ObjectMeta()
    package var secretName = ""
    package var dnsNames: [String] = []
    /// The Issuer or ClusterIssuer.
    package var issuer = RoutingReference()
    package var conditions: [Condition] = []
    /// `status.notAfter`, `status.renewalTime`.
    package var notAfter: Timestamp?
    package var renewalTime: Timestamp?
    /// `status.failedIssuanceAttempts`: since the last success.
    package var failedAttempts = 0
    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec":
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "secretName": secretName = try reader.string() ?? ""
                case "dnsNames": dnsNames = try reader.strings() ?? []
                case "issuerRef": issuer = try RoutingReference(from: &reader)
                default: try reader.skip()
                }
            }
        case "status":
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "conditions": conditions = try Condition.list(from: &reader)
                case "notAfter": notAfter = try reader.timestamp()
                case "renewalTime": renewalTime = try reader.timestamp()
                case "failedIssuanceAttempts": failedAttempts = try reader.int() ?? 0
                default: try reader.skip()
                }
            }
        default: try reader.skip()
        }
    }

    package var ready: Condition? { conditions.first { $0.type == "Ready" } }
}
