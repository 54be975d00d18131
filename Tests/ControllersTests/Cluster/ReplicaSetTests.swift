import Documents
import Synchronization
import Testing

@testable import Controllers

struct ReplicaSetTests {
    private func view(
        _ replicas: Int, _ pods: [JSONValue] = [], nodes: NodeChoice = Objects.nodes("n1", "n2", "n3"),
        unseen: [String?] = [], status: JSONValue = [:]
    ) -> ReplicaSetView {
        let set: JSONValue = [
            "metadata": ["name": "web-abc", "namespace": "a", "uid": "uid-set", "generation": 3],
            "spec": [
                "replicas": .number(JSONNumber(replicas)),
                "template": [
                    "metadata": ["labels": ["app": "web"], "creationTimestamp": .null],
                    "spec": ["containers": [["name": "main"]]],
                ],
            ], "status": status,
        ]
        var view = ReplicaSetView(replicaSet: set, pods: pods.map(PodFacts.init), nodes: nodes, unseen: unseen)
        let count = Mutex(0)
        view.makeSuffix = {
            count.withLock { count in
                count += 1
                return "\(count)"
            }
        }
        return view
    }

    @Test("missing pods are made, each on a node of its own while there are enough")
    func create() {
        let created = view(3).plan().created
        #expect(created.map(\.objectName) == ["web-abc-1", "web-abc-2", "web-abc-3"])
        #expect(Set(created.compactMap { $0["spec"]?["nodeName"]?.string }) == ["n1", "n2", "n3"])
        let pod = created[0]
        #expect(pod["metadata"]?["generateName"] == "web-abc-")
        #expect(pod["metadata"]?["labels"] == ["app": "web"])
        #expect(
            pod["metadata"]?["ownerReferences"] == [
                [
                    "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-abc", "uid": "uid-set",
                    "controller": true, "blockOwnerDeletion": true,
                ]
            ])
    }

    @Test("a pod's successor goes where none is")
    func replacement() throws {
        let pods = [Objects.pod("p1", node: "n1"), Objects.pod("p2", node: "n2", isLeaving: true)]
        let created = view(2, pods, nodes: Objects.nodes("n1", "n2")).plan().created
        #expect(created.map { $0["spec"]?["nodeName"] } == ["n2"])
    }

    @Test("pods that were made a moment ago are not made again")
    func unseen() {
        #expect(view(2, [Objects.pod("p1")], unseen: ["n2"]).plan().summary == [])
        #expect(view(2, [], unseen: ["n2"]).plan().summary == ["create Pod web-abc-1"])
    }

    @Test("without a node a pod is made all the same, and waits")
    func noNode() {
        let choice = NodeChoice([Objects.node("n1", isReady: false), Objects.node("n2", isCordoned: true)])
        let created = view(1, nodes: choice).plan().created
        #expect(created.count == 1)
        #expect(created[0]["spec"]?["nodeName"] == nil)
    }

    @Test("of too many pods, those go first that are worth least")
    func scaleDown() {
        let pods = [
            Objects.pod("old", created: "2026-01-01T00:00:00Z"), Objects.pod("young", created: "2026-01-02T00:00:00Z"),
            Objects.pod("unready", isReady: false), Objects.pod("homeless", node: nil, isReady: false),
            Objects.pod("leaving", isLeaving: true),
        ]
        #expect(view(3, pods).plan().summary == ["delete pods homeless"])
        #expect(view(2, pods).plan().summary == ["delete pods homeless", "delete pods unready"])
        #expect(
            view(1, pods).plan().summary == ["delete pods homeless", "delete pods unready", "delete pods young"])
        #expect(view(0, pods).plan().summary.count == 4)
    }

    @Test("pods that have ended are replaced")
    func finished() {
        let over = Objects.pod("over", isReady: false, ["status": ["phase": "Failed"]])
        #expect(view(1, [over]).plan().summary == ["create Pod web-abc-1", "delete pods over"])
    }

    @Test("the status counts, and is written only when it differs")
    func status() throws {
        let pods = [Objects.pod("p1"), Objects.pod("p2", isReady: false), Objects.pod("p3", isLeaving: true)]
        let status = try #require(view(2, pods).plan().status)
        #expect(status["replicas"] == 2)
        #expect(status["readyReplicas"] == 1)
        #expect(status["availableReplicas"] == 1)
        #expect(status["observedGeneration"] == 3)
        #expect(view(2, pods, status: status).plan().status == nil)
        #expect(view(0, status: ["replicas": 1, "readyReplicas": 1]).plan().status?["readyReplicas"] == .null)
    }

    @Test("a ReplicaSet on its way out is left alone")
    func leaving() {
        let set: JSONValue = [
            "metadata": ["name": "web-abc", "deletionTimestamp": "2026-01-01T00:00:00Z"], "spec": ["replicas": 2],
        ]
        #expect(ReplicaSetView(replicaSet: set, pods: [], nodes: Objects.nodes("n1")).plan().isEmpty)
    }
}
