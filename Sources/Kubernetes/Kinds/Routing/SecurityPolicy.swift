import Documents

/// `gateway.envoyproxy.io/v1alpha1` SecurityPolicy of Envoy Gateway.
package struct SecurityPolicy: UncarriedObject {
    package static let kind = "SecurityPolicy"
    package static let resource = "securitypolicies.gateway.envoyproxy.io"
    package static let version = "v1alpha1"
    package var metadata = ObjectMeta()
    package var targets: [RoutingReference] = []
    package var conditions: [Condition] = []
    /// What the proxies ask before they let requests pass.
    package var authorities: [Authority] = []
    package init() {}

    /// A server outside of the proxies that a policy depends on.
    package struct Authority: Sendable, Hashable {
        package enum Purpose: Sendable, Hashable {
            /// The keys of tokens are fetched there.
            case keys
            /// Tokens are issued there.
            case tokens
            /// It decides about each request.
            case decisions
        }

        package let purpose: Purpose
        /// `spec.jwt.providers[keycloak].remoteJWKS.uri`.
        package let field: String
        /// A URL; empty if the policy names Services or Backends of the cluster instead, which Envoy Gateway checks.
        package let url: String
    }

    package mutating func readDetail(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "jwt": authorities += Self.keys(try reader.value())
        case "oidc": authorities += Self.tokens(try reader.value())
        case "extAuth":
            let value = try reader.value()
            for name in ["http", "grpc"] where value[name]?.object != nil {
                authorities.append(Authority(purpose: .decisions, field: "spec.extAuth.\(name)", url: ""))
            }
        default: try reader.skip()
        }
    }

    private static func keys(_ jwt: JSONValue) -> [Authority] {
        (jwt["providers"]?.array ?? []).compactMap { provider in
            guard let remote = provider["remoteJWKS"], let url = remote["uri"]?.string else { return nil }
            return Authority(
                purpose: .keys, field: "spec.jwt.providers[\(provider["name"]?.string ?? "")].remoteJWKS.uri",
                url: hasBackends(remote) ? "" : url)
        }
    }

    /// Envoy Gateway looks up the token endpoint of an issuer if it is not set.
    private static func tokens(_ oidc: JSONValue) -> [Authority] {
        guard let provider = oidc["provider"], !hasBackends(provider) else { return [] }
        for name in ["tokenEndpoint", "issuer"] {
            guard let url = provider[name]?.string, !url.isEmpty else { continue }
            return [Authority(purpose: .tokens, field: "spec.oidc.provider.\(name)", url: url)]
        }
        return []
    }

    private static func hasBackends(_ value: JSONValue) -> Bool {
        value["backendRefs"]?.array?.isEmpty == false || value["backendRef"]?.object != nil
    }
}
