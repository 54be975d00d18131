import Documents
import Testing

@testable import Controllers

struct SchedulingTests {
    @Test("the node with the fewest pods; the first one depends on the name")
    func pick() {
        let nodes = Objects.nodes("n1", "n2", "n3")
        #expect(nodes.pick(besides: ["n1", "n1", "n2", "n3", "n3"], seed: "x") == "n2")
        #expect(Objects.nodes().pick(besides: [], seed: "x") == nil)
        let first = Set((0..<50).compactMap { nodes.pick(besides: [], seed: "set-\($0)") })
        #expect(first == ["n1", "n2", "n3"])
        #expect(nodes.pick(besides: ["gone"], seed: "x") == nodes.pick(besides: [], seed: "x"))
    }

    @Test(
        "why no node takes a pod",
        arguments: [
            ([], "no nodes available to schedule pods"),
            (
                [Objects.node("n1", isReady: false), Objects.node("n2", isReady: false)],
                "0/2 nodes are available: 2 node(s) had untolerated taint {node.kubernetes.io/not-ready: }. preemption: "
                    + "0/2 nodes are available: 2 Preemption is not helpful for scheduling."
            ),
            (
                [Objects.node("n1", isReady: false), Objects.node("n2", isCordoned: true)],
                "0/2 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }, "
                    + "1 node(s) were unschedulable. preemption: 0/2 nodes are available: 2 Preemption is not helpful for "
                    + "scheduling."
            ),
        ] as [([JSONValue], String)])
    func objection(nodes: [JSONValue], text: String) {
        let choice = NodeChoice(nodes)
        #expect(choice.objection == text)
        let pod = PodFacts(Objects.pod("p", node: nil, isReady: false))
        #expect(Scheduler.decide(pod, choice, taken: []) == .wait(message: text, isNew: true))
        let told = PodFacts(
            pod.document.merging(patch: Scheduler.unschedulable(text, now: Objects.time)))
        #expect(Scheduler.decide(told, choice, taken: []) == .wait(message: text, isNew: false))
    }

    @Test("a pod that waits gets a node as soon as there is one; others are left alone")
    func bind() {
        let nodes = Objects.nodes("n1", "n2")
        let waiting = PodFacts(Objects.pod("p", node: nil, isReady: false))
        #expect(Scheduler.decide(waiting, nodes, taken: ["n1"]) == .bind(node: "n2"))
        #expect(Scheduler.decide(PodFacts(Objects.pod("p")), nodes, taken: []) == nil)
        #expect(
            Scheduler.decide(PodFacts(Objects.pod("p", node: nil, isLeaving: true)), nodes, taken: []) == nil)
    }

    @Test("heartbeats change nothing that matters")
    func known() async {
        let known = KnownNodes()
        #expect(await known.take("n1", Objects.node("n1")))
        #expect(await !known.take("n1", Objects.node("n1").merging(patch: ["metadata": ["resourceVersion": "2"]])))
        #expect(await known.take("n1", Objects.node("n1", isReady: false)))
        #expect(await known.choice.schedulable == [])
        #expect(await known.take("n1", nil))
    }
}
