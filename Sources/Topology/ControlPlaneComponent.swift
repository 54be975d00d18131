import Kubernetes

/// Components of a cluster's control plane; each is also the name of its Lease in kube-system.
package enum ControlPlaneComponent: String, CaseIterable, Sendable {
    case scheduler = "kube-scheduler"
    case controllerManager = "kube-controller-manager"
}

extension Topology {
    /// The Lease of a component that does not renew it. nil if it does, and if that is unknown: the control planes of some
    /// providers show none.
    package func staleLease(of component: ControlPlaneComponent, _ side: ClusterSide) -> Lease? {
        let found = list(side, Lease.self).first {
            $0.metadata.name == component.rawValue && $0.metadata.namespace == "kube-system"
        }
        return found.value.flatMap { isStale($0, side) == true ? $0 : nil }
    }

    /// Whether the tenant's Envoy has fewer pods than it should have, so that somebody has not created them.
    package var lacksEnvoyPods: Bool {
        guard let pods = envoyPods.value, let workload = envoyWorkload.value else { return false }
        return pods.count < workload.state.desired
    }
}

extension Pod {
    /// Whether it waits for a node, and the scheduler has neither found one nor said why not.
    package var awaitsScheduler: Bool {
        phase == "Pending" && (spec.nodeName ?? "").isEmpty && !metadata.isBeingDeleted
            && !conditions.contains { $0.type == "PodScheduled" }
    }
}
