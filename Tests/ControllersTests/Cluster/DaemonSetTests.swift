import Documents
import Testing

@testable import Controllers

struct DaemonSetTests {
    private func daemonSet(_ image: String = "image:1", strategy: String = "RollingUpdate") -> JSONValue {
        [
            "metadata": ["name": "agent", "namespace": "a", "uid": "uid-agent", "generation": 2],
            "spec": [
                "updateStrategy": ["type": .string(strategy)],
                "template": [
                    "metadata": ["labels": ["app": "agent"]],
                    "spec": ["containers": [["name": "main", "image": .string(image)]]],
                ],
            ],
        ]
    }

    private func plan(
        _ set: JSONValue, _ pods: [JSONValue], _ nodes: NodeChoice = Objects.nodes("n1", "n2"), unseen: [String?] = []
    ) -> [WorkloadChange] {
        DaemonSetView(
            daemonSet: set, pods: pods.map(PodFacts.init), nodes: nodes, unseen: unseen, makeSuffix: { "x" }
        ).plan()
    }

    /// A pod as this DaemonSet makes it.
    private func pod(_ name: String, of set: JSONValue, node: String, isReady: Bool = true) throws -> JSONValue {
        let made = try #require(plan(set, [], Objects.nodes(node)).created.first)
        return Objects.pod(
            name, node: node, isReady: isReady, ["metadata": ["labels": made["metadata"]?["labels"] ?? [:]]])
    }

    @Test("every node gets a pod, also one that takes no others")
    func create() {
        let nodes = NodeChoice([
            Objects.node("n1"), Objects.node("n2", isReady: false), Objects.node("n3", isCordoned: true),
        ])
        let created = plan(daemonSet(), [], nodes).created
        #expect(created.map { $0["spec"]?["nodeName"]?.string } == ["n1", "n2", "n3"])
        #expect(created[0]["metadata"]?["ownerReferences"]?[0]?["kind"] == "DaemonSet")
        #expect(plan(daemonSet(), [], nodes, unseen: ["n1", "n3"]).created.count == 1)
    }

    @Test("a node that goes takes its pod along, and a second pod goes")
    func surplus() throws {
        let set = daemonSet()
        let pods = [
            try pod("p1", of: set, node: "n1"), try pod("p2", of: set, node: "n1"),
            try pod("p3", of: set, node: "gone"),
        ]
        #expect(plan(set, pods, Objects.nodes("n1")).summary == ["delete pods p2", "delete pods p3"])
    }

    @Test("an update replaces one pod after the other; one that does not work at once")
    func update() throws {
        let old = daemonSet()
        let new = daemonSet("image:2")
        let pods = [try pod("p1", of: old, node: "n1"), try pod("p2", of: old, node: "n2")]
        #expect(plan(new, pods).summary == ["delete pods p1"])
        let half = [try pod("q1", of: new, node: "n1", isReady: false), pods[1]]
        #expect(plan(new, half).summary == [])
        let broken = [
            try pod("p1", of: old, node: "n1", isReady: false), try pod("p2", of: old, node: "n2", isReady: false),
        ]
        #expect(plan(new, broken).summary == ["delete pods p1", "delete pods p2"])
        #expect(plan(daemonSet("image:2", strategy: "OnDelete"), pods).summary == [])
    }

    @Test("the status")
    func status() throws {
        let set = daemonSet()
        let pods = [try pod("p1", of: set, node: "n1"), try pod("p2", of: set, node: "n2", isReady: false)]
        let status = try #require(plan(set, pods).status)
        #expect(status["desiredNumberScheduled"] == 2)
        #expect(status["numberReady"] == 1)
        #expect(status["numberUnavailable"] == 1)
        #expect(status["updatedNumberScheduled"] == 2)
        #expect(status["observedGeneration"] == 2)
        #expect(plan(set.merging(patch: ["status": status]), pods).isEmpty)
    }
}
