import Kubernetes
import Topology

/// That a kubelet ends a container because its liveness or startup probe fails: the container itself ends without an error.
struct LivenessFailure {
    let event: Event

    /// By the last such Event of the past hour; nil if there is none.
    init?(of pod: Pod, _ side: ClusterSide, _ context: CheckContext) {
        let events =
            context.topology.events(side, kind: Pod.kind, namespace: pod.metadata.namespace, name: pod.metadata.name)
            ?? []
        let failure = events.last { event in
            event.reason == "Unhealthy" && Self.probe(of: event) != nil
                && event.lastTimestamp.map { context.now.seconds(since: $0) < 3600 } ?? true
        }
        guard let failure else { return nil }
        event = failure
    }

    private static func probe(of event: Event) -> String? {
        ["liveness", "startup"].first { event.message.lowercased().hasPrefix("\($0) probe failed") }
    }

    /// `the kubelet ends it because its liveness probe fails: Get "http://…": connect: connection refused`.
    var words: String {
        let answer = event.message.split(separator: ":", maxSplits: 1).last.map { $0.drop { $0 == " " } } ?? ""
        return
            "the kubelet ends it because its \(Self.probe(of: event) ?? "liveness") probe fails: \(ServiceWords.excerpt(String(answer)))"
    }

    /// For one of KubeLB's controllers.
    func remedies(_ controller: Controller, _ pod: Pod, _ context: CheckContext) -> [Remedy] {
        [
            .fix(
                "let the probe ask the port that the container serves, or give it more time",
                context.kubectl("edit", context.reference(controller)), risk: .restart),
            .inspect(
                "see the probe and what the kubelet reports",
                context.kubectl("describe", ObjectReference(controller.role.side, pod))),
        ]
    }
}
