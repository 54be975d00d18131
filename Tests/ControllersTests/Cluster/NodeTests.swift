import Documents
import Kubernetes
import Testing

@testable import Controllers

struct NodeTests {
    private let node = NodeDescription(name: "worker-1", internalAddress: "10.0.0.1", externalAddress: "192.0.2.1")
    private let later = Objects.time.adding(seconds: 60)

    @Test("a node as it is registered")
    func object() {
        var node = node
        node.podCIDR = "10.244.1.0/24"
        node.labels = ["zone": "a", "kubernetes.io/hostname": "not this"]
        #expect(
            node.object["metadata"]?["labels"] == [
                "kubernetes.io/arch": "amd64", "kubernetes.io/hostname": "worker-1", "kubernetes.io/os": "linux",
                "zone": "a",
            ])
        #expect(node.object["spec"] == ["podCIDR": "10.244.1.0/24", "podCIDRs": ["10.244.1.0/24"]])
    }

    @Test("addresses, with an external one or without")
    func addresses() {
        func types(_ node: NodeDescription) -> [String]? {
            node.status(isReady: true, now: later, since: Objects.time, registered: Objects.time)["addresses"]?.array?
                .compactMap { $0["type"]?.string }
        }
        #expect(types(node) == ["InternalIP", "ExternalIP", "Hostname"])
        #expect(types(node.withoutExternalAddress) == ["InternalIP", "Hostname"])
    }

    @Test("Ready or not, since when, and heard of when", arguments: [true, false])
    func ready(isReady: Bool) throws {
        let status = node.status(isReady: isReady, now: later, since: Objects.time, registered: Objects.time)
        let conditions = try #require(status["conditions"]?.array)
        let ready = try #require(conditions.first { $0["type"] == "Ready" })
        #expect(ready["status"] == (isReady ? "True" : "False"))
        #expect(ready["reason"] == (isReady ? "KubeletReady" : "KubeletNotReady"))
        #expect(ready["lastHeartbeatTime"]?.string == later.description)
        #expect(ready["lastTransitionTime"]?.string == Objects.time.description)
        #expect(conditions.count == 4)
        // As the pods on it and the scheduler read it.
        let object = node.object.merging(patch: ["status": status])
        #expect(PodStatus.Node(object) == PodStatus.Node(address: "10.0.0.1", isReady: isReady))
        #expect(NodeChoice([object]).schedulable == (isReady ? ["worker-1"] : []))
    }

    @Test("a taint while it is not Ready; others' stay")
    func taints() {
        let other: JSONValue = ["key": "mine", "effect": "NoSchedule"]
        let tainted = NodeDescription.taints([other], isReady: false, since: Objects.time)
        #expect(tainted.map { $0["key"] } == ["mine", "node.kubernetes.io/not-ready"])
        #expect(NodeDescription.taints(tainted, isReady: false, since: later) == tainted)
        #expect(NodeDescription.taints(tainted, isReady: true, since: later) == [other])
    }

    @Test("the Lease is the node's, and goes with it")
    func lease() {
        let reference = ObjectReference(["metadata": ["name": "worker-1", "uid": "u"]], of: Node.self)
        let lease = NodeDescription.lease(of: reference, renewed: Objects.time)
        #expect(lease["spec"]?["holderIdentity"] == "worker-1")
        #expect(lease["spec"]?["renewTime"]?.string == "2027-01-15T08:00:00.000000Z")
        #expect(
            lease["metadata"]?["ownerReferences"]
                == [["apiVersion": "v1", "kind": "Node", "name": "worker-1", "uid": "u"]])
    }
}
