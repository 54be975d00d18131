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

    private func namespace(_ name: String, _ labels: [String: String] = [:]) -> Namespace {
        var namespace = Namespace()
        namespace.metadata = ObjectMeta(name: name)
        namespace.metadata.labels = labels
        return namespace
    }

    @Test(arguments: [
        (#"{}"#, true), (#"{"namespaces":["a"]}"#, false), (#"{"namespaces":["a","b"]}"#, true),
        (#"{"namespaceSelectors":[{"matchLabels":{"tier":"edge"}}]}"#, false),
        (#"{"namespaceSelectors":[{"matchLabels":{"tier":"core"}}]}"#, true),
        (#"{"namespaceSelectors":[{"matchLabels":{"tier":"none"}}]}"#, true),
        (#"{"namespaces":["a"],"namespaceSelectors":[{"matchLabels":{"tier":"none"}}]}"#, false),
        (#"{"namespaces":"b"}"#, true),
    ])
    func poolsAdmitNamespaces(json: String, admits: Bool) throws {
        let pool = try object(IPAddressPool.self, #"{"spec":{"serviceAllocation":\#(json)}}"#)
        let all = [namespace("a", ["tier": "edge"]), namespace("b", ["tier": "core"])]
        #expect(pool.allocation.admits(namespace: "b", of: all) == admits)
    }

    @Test func labelsOfNamespacesMayBeUnknown() throws {
        let pool = try object(
            IPAddressPool.self,
            #"{"spec":{"serviceAllocation":{"namespaceSelectors":[{}],"serviceSelectors":[{"matchLabels":{"a":"b"}}]}}}"#
        )
        #expect(pool.allocation.admits(namespace: "b", of: nil) == nil)
        var service = Service()
        #expect(!pool.allocation.admits(service))
        service.metadata.labels = ["a": "b"]
        #expect(pool.allocation.admits(service))
    }

    @Test func podNetworksOfNodes() throws {
        let node = try object(
            Node.self, #"{"spec":{"podCIDRs":["10.42.1.0/24","fd00::/64"],"providerID":"kubevirt://vm"}}"#)
        #expect(node.podNetwork(containing: "10.42.1.200") == "10.42.1.0/24")
        #expect(node.podNetwork(containing: "fd00::7") == "fd00::/64")
        #expect(node.podNetwork(containing: "10.42.2.1") == nil && node.podNetwork(containing: "web") == nil)
        #expect(node.isPodOfAnotherCluster)
        #expect(!(try object(Node.self, #"{"spec":{"podCIDRs":7}}"#)).isPodOfAnotherCluster)
    }

    @Test(arguments: [
        (#"["--lb-class=a/b"]"#, "a/b"), (#"["--port=1","-lb-class","c"]"#, "c"), (#"["--lb-classes=x"]"#, nil),
        (#"["--lb-class"]"#, nil),
    ])
    func flagsOfContainers(args: String, value: String?) throws {
        let pod = try object(Pod.self, #"{"spec":{"containers":[{"name":"c","args":\#(args)}]}}"#)
        #expect(pod.spec.containers.first?.value(ofFlag: "lb-class") == value)
    }
}
