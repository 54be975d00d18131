import Documents
import Kubernetes
import Testing

/// Policies of Envoy Gateway, with fields that are set, missing, and of another type.
@Suite struct PolicyKindsTests {
    private func object<Item: KubernetesObject>(_ kind: Item.Type, _ json: String) throws -> Item {
        var reader = JSONReader(Array(json.utf8))
        return try Item(from: &reader)
    }

    @Test(arguments: [
        (
            #"{"jwt":{"providers":[{"name":"a","remoteJWKS":{"uri":"http://k/certs"}},{"name":"b"},7]}}"#,
            ["spec.jwt.providers[a].remoteJWKS.uri http://k/certs"]
        ),
        // Envoy Gateway checks Services and Backends itself.
        (
            #"{"jwt":{"providers":[{"name":"a","remoteJWKS":{"uri":"http://k","backendRefs":[{"name":"k"}]}}]}}"#,
            ["spec.jwt.providers[a].remoteJWKS.uri "]
        ),
        (
            #"{"oidc":{"provider":{"issuer":"https://i","tokenEndpoint":"https://t"}}}"#,
            ["spec.oidc.provider.tokenEndpoint https://t"]
        ),
        (#"{"oidc":{"provider":{"issuer":"https://i"}}}"#, ["spec.oidc.provider.issuer https://i"]),
        (#"{"extAuth":{"grpc":{"backendRefs":[{"name":"x"}]}}}"#, ["spec.extAuth.grpc "]),
        (#"{"jwt":[],"oidc":"x","extAuth":{"http":7}}"#, []), (#"{"basicAuth":{}}"#, []), ("{}", []),
    ])
    func securityPoliciesNameServers(spec: String, wanted: [String]) throws {
        let policy = try object(SecurityPolicy.self, #"{"spec":\#(spec)}"#)
        #expect(policy.authorities.map { "\($0.field) \($0.url)" } == wanted)
    }

    @Test(
        arguments: [
            (#"{"active":{"type":"HTTP","http":{"path":"/up"}}}"#, "/up"), (#"{"active":{"type":"TCP"}}"#, "TCP"),
            (#"{"active":{"http":{"path":7}}}"#, nil), (#"{"passive":{}}"#, nil), ("7", nil),
        ] as [(String, String?)])
    func backendTrafficPoliciesHaveChecks(check: String, wanted: String?) throws {
        let policy = try object(BackendTrafficPolicy.self, #"{"spec":{"healthCheck":\#(check)}}"#)
        #expect(policy.activeCheck == wanted)
    }
}
