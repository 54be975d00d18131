import Documents
import Kubernetes
import Testing

/// Roles and their bindings, with fields that are set, missing, and of another type.
@Suite struct RoleKindsTests {
    private func object<Item: KubernetesObject>(_ kind: Item.Type, _ json: String) throws -> Item {
        var reader = JSONReader(Array(json.utf8))
        return try Item(from: &reader)
    }

    @Test(arguments: [
        (#"["create"]"#, #"["kubelb.k8c.io"]"#, #"["loadbalancers"]"#, true),
        (#"["*"]"#, #"["*"]"#, #"["*"]"#, true),
        (#"["get","list"]"#, #"["kubelb.k8c.io"]"#, #"["loadbalancers"]"#, false),
        (#"["create"]"#, #"[""]"#, #"["loadbalancers"]"#, false),
        (#"["create"]"#, #"["kubelb.k8c.io"]"#, #"["loadbalancers/status"]"#, false),
        (#""create""#, #"["kubelb.k8c.io"]"#, #"["loadbalancers"]"#, false),
    ])
    func rulesPermitVerbs(verbs: String, groups: String, resources: String, permits: Bool) throws {
        let role = try object(
            Role.self, #"{"rules":[{"verbs":\#(verbs),"apiGroups":\#(groups),"resources":\#(resources)}]}"#)
        let rule = try #require(role.rules?.first)
        #expect(rule.permits("create", "loadbalancers.kubelb.k8c.io") == permits)
    }

    @Test func aRoleWithoutRulesIsNotOneWhoseRulesAreMissing() throws {
        #expect(try object(Role.self, "{}").rules == nil)
        #expect(try object(Role.self, #"{"rules":null}"#).rules == [])
        #expect(try object(Role.self, #"{"rules":[]}"#).rules == [])
    }

    @Test(arguments: [
        (#"{"kind":"ServiceAccount","name":"kubelb-ccm","namespace":"tenant-acme"}"#, true),
        (#"{"kind":"ServiceAccount","name":"kubelb-ccm","namespace":"kubelb"}"#, false),
        (#"{"kind":"ServiceAccount","name":"default","namespace":"tenant-acme"}"#, false),
        (#"{"kind":"User","name":"system:serviceaccount:tenant-acme:kubelb-ccm"}"#, true),
        (#"{"kind":"Group","name":"system:serviceaccounts:tenant-acme"}"#, true),
        (#"{"kind":"Group","name":"system:serviceaccounts:kubelb"}"#, false),
        (#"{"kind":7}"#, false),
    ])
    func subjectsNameServiceAccounts(subject: String, isAccount: Bool) throws {
        let binding = try object(
            RoleBinding.self, #"{"roleRef":{"kind":"Role","name":"kubelb-ccm"},"subjects":[\#(subject)]}"#)
        #expect(binding.role?.description == "Role kubelb-ccm")
        #expect(binding.subjects.count == 1)
        #expect(binding.subjects.allSatisfy { $0.isServiceAccount("kubelb-ccm", in: "tenant-acme") } == isAccount)
        #expect(try object(RoleBinding.self, "{}").role == nil)
    }

    @Test(arguments: [
        ("/home/nonroot/.kube", true), ("/home/nonroot/.kube/", true), ("/home/nonroot/.kube/kubelb", true),
        ("/home/nonroot", true), ("/", true), ("/home/nonroot/kube", false), ("/home/nonroot/.kub", false),
    ])
    func mountsContainFiles(path: String, contains: Bool) throws {
        let pod = try object(
            Pod.self,
            #"{"spec":{"containers":[{"name":"ccm","volumeMounts":[{"name":"a","mountPath":"\#(path)"},{"name":"token","mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}]}]}}"#
        )
        let mounts = try #require(pod.spec.containers.first?.mounts)
        #expect(mounts.count == 1)
        #expect(mounts.first?.contains("/home/nonroot/.kube/kubelb") == contains)
    }
}
