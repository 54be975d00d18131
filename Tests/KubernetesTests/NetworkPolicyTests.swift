import Kubernetes
import Testing

/// Which pods a NetworkPolicy is about, and which ports it lets through.
@Suite struct NetworkPolicyTests {
    private func policy(_ spec: String) throws -> NetworkPolicy {
        let text =
            #"{"kind":"NetworkPolicyList","apiVersion":"networking.k8s.io/v1","metadata":{},"items":["#
            + #"{"metadata":{"name":"p","namespace":"n"},"spec":\#(spec)}]}"#
        let list = ObjectList<NetworkPolicy>.decode(Array(text.utf8), source: "management/networkpolicies.json")
        return try #require(list.value?.items.first)
    }

    @Test func typesFollowFromTheRulesWhereTheyAreNotSaid() throws {
        let bare = try policy("{}")
        #expect(bare.ingress == [] && bare.egress == nil)
        let both = try policy(#"{"egress":[{}]}"#)
        #expect(both.ingress == [] && both.egress?.count == 1)
        let egress = try policy(#"{"policyTypes":["Egress"],"ingress":[{}]}"#)
        #expect(egress.ingress == nil && egress.egress == [])
    }

    @Test func portsRangesNamesAndProtocols() throws {
        let policy = try policy(
            #"{"egress":[{"ports":[{"port":8001},{"protocol":"UDP","port":53},{"port":30000,"endPort":30010}]}]}"#)
        let rule = try #require(policy.egress?.first)
        #expect(rule.covers(8001, "TCP") && !rule.covers(8001, "UDP"))
        #expect(rule.covers(53, "UDP") && !rule.covers(53, "TCP"))
        #expect(rule.covers(30000, "TCP") && rule.covers(30010, "TCP") && !rule.covers(30011, "TCP"))
        let named = try #require(try self.policy(#"{"egress":[{"ports":[{"port":"http"}]}]}"#).egress?.first)
        #expect(named.covers(1234, "TCP"))
        let all = try #require(try self.policy(#"{"egress":[{"to":[{"podSelector":{}}]}]}"#).egress?.first)
        #expect(all.covers(1, "SCTP"))
    }

    @Test(arguments: [
        (#"{}"#, true), (#"{"matchLabels":{"app":"web"}}"#, true), (#"{"matchLabels":{"app":"db"}}"#, false),
        (#"{"matchExpressions":[{"key":"app","operator":"In","values":["web","db"]}]}"#, true),
        (#"{"matchExpressions":[{"key":"app","operator":"NotIn","values":["web"]}]}"#, false),
        (#"{"matchExpressions":[{"key":"tier","operator":"NotIn","values":["web"]}]}"#, true),
        (#"{"matchExpressions":[{"key":"tier","operator":"Exists"}]}"#, false),
        (#"{"matchExpressions":[{"key":"tier","operator":"DoesNotExist"}]}"#, true),
        (#"{"matchExpressions":[{"key":"app","operator":"Like","values":["web"]}]}"#, false),
    ])
    func selectsPodsByLabels(selector: String, expected: Bool) throws {
        let policy = try policy(#"{"podSelector":\#(selector)}"#)
        #expect(policy.podSelector.matches(["app": "web"]) == expected)
    }

    @Test(
        arguments: [
            (#"[]"#, nil, true), (#"[{"podSelector":{}}]"#, nil, false),
            (#"[{"namespaceSelector":{}}]"#, "192.0.2.1", false),
            (#"[{"ipBlock":{"cidr":"10.0.0.0/8"}}]"#, nil, true),
            (#"[{"ipBlock":{"cidr":"10.0.0.0/8"}}]"#, "10.1.2.3", true),
            (#"[{"ipBlock":{"cidr":"10.0.0.0/8"}}]"#, "192.0.2.1", false),
            (#"[{"ipBlock":{"cidr":"10.0.0.0/8"}}]"#, "mgmt.example", true),
            (#"[{"ipBlock":{"cidr":"0.0.0.0/0","except":["192.0.2.0/24"]}}]"#, "192.0.2.1", false),
            (#"[{"ipBlock":{"cidr":"0.0.0.0/0","except":["192.0.2.0/24"]}}]"#, "198.51.100.1", true),
            (#"[{"podSelector":{}},{"ipBlock":{"cidr":"::/0"}}]"#, "2001:db8::1", true),
            (#"[{"ipBlock":{"cidr":"::/0"}}]"#, "192.0.2.1", false),
            (#"[{"ipBlock":{"cidr":"no network"}}]"#, "192.0.2.1", true),
        ] as [(String, String?, Bool)])
    func peersOutsideOfTheCluster(peers: String, address: String?, expected: Bool) throws {
        for (direction, key) in [("egress", "to"), ("ingress", "from")] {
            let policy = try policy(#"{"policyTypes":["Ingress","Egress"],"\#(direction)":[{"\#(key)":\#(peers)}]}"#)
            let rule = try #require((direction == "egress" ? policy.egress : policy.ingress)?.first)
            #expect(rule.admitsOutside(address) == expected)
        }
    }
}
