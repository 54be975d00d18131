import Documents
import Kubernetes
import Testing

/// MetalLB's kinds, with fields that are set, missing, and of another type.
@Suite struct MetalLBTests {
    private func object<Item: KubernetesObject>(_ kind: Item.Type, _ json: String) throws -> Item {
        var reader = JSONReader(Array(json.utf8))
        return try Item(from: &reader)
    }

    @Test(arguments: [
        (#"{"spec":{}}"#, true), ("{}", true), (#"{"spec":{"ipAddressPools":["main"]}}"#, true),
        (#"{"spec":{"ipAddressPools":["other"]}}"#, false),
        (#"{"spec":{"ipAddressPoolSelectors":[{"matchLabels":{"tier":"public"}}]}}"#, true),
        (#"{"spec":{"ipAddressPoolSelectors":[{"matchLabels":{"tier":"private"}}]}}"#, false),
        (#"{"spec":{"ipAddressPools":"main"}}"#, true),
    ])
    func advertisementsSelectPools(json: String, selects: Bool) throws {
        var pool = ObjectMeta(name: "main", namespace: "metallb-system")
        pool.labels = ["tier": "public"]
        #expect(try object(L2Advertisement.self, json).selection.selects(pool: pool) == selects)
        #expect(try object(BGPAdvertisement.self, json).selection.selects(pool: pool) == selects)
    }

    @Test func poolsKnowTheirFamilies() throws {
        let pool = try object(
            IPAddressPool.self, #"{"spec":{"addresses":["10.0.0.0/28","fd00::/64"],"autoAssign":false}}"#)
        #expect(pool.families == ["IPv4", "IPv6"])
        #expect(pool.contains(try #require(AddressRange.number("10.0.0.7"))))
        #expect(try object(IPAddressPool.self, #"{"spec":{"addresses":7}}"#).families == [])
    }

    @Test func taintsKeepPodsAway() throws {
        let node = try object(
            Node.self,
            #"{"spec":{"taints":[{"key":"a","value":"b","effect":"NoSchedule"},{"key":"c","effect":"PreferNoSchedule"},{"key":"d","effect":"NoExecute"}]}}"#
        )
        #expect(node.taints == ["a=b:NoSchedule", "d:NoExecute"])
        #expect(try object(Node.self, #"{"spec":{"taints":"x"}}"#).taints == [])
    }
}
