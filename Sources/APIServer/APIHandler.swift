import KubeLB

/// What answers requests to an API server; knows nothing of connections.
package protocol APIHandler: Sendable {
    func respond(to request: APIRequest) async -> APIResponse
}

/// A request after TLS, HTTP and authentication.
package struct APIRequest: Sendable {
    package var method: String
    /// Without the query, percent-decoded: `/api/v1/namespaces/shop/services`.
    package var path: String
    /// Percent-decoded, in the order given.
    package var query: [(name: String, value: String)]
    /// Names in lower case.
    package var headers: [String: String]
    package var body: [UInt8]
    /// nil: no credentials were given.
    package var identity: Identity?

    package init(
        method: String, path: String, query: [(name: String, value: String)] = [], headers: [String: String] = [:],
        body: [UInt8] = [], identity: Identity? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.identity = identity
    }

    /// What the client calls itself, without its version.
    package var agent: String { String((headers["user-agent"] ?? "").split(separator: "/").first ?? "unknown") }
}

/// The answer to a request.
package struct APIResponse: Sendable {
    package var status: Int
    /// Besides `Content-Length` and `Date`, which the HTTP layer adds.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// What follows the body while it is made: the events of a watch, a log that is followed. It ends with the stream, and
    /// the stream is told when the client goes away (`onTermination`).
    package var stream: AsyncStream<[UInt8]>?

    package init(
        status: Int, headers: [(name: String, value: String)] = [], body: [UInt8], stream: AsyncStream<[UInt8]>? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.stream = stream
    }
}

/// A request that ends with an answer other than success.
package struct APIRefused: Error, Sendable {
    package let response: APIResponse

    package init(_ response: APIResponse) { self.response = response }
}

/// Who makes a request, and what that one may do on this server.
package struct Identity: Sendable, Hashable {
    /// Of contexts and options: `admin`, `ccm`, `reader`, `nobody`.
    package var name: String
    /// As RBAC and SelfSubjectReview know it: `system:serviceaccount:tenant-demo:kubelb-ccm`.
    package var user: String
    package var groups: [String]
    package var rules: [AccessRule]

    /// The name of the identity that a sandbox's own controllers and kubelets have.
    package static let machinery = "machinery"

    package init(name: String, user: String, groups: [String] = ["system:authenticated"], rules: [AccessRule]) {
        self.name = name
        self.user = user
        self.groups = groups
        self.rules = rules
    }
}

/// One rule of RBAC, bound in one namespace or in all. `*` stands for any group, resource or verb.
package struct AccessRule: Sendable, Hashable {
    package var verbs: Set<String>
    package var groups: Set<String>
    /// With subresource: `pods`, `pods/log`.
    package var resources: Set<String>
    /// Empty: objects of any name.
    package var names: Set<String>
    /// nil: in all namespaces and for what has none.
    package var namespace: String?

    package init(
        verbs: Set<String>, groups: Set<String>, resources: Set<String>, names: Set<String> = [],
        namespace: String? = nil
    ) {
        self.verbs = verbs
        self.groups = groups
        self.resources = resources
        self.names = names
        self.namespace = namespace
    }
}
