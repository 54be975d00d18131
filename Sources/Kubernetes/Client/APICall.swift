/// One request to an API server, before credentials.
package struct APICall: Sendable {
    package var method = "GET"
    /// From the server's root, percent-encoded: `/api/v1/namespaces/shop/services`.
    package var path: String
    /// Not encoded.
    package var query: [(name: String, value: String)] = []
    package var accept = "application/json"
    /// JSON.
    package var body: [UInt8]?
    /// Of the body: the form of a patch, where it is one.
    package var contentType = "application/json"
    /// What a refusal (403) is about; nil for what anybody may read.
    package var right: MissingRight?
    /// The one object that the call is about; nil for collections and everything else. A 404 has to name it.
    package var object: ObjectIdentity?
    /// Whether a 403 that is not for want of a permission, as of a quota or a webhook, counts as a refusal of the
    /// object, with its message.
    package var tellsDenials = false
    /// Whether a failure may be retried, if it is one that may pass.
    package var mayRetry = true
    /// Bytes of the answer that are read at most; enough for discovery on clusters with thousands of kinds.
    package var bodyLimit = 8 << 20

    package init(_ path: String) {
        self.path = path
    }

    /// `GET /api/v1/services`: for messages. Without the query, which says nothing about who did not answer.
    package var description: String { "\(method) \(path)" }

    /// Path and query as they go into the URL.
    var target: String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
    }

    /// Percent-encoded but for the unreserved characters of RFC 3986.
    package static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return encoded
    }
}

/// An object as a `Status` names it (Kubernetes API, meta/v1 `StatusDetails`): `loadbalancers`, `kubelb.k8c.io`, its name.
package struct ObjectIdentity: Sendable, Hashable {
    let resource: String
    let group: String
    let name: String
    /// nil: of any UID.
    var uid: String?

    /// `resource` with its group, as RBAC has it.
    package init(resource: String, name: String, uid: String? = nil) {
        let parts = resource.split(separator: ".", maxSplits: 1).map(String.init)
        self.resource = parts.first ?? ""
        group = parts.count > 1 ? parts[1] : ""
        self.name = name
        self.uid = uid
    }
}

/// Which objects of a kind are read.
package struct ListQuery: Sendable, Hashable {
    /// nil: of all namespaces, or of a kind that has none.
    package var namespace: String?
    package var labelSelector: String?
    package var fieldSelector: String?
    /// Whether the list comes in pages; a narrow one costs one request whatever its size.
    package var isPaged = true
    private var isFieldOptional = false
    /// The version in which the server has the kind, if that is not the kind's own (`v1beta1`).
    var version: String?

    package init(namespace: String? = nil, labels: String? = nil, fields: String? = nil, isPaged: Bool = true) {
        self.namespace = namespace
        labelSelector = labels
        fieldSelector = fields
        self.isPaged = isPaged
    }

    /// The Services of type LoadBalancer; all of them if the server does not know that field (before Kubernetes 1.31).
    package static func loadBalancerServices(namespace: String? = nil, isPaged: Bool = true) -> ListQuery {
        var query = ListQuery(namespace: namespace, fields: "spec.type=LoadBalancer", isPaged: isPaged)
        query.isFieldOptional = true
        return query
    }

    /// The Services of all other types that have a label; beside `loadBalancerServices` none is read twice by servers that know the
    /// field.
    package static func otherServices(labels: String) -> ListQuery {
        var query = ListQuery(labels: labels, fields: "spec.type!=LoadBalancer")
        query.isFieldOptional = true
        return query
    }

    /// Without the field selector, if the server rejects it (400) and more objects do no harm.
    func withoutField(after error: APIError) -> ListQuery? {
        guard isFieldOptional, fieldSelector != nil, case .refused(status: 400, _) = error else { return nil }
        var query = self
        query.fieldSelector = nil
        return query
    }
}

extension ListQuery {
    /// The name that the field selector asks for; nil if it asks for none, or for more than that.
    var selectedName: String? {
        let marker = "metadata.name="
        guard let fieldSelector, fieldSelector.hasPrefix(marker), !fieldSelector.contains(",") else { return nil }
        return String(fieldSelector.dropFirst(marker.count))
    }
}

extension KubernetesObject {
    /// The path of the kind's collection, in the kind's version if it is nil.
    package static func path(namespace: String?, version other: String? = nil) -> String {
        let parts = resource.split(separator: ".", maxSplits: 1)
        let version = other ?? self.version
        let root = parts.count > 1 ? "/apis/\(parts[1])/\(version)" : "/api/\(version)"
        let place = namespace.map { "/namespaces/\(APICall.encoded($0))" } ?? ""
        return "\(root)\(place)/\(parts[0])"
    }

    /// Whether every API server has the kind, so that its absence says nothing about KubeLB's installation.
    static var isBuiltIn: Bool {
        let group = resource.split(separator: ".", maxSplits: 1).dropFirst().first ?? ""
        return group.isEmpty || group == "apps" || group.hasSuffix(".k8s.io") && group != "gateway.networking.k8s.io"
    }
}
