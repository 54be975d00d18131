import Kubernetes
import Topology

/// Pods of the tenant cluster by namespace and label, so that thousands of Services find theirs in one pass.
struct PodIndex {
    private struct Label: Hashable {
        let namespace: String
        let key: String
        let value: String
    }

    private let pods: [Pod]
    private let paths: Set<String>
    private let byLabel: [Label: [Int]]

    /// Pods that have finished are left out; nil where the pods could not be read.
    init?(_ topology: Topology) {
        guard let pods = topology.list(.tenant, Pod.self).all(where: { !$0.isFinished }).value else { return nil }
        var byLabel: [Label: [Int]] = [:]
        for (index, pod) in pods.enumerated() {
            for (key, value) in pod.metadata.labels {
                byLabel[Label(namespace: pod.metadata.namespace, key: key, value: value), default: []].append(index)
            }
        }
        self.pods = pods
        paths = Set(pods.map(\.metadata.path))
        self.byLabel = byLabel
    }

    /// Whether there is a pod of that name.
    func contains(_ name: String, namespace: String) -> Bool { paths.contains("\(namespace)/\(name)") }

    /// The pods that a Service selects; none for an empty selector.
    func selected(by service: Service) -> [Pod] {
        let candidates = service.selector.map { key, value in
            byLabel[Label(namespace: service.metadata.namespace, key: key, value: value)] ?? []
        }
        let fewest = candidates.min { $0.count < $1.count } ?? []
        return fewest.map { pods[$0] }.filter { $0.matches(service.selector) }
    }
}
