/// Taints that Kubernetes itself sets on nodes ("Taints and Tolerations" in its documentation): they show a state of the node,
/// and are removed when that has changed.
enum NodeTaint {
    /// What ends the state; nil for a taint that somebody set.
    static func advice(for key: String) -> String? {
        let prefix = "node.kubernetes.io/"
        switch key {
        case prefix + "disk-pressure":
            return
                "free disk space on the nodes, or enlarge their disks: the kubelet evicts pods until there is enough, and then "
                + "removes the taint"
        case prefix + "memory-pressure":
            return
                "free memory on the nodes, or add nodes: the kubelet evicts pods until there is enough, and then removes the taint"
        case prefix + "pid-pressure":
            return "reduce the processes on the nodes, or raise their limit: the kubelet then removes the taint"
        case prefix + "not-ready", prefix + "unreachable": return "get the nodes Ready"
        case prefix + "network-unavailable": return "get the network plugin running on the nodes"
        case prefix + "unschedulable": return "uncordon the nodes, if they may run pods again"
        case "node.cloudprovider.kubernetes.io/uninitialized":
            return "get the cloud controller manager running: it removes the taint from new nodes"
        default: return nil
        }
    }
}
