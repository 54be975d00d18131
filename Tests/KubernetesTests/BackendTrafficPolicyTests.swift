import Documents
import Kubernetes
import Testing

/// BackendTrafficPolicies of Envoy Gateway, and what routes match, with fields that are set, missing, and of another type.
@Suite struct BackendTrafficPolicyTests {
    private func policy(_ spec: String) throws -> BackendTrafficPolicy {
        var reader = JSONReader(Array(#"{"metadata":{"name":"drill"},"spec":\#(spec)}"#.utf8))
        return try BackendTrafficPolicy(from: &reader)
    }

    @Test func settingsAreKept() throws {
        let policy = try policy(
            #"{"targetRef":{"kind":"Gateway","name":"kubelb"},"faultInjection":{"abort":{"percentage":40}}}"#)
        #expect(policy.targets.map(\.name) == ["kubelb"])
        #expect(policy.settings["faultInjection"]?["abort"]?["percentage"]?.int == 40)
    }

    @Test func settingsOfAnotherTypeAreNone() throws {
        let policy = try policy(#"{"faultInjection":null,"timeout":5}"#)
        #expect(policy.settings["faultInjection"] == nil)
        #expect(policy.settings["timeout"]?["http"] == nil)
        #expect(try self.policy("7").settings.isEmpty)
    }

    @Test(
        arguments: [
            (#"{"headers":[{"name":"x-env","value":"staging"}]}"#, ["header x-env: staging"]),
            (
                #"{"headers":[{"type":"RegularExpression","name":"x-env","value":"s.*"}]}"#,
                ["header x-env matching s.*"]
            ),
            (#"{"queryParams":[{"type":"Exact","name":"preview","value":"1"}]}"#, ["query parameter preview=1"]),
            (#"{"headers":[],"queryParams":7}"#, []), ("{}", []),
        ] as [(String, [String])])
    func requirementsOfMatches(json: String, expected: [String]) throws {
        let match = RouteMatch(try JSONValue(parsing: Array(json.utf8)))
        #expect(match.requirements == expected)
        #expect(match.requiresMore == !expected.isEmpty)
    }
}
