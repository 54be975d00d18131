import KubeLB
import Kubernetes

/// Whether what answered for the tenant cluster is a whole cluster: a proxy or a wrong path that answers with an empty list of
/// Services would make every LoadBalancer look orphaned.
struct ClusterProof {
    let topology: Topology

    /// What a whole cluster would have shown and this one did not; nil if nothing is missing.
    var refusal: CleanupRefusal? {
        guard let services = topology.list(.tenant, Service.self).value else { return nil }
        let missing: String
        if let reason = topology.list(.tenant, Namespace.self).unknown {
            missing = "its namespaces could not be read: \(reason)"
        } else if topology.clusterUID(.tenant) == nil {
            missing = "its namespace kube-system could not be read"
        } else if !hasNode, !hasCCM {
            missing = "neither a node nor the CCM could be read"
        } else if services.resourceVersion.isEmpty {
            missing = "its list of Services has no resourceVersion"
        } else if !services.items.contains(where: Self.isOfTheServer) {
            // The API server creates it, and again if it is deleted.
            missing = "its list of Services lacks Service default/kubernetes, which every cluster has"
        } else {
            return nil
        }
        return CleanupRefusal(
            .clusterUnproven, "the tenant cluster could not be confirmed as a complete cluster: \(missing)",
            hint:
                "check the server in the tenant's kubeconfig, and the permissions to list namespaces, nodes and Services"
        )
    }

    private static func isOfTheServer(_ service: Service) -> Bool {
        service.metadata.namespace == "default" && service.metadata.name == "kubernetes"
    }

    private var hasNode: Bool { topology.nodes.value?.isEmpty == false }

    private var hasCCM: Bool { topology.deployment(of: topology.ccm).value != nil }
}
