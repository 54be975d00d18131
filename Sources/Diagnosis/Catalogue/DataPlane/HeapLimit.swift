import Characters
import KubeLB
import Kubernetes
import Topology

/// That an Envoy refuses requests, those of its probes as well, because its heap is larger than the Config allows: near
/// `maxHeapSizeBytes`, Envoy's overload manager stops accepting requests (KubeLB `bootstrap.go`: at 98 %).
struct HeapLimit {
    /// For after a sentence that quotes the probe.
    let words: String
    let evidence: Evidence
    let remedies: [Remedy]

    /// nil if there is no limit, or if no probe of the pod was answered with 503 within the past hour.
    init?(of pod: Pod, _ context: CheckContext) {
        guard !pod.metadata.isBeingDeleted, let bytes = context.topology.config.value?.heapLimit else { return nil }
        let events =
            context.topology.events(
                .management, kind: Pod.kind, namespace: pod.metadata.namespace, name: pod.metadata.name) ?? []
        let refused = events.last { event in
            event.reason == "Unhealthy" && event.message.containsBytes(of: "statuscode: 503")
                && event.lastTimestamp.map { context.now.seconds(since: $0) < 3600 } ?? true
        }
        guard let refused else { return nil }
        let isTooSmall = bytes < Self.idle
        // One that starts answers 503 until it has its configuration, too.
        guard isTooSmall || !refused.message.hasPrefix("Startup probe failed") else { return nil }
        let size = bytes < 1 << 20 ? "\(bytes) bytes" : "\(bytes >> 20) MiB"
        let limit = "spec.envoyProxy.overloadManager.maxHeapSizeBytes of the Config allows Envoy \(size) of heap"
        words =
            isTooSmall
            ? "\(limit), less than it needs when idle, so it refuses all requests, also those of its probes (HTTP 503)"
            : "\(limit); near that limit it refuses all requests, also those of its probes (HTTP 503)"
        evidence = Evidence("Config: spec.envoyProxy.overloadManager.maxHeapSizeBytes", "\(bytes) (\(size))")
        remedies = [
            .fix(
                "raise maxHeapSizeBytes to some hundred MiB, a little less than the memory limit of Envoy's container",
                context.kubectl("edit", .config), risk: .restart),
            .fix(
                "disable the overload manager, for every tenant",
                context.patch(.config, ["spec": ["envoyProxy": ["overloadManager": ["enabled": false]]]]),
                risk: .restart),
        ]
    }

    /// What an Envoy without traffic and with few clusters allocates is 20 to 50 MiB.
    private static let idle = 64 << 20
}
