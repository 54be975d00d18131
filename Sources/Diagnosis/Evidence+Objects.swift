import Kubernetes
import Topology

extension KubernetesObject {
    /// A field of the object, and its value.
    func evidence(_ field: String, _ value: String, at observedAt: Timestamp? = nil) -> Evidence {
        Evidence("\(reference): \(field)", value, at: observedAt)
    }
}

extension EnvoyWorkload {
    /// A field of the workload, and its value.
    func evidence(_ field: String, _ value: String, at observedAt: Timestamp? = nil) -> Evidence {
        Evidence("\(reference): \(field)", value, at: observedAt)
    }
}
