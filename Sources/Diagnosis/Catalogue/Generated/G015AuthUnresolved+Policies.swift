import Characters
import KubeLB
import Kubernetes
import Topology

/// SecurityPolicies of Envoy Gateway whose servers its proxies do not reach.
extension G015AuthUnresolved {
    func policies(_ context: CheckContext) -> [Finding] {
        AppliedPolicy<SecurityPolicy>.all(context) { !$0.authorities.isEmpty }.compactMap { finding($0, context) }
    }

    private func finding(_ applied: AppliedPolicy<SecurityPolicy>, _ context: CheckContext) -> Finding? {
        let (policy, exposure) = (applied.policy, applied.exposure)
        for authority in policy.authorities {
            let mark = authority.purpose.failure ?? ""
            let failed = mark.isEmpty ? [] : applied.failures(with: mark, fewest: Self.fewest, context)
            let host = Self.host(of: authority.url)
            let service = host.flatMap(Self.service).flatMap { isMissing($0, context) ? $0 : nil }
            guard !failed.isEmpty || service != nil && !applied.isServed else { continue }
            let whom =
                service.map { "Service \($0.namespace)/\($0.name), which the management cluster does not have" }
                ?? (host.map { "\($0), which they do not reach" } ?? "a server that they do not reach")
            return context.finding(
                .error,
                "\(policy.reference), which is for \(exposure.source.reference), lets the proxies of the Gateway "
                    + "\(authority.purpose.task) \(whom): they run in the management cluster and \(authority.purpose.consequence)"
                    + (failed.isEmpty ? "" : "; \(ServiceWords.count(failed.count, "such request")) in their log"),
                of: exposure,
                objects: [ObjectReference(.management, policy), applied.generated.reference(on: .management)],
                evidence: [
                    Evidence(
                        "\(policy.reference): \(authority.field)",
                        authority.url.isEmpty ? "set" : ServiceWords.excerpt(authority.url))
                ] + failed.suffix(1).map { Evidence("\($0.source)", mark, at: $0.line.requestTime) },
                remedies: [
                    .fix(
                        "name an address that the management cluster can reach, such as the host of an Ingress or route for it",
                        context.kubectl("edit", ObjectReference(.management, policy)))
                ] + applied.loggers.prefix(1).map { context.log(of: $0.workload) })
        }
        return nil
    }

    private static let fewest = 2

    // MARK: Examples

    static let policyExamples: [CheckExample] = [
        .firesOnRoutes(
            .error, "the keys of tokens are at a Service of the tenant cluster",
            policy(jwks("keycloak.auth.svc.cluster.local"))),
        .firesOnRoutes(
            .error, "the proxies cannot fetch the keys of tokens",
            policy(jwks("login.example.net"), answers("jwt_authn_access_denied{Jwks_remote_fetch_is_failed}", 401))),
        .firesOnRoutes(
            .error, "the token endpoint is a Service of the tenant cluster",
            policy(
                "oidc: {clientID: shop, provider: {issuer: 'https://login.example.net', "
                    + "tokenEndpoint: 'http://keycloak.auth.svc:8080/token'}}")),
        .firesOnRoutes(
            .error, "the proxies do not reach the external authorization service",
            policy(
                "extAuth: {http: {backendRefs: [{name: authz, port: 80}]}}", answers("ext_authz_error", 403))),
        .silentOnRoutes("the keys are at a public address", policy(jwks("login.example.net"))),
        .silentOnRoutes(
            "the keys are at a Service of the management cluster",
            policy(jwks("keycloak.auth.svc.cluster.local"))
                + "\n---\nmanagement: {services: {auth/keycloak: {spec: {type: ClusterIP, clusterIP: 10.96.0.9}}}}"),
        .silentOnRoutes(
            "requests without a token are denied",
            policy(jwks("login.example.net"), answers("jwt_authn_access_denied{Jwt_is_missing}", 401))),
        .silentOnRoutes(
            "the proxies could not fetch the keys at first",
            policy(
                jwks("login.example.net"),
                answers("jwt_authn_access_denied{Jwks_remote_fetch_is_failed}", 401) + answers("via_upstream", 200))),
        .silentOnRoutes(
            "the policy is for another route",
            policy(jwks("keycloak.auth.svc.cluster.local"), target: "other")),
    ]

    private static func jwks(_ host: String) -> String {
        "jwt: {providers: [{name: login, issuer: 'https://login.example.net', remoteJWKS: {uri: 'http://\(host):8080/certs'}}]}"
    }

    static func answers(_ details: String, _ status: Int) -> [String] {
        (1...3).map {
            #"{":authority":"app.example.com","response_code":\#(status),"response_code_details":"\#(details)","#
                + #""route_name":"httproute/tenant-acme/shop-app/rule/0/match/0/app_example_com","#
                + #""start_time":"2026-11-22T11:5\#($0):00.000Z"}"#
        }
    }

    /// A SecurityPolicy for the HTTPRoute, which Envoy Gateway accepts, and the log of the Gateway's proxy.
    private static func policy(_ spec: String, _ lines: [String] = [], target: String = "shop-app") -> String {
        G017Examples.proxy(lines)
            + """

            ---
            management: {securitypolicies.gateway.envoyproxy.io: {tenant-acme/login: {spec: {targetRefs: [
              {group: gateway.networking.k8s.io, kind: HTTPRoute, name: \(target)}], \(spec)}, status: {ancestors: [{conditions: [
                {type: Accepted, status: 'True', reason: Accepted, lastTransitionTime: "2026-11-22T11:00:00Z"}]}]}}}}
            """
    }
}

extension SecurityPolicy.Authority.Purpose {
    /// What the access log has as the detail of a request that failed for its sake (Envoy, `jwt_authn`, `ext_authz`); nil
    /// if it has none.
    fileprivate var failure: String? {
        switch self {
        case .keys: "Jwks_remote_fetch_is_failed"
        case .tokens: nil
        case .decisions: "ext_authz_error"
        }
    }

    fileprivate var task: String {
        switch self {
        case .keys: "fetch the keys of tokens (JWKS) from"
        case .tokens: "get the tokens of users from"
        case .decisions: "authorize each request by"
        }
    }

    fileprivate var consequence: String {
        switch self {
        case .keys: "answer every request with 401, also if its token is valid (Jwks_remote_fetch_is_failed)"
        case .tokens: "cannot log in anybody"
        case .decisions: "deny every request (ext_authz_error)"
        }
    }
}
