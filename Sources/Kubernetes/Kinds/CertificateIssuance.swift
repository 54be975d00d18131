import Documents

/// `cert-manager.io/v1` Issuer and ClusterIssuer: whether they can issue certificates.
package protocol CertificateIssuer: KubernetesObject {
    var conditions: [Condition] { get set }
    /// The types of `spec.acme.solvers`: `http01`, `dns01`; nil if it is no ACME issuer.
    var solvers: Set<String>? { get set }
}

extension CertificateIssuer {
    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec":
            try reader.object { (reader, key) throws(JSONError) in
                guard case "acme" = key else { return try reader.skip() }
                solvers = try Self.solvers(from: &reader)
            }
        case "status": conditions = try Condition.ofStatus(from: &reader)
        default: try reader.skip()
        }
    }

    private static func solvers(from reader: inout JSONReader) throws(JSONError) -> Set<String> {
        var found: Set<String> = []
        try reader.object { (reader, key) throws(JSONError) in
            guard case "solvers" = key else { return try reader.skip() }
            let lists = try reader.list { (reader) throws(JSONError) in
                var types: Set<String> = []
                try reader.object { (reader, key) throws(JSONError) in
                    switch key {
                    case "http01": types.insert("http01")
                    case "dns01": types.insert("dns01")
                    default: break
                    }
                    try reader.skip()
                }
                return types
            }
            for types in lists { found.formUnion(types) }
        }
        return found
    }

    package var ready: Condition? { conditions.first { $0.type == "Ready" } }
}

/// `cert-manager.io/v1` Issuer: for Certificates of its own namespace.
package struct Issuer: CertificateIssuer {
    package static let kind = "Issuer"
    package static let resource = "issuers.cert-manager.io"
    package var metadata = ObjectMeta()
    package var conditions: [Condition] = []
    package var solvers: Set<String>?
    package init() {}
}

/// `cert-manager.io/v1` ClusterIssuer.
package struct ClusterIssuer: CertificateIssuer {
    package static let kind = "ClusterIssuer"
    package static let resource = "clusterissuers.cert-manager.io"
    package static let isNamespaced = false
    package var metadata = ObjectMeta()
    package var conditions: [Condition] = []
    package var solvers: Set<String>?
    package init() {}
}

/// `cert-manager.io/v1` CertificateRequest: one attempt to issue a Certificate, which owns it.
package struct CertificateRequest: KubernetesObject {
    package static let kind = "CertificateRequest"
    package static let resource = "certificaterequests.cert-manager.io"
    package var metadata = ObjectMeta()
    package var conditions: [Condition] = []
    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "status" = key else { return try reader.skip() }
        conditions = try Condition.ofStatus(from: &reader)
    }
}

/// How far an attempt has come at an ACME server.
package struct ACMEProgress: Sendable, Hashable {
    /// `pending`, `ready`, `valid`, `invalid`, `expired`, `errored`, …; empty before the server has been asked.
    package var state = ""
    package var reason = ""
    package init() {}

    package init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "state": state = try reader.string() ?? ""
            case "reason": reason = try reader.string() ?? ""
            default: try reader.skip()
            }
        }
    }

    /// Whether the attempt is over without success.
    package var isFailed: Bool { ["invalid", "expired", "errored"].contains(state) }
}

/// `acme.cert-manager.io/v1` Order: what a CertificateRequest, its owner, becomes at an ACME server.
package struct ACMEOrder: KubernetesObject {
    package static let kind = "Order"
    package static let resource = "orders.acme.cert-manager.io"
    package var metadata = ObjectMeta()
    package var progress = ACMEProgress()
    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "status" = key else { return try reader.skip() }
        progress = try ACMEProgress(from: &reader)
    }
}

/// `acme.cert-manager.io/v1` Challenge: one host of an Order, its owner. Its token and key are not read.
package struct ACMEChallenge: KubernetesObject {
    package static let kind = "Challenge"
    package static let resource = "challenges.acme.cert-manager.io"
    package var metadata = ObjectMeta()
    package var dnsName = ""
    /// `spec.type`: `HTTP-01` or `DNS-01`.
    package var type = ""
    package var progress = ACMEProgress()
    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec":
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "dnsName": dnsName = try reader.string() ?? ""
                case "type": type = try reader.string() ?? ""
                default: try reader.skip()
                }
            }
        case "status": progress = try ACMEProgress(from: &reader)
        default: try reader.skip()
        }
    }
}
