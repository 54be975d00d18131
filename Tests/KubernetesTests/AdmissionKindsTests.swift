import Documents
import Kubernetes
import Testing

/// Admission policies and webhooks, with fields that are set, missing, and of another type.
@Suite struct AdmissionKindsTests {
    private func object<Item: KubernetesObject>(_ kind: Item.Type, _ json: String) throws -> Item {
        var reader = JSONReader(Array(json.utf8))
        return try Item(from: &reader)
    }

    private static let rule =
        #"{"apiGroups":["networking.k8s.io"],"resources":["ingresses"],"operations":["CREATE","UPDATE"]}"#

    @Test(arguments: [
        (rule, true), (#"{"apiGroups":["*"],"resources":["ingresses"],"operations":["*"]}"#, true),
        // One that checks everything says nothing about a kind.
        (#"{"apiGroups":["*"],"resources":["*"],"operations":["*"]}"#, false),
        (#"{"apiGroups":["networking.k8s.io"],"resources":["ingresses"],"operations":["DELETE"]}"#, false),
        (#"{"apiGroups":["extensions"],"resources":["ingresses"],"operations":["CREATE"]}"#, false),
        (#"{"apiGroups":"networking.k8s.io","resources":7}"#, false), ("{}", false), ("[]", false),
    ])
    func rulesNameResources(json: String, names: Bool) throws {
        let policy = try object(
            ValidatingAdmissionPolicy.self, #"{"spec":{"matchConstraints":{"resourceRules":[\#(json)]}}}"#)
        let webhook = try object(ValidatingWebhookConfiguration.self, #"{"webhooks":[{"rules":[\#(json)]},{}]}"#)
        for rules in [policy.rules, webhook.rules] {
            #expect(rules.contains { $0.names("ingresses", group: "networking.k8s.io") } == names)
        }
    }

    @Test func policiesHaveMessages() throws {
        let json = #"{"spec":{"validations":[{"message":"no"},{"expression":"x"},{"message":3}]}}"#
        #expect(try object(ValidatingAdmissionPolicy.self, json).messages == ["no"])
        #expect(try object(ValidatingAdmissionPolicy.self, #"{"spec":{"validations":"x"}}"#).messages == [])
    }

    @Test func bindingsPutPoliciesIntoForce() throws {
        let binding = try object(
            ValidatingAdmissionPolicyBinding.self, #"{"spec":{"policyName":"p","validationActions":["Deny"]}}"#)
        #expect(binding.policyName == "p")
        #expect(binding.actions == ["Deny"])
        #expect(try object(ValidatingAdmissionPolicyBinding.self, #"{"spec":[]}"#).actions == [])
    }
}
