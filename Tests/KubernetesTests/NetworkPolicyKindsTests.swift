import Documents
import Kubernetes
import Testing

/// Kinds of Calico and Istio, with fields that are set, missing, and of another type.
@Suite struct NetworkPolicyKindsTests {
    private func object<Item: KubernetesObject>(_ kind: Item.Type, _ json: String) throws -> Item {
        var reader = JSONReader(Array(json.utf8))
        return try Item(from: &reader)
    }

    @Test(
        arguments: [
            (#"{"spec":{"serviceLoadBalancerIPs":[{"cidr":"198.51.100.0/26"}]}}"#, ["198.51.100.0/26"]),
            (#"{"spec":{"serviceLoadBalancerIPs":[]}}"#, []), (#"{"spec":{"asNumber":64512}}"#, nil), ("{}", nil),
        ] as [(String, [String]?)])
    func advertisedRanges(json: String, ranges: [String]?) throws {
        #expect(try object(BGPConfiguration.self, json).loadBalancerAddresses == ranges)
    }

    @Test(
        arguments: [
            (
                #"{"spec":{"controllers":{"node":{},"loadBalancer":{"assignIPs":"RequestedServicesOnly"}}}}"#,
                "RequestedServicesOnly"
            ),
            (#"{"spec":{"controllers":{"loadBalancer":{}}}}"#, nil), (#"{"spec":{"controllers":{"node":{}}}}"#, nil),
            (#"{"spec":{"controllers":[]}}"#, nil), ("{}", nil),
        ] as [(String, String?)])
    func assignedAddresses(json: String, assigned: String?) throws {
        #expect(try object(KubeControllersConfiguration.self, json).assignIPs == assigned)
    }

    private static let denying =
        #"{"spec":{"order":10,"preDNAT":true,"ingress":[{"action":"Deny","protocol":"TCP","source":{"nets":["10.0.0.0/8"]},"#
        + #""destination":{"ports":["30000:32767",443]}}]}}"#

    @Test func rulesOfCalico() throws {
        let policy = try object(GlobalNetworkPolicy.self, Self.denying)
        let rule = try #require(policy.ingress.first)
        #expect(policy.isForForwarded)
        #expect(policy.order == 10)
        #expect(rule.covers(31080, "TCP"))
        #expect(rule.covers(443, "TCP"))
        #expect(!rule.covers(80, "TCP"))
        #expect(!rule.covers(31080, "UDP"))
        #expect(rule.admits(try #require(AddressRange.number("10.1.2.3"))))
        #expect(!rule.admits(try #require(AddressRange.number("192.0.2.1"))))
        #expect(!rule.isNarrower)
    }

    @Test(arguments: [
        (#"{"spec":{}}"#, 0, false), ("{}", 0, false), (#"{"spec":{"ingress":[{"action":"Allow"}]}}"#, 1, false),
        (#"{"spec":{"ingress":[{"action":"Allow","source":{"selector":"all()"}}]}}"#, 1, true),
    ])
    func rulesWithSelectors(json: String, count: Int, isNarrower: Bool) throws {
        let policy = try object(GlobalNetworkPolicy.self, json)
        #expect(policy.ingress.count == count)
        #expect((policy.ingress.first?.isNarrower ?? false) == isNarrower)
        #expect(!policy.isForForwarded)
    }

    /// The narrowest setting counts; without one, plain connections are accepted.
    @Test(
        arguments: [
            ([], nil), ([("istio-system", "STRICT")], "STRICT"),
            ([("istio-system", "STRICT"), ("shop", "PERMISSIVE")], "PERMISSIVE"), ([("istio-system", "UNSET")], nil),
            ([("other", "STRICT")], nil),
        ] as [([(String, String)], String?)])
    func modes(policies: [(String, String)], mode: String?) throws {
        let all = try policies.map { namespace, mode in
            try object(
                PeerAuthentication.self,
                #"{"metadata":{"name":"default","namespace":"\#(namespace)"},"spec":{"mtls":{"mode":"\#(mode)"}}}"#)
        }
        let found = PeerAuthentication.mode(
            of: 8080, labels: ["app": "web"], namespace: "shop", root: "istio-system", among: all)
        #expect(found?.mode == mode)
    }

    @Test(arguments: [
        (#"{"rules":[{"from":[{"source":{"namespaces":["a"]}}]}]}"#, false, true),
        (#"{"rules":[{"from":[{"source":{"ipBlocks":["10.0.0.0/8"]}}]}]}"#, true, true),
        (#"{"rules":[{"to":[{"operation":{"ports":["8001"]}}]}]}"#, true, true),
        (#"{"rules":[{"to":[{"operation":{"ports":["443"]}}]}]}"#, true, false), (#"{"rules":[{}]}"#, true, true),
    ])
    func rulesOfIstio(json: String, admitsOutsiders: Bool, covers: Bool) throws {
        let rule = try #require(try object(AuthorizationPolicy.self, #"{"spec":\#(json)}"#).rules.first)
        #expect(rule.admitsOutsiders == admitsOutsiders)
        #expect(rule.covers(8001) == covers)
    }
}
