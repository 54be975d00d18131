import KubeLB
import Kubernetes

/// Whether the tenant's namespace of the management cluster is this tenant cluster's: a list of Services says nothing about
/// the LoadBalancers of another cluster.
///
/// Names prove nothing, as two pairs of clusters may well use the same ones. A LoadBalancer that is named by the UID of a
/// Service here does, and so does the CCM's own kubeconfig, where it leads to this management cluster.
struct TenantProof {
    let topology: Topology
    let inventory: LeftBehindInventory?
    let isProven: Bool

    /// Why the two sides do not belong together, or why that is not known; empty where they do.
    var refusals: [CleanupRefusal] {
        if let swapped { return [swapped] }
        if let unrelated { return [unrelated] }
        return isProven ? [] : unproven.map { [$0] } ?? []
    }

    // MARK: Swapped

    private var swapped: CleanupRefusal? {
        let hint = "swap --context and --management-context; kubelb-ctl doctor shows details (KLC-A005)"
        if case .absent = topology.list(.management, LoadBalancer.self) {
            return CleanupRefusal(
                .sidesSwapped, "the management cluster does not serve LoadBalancers of \(KubeLBNames.group)", hint: hint
            )
        }
        guard !isSameCluster else { return nil }
        let servesLoadBalancers = topology.discovery(of: .tenant).value?.names.contains("loadbalancers") == true
        if servesLoadBalancers, case .absent = topology.deployment(of: topology.ccm) {
            return CleanupRefusal(
                .sidesSwapped, "the tenant cluster is a management cluster: it serves LoadBalancers and has no CCM",
                hint: hint)
        }
        if runs(KubeLBNames.managerAppName, on: .tenant), !runs(KubeLBNames.ccmAppName, on: .tenant) {
            return CleanupRefusal(.sidesSwapped, "the tenant cluster runs the manager and no CCM", hint: hint)
        }
        if runs(KubeLBNames.ccmAppName, on: .management), !runs(KubeLBNames.managerAppName, on: .management) {
            return CleanupRefusal(.sidesSwapped, "the management cluster runs the CCM and no manager", hint: hint)
        }
        return nil
    }

    private func runs(_ name: String, on side: ClusterSide) -> Bool {
        (topology.list(side, Deployment.self).value?.items ?? []).contains { deployment in
            deployment.metadata.labels[KubeLBNames.appNameLabel] == name
                || deployment.state.template.containers.contains {
                    ($0.image.split(separator: "/").last ?? "").hasPrefix(name)
                }
        }
    }

    /// One cluster may play both parts.
    private var isSameCluster: Bool {
        guard let tenant = topology.clusterUID(.tenant) else { return false }
        return tenant == topology.clusterUID(.management)
    }

    // MARK: Unrelated

    /// What shows that the two sides do not belong together.
    private var unrelated: CleanupRefusal? {
        if let tenant = topology.tenant.value, let name = topology.settings.value?.clusterName {
            let own = KubeLBNames.tenantNamespace(forClusterName: name)
            if own != tenant.namespace {
                return CleanupRefusal(
                    .clustersUnrelated,
                    "this cluster's CCM uses \(own), not \(tenant.namespace): "
                        + "the objects there belong to another cluster",
                    hint: "omit --tenant, or select the tenant cluster of \(tenant.name) with --context")
            }
        }
        let management = topology.clusterUID(.management)
        if let other = secrets.compactMap(\.clusterUID).first(where: { !$0.isEmpty }), let management,
            other != management
        {
            return CleanupRefusal(
                .clustersUnrelated,
                "this cluster's CCM uses a management cluster (kube-system \(other)) other than the selected one "
                    + "(\(management))",
                hint: "select the CCM's own management cluster with --management-context")
        }
        return nil
    }

    private var secrets: [SecretReport] {
        (topology.access(of: .tenant).value?.secrets ?? []).filter {
            $0.name == KubeLBNames.ccmKubeconfigSecret && $0.exists
        }
    }

    // MARK: Unproven

    private var unproven: CleanupRefusal? {
        guard let tenant = topology.tenant.value else {
            let reason = topology.tenant.unknown.map { ": \($0)" } ?? ": the CCM has no --cluster-name"
            return CleanupRefusal(
                .tenantUnproven, "the tenant is unknown\(reason)",
                hint: "set it with --tenant; a LoadBalancer of a Service in this cluster must confirm it")
        }
        if hasLivePair || hasLiveRoute || isProvenBySecret(tenant) { return nil }
        let elsewhere = namespacesOfOwnLoadBalancers(besides: tenant.namespace)
        let found =
            if topology.list(.management, LoadBalancer.self).all(where: { _ in true }).unknown != nil {
                "not all LoadBalancers could be read"
            } else if topology.list(.tenant, Service.self).all(where: { _ in true }).unknown != nil {
                "not all Services of this cluster could be read"
            } else if elsewhere.isEmpty {
                "no LoadBalancer in \(tenant.namespace) belongs to a Service in this cluster"
            } else {
                "LoadBalancers of this cluster's Services are in \(elsewhere.joined(separator: ", ")), none in \(tenant.namespace)"
            }
        return CleanupRefusal(
            .tenantUnproven,
            "it is not proven that \(tenant.namespace) belongs to this cluster: \(found), and the CCM's kubeconfig was not "
                + "found to point there",
            hint:
                "check the two contexts, and the permissions to read Secret \(KubeLBNames.namespace)/\(KubeLBNames.ccmKubeconfigSecret) "
                + "and namespace kube-system in both clusters")
    }

    /// A UID is given once: whoever has the Service is who made the LoadBalancer. Its labels have to agree, as somebody may
    /// have named an object by hand.
    private var hasLivePair: Bool {
        let paths = Dictionary(
            (topology.list(.tenant, Service.self).value?.items ?? []).map { ($0.metadata.uid, $0.metadata.path) },
            uniquingKeysWith: { first, _ in first })
        return (inventory?.entries ?? []).contains { loadBalancer, standing in
            guard case .live = standing, let origin = loadBalancer.origin else { return false }
            return paths[loadBalancer.metadata.name] == "\(origin.namespace)/\(origin.name)"
        }
    }

    /// The same for a Route and its Ingress, Gateway or route.
    private var hasLiveRoute: Bool {
        topology.routeExposures.contains { exposure in
            guard let route = exposure.foundRoute.value, let origin = route.originLabels else { return false }
            return exposure.isSourceVisible && exposure.path == "\(origin.namespace)/\(origin.name)"
                && route.source.kind == exposure.kind.rawValue
        }
    }

    /// The CCM's kubeconfig is the one issued for this tenant, or leads to this cluster, where the CCM names the tenant.
    private func isProvenBySecret(_ tenant: TenantIdentity) -> Bool {
        if secrets.contains(where: { $0.equalsIssued == true }) { return true }
        guard topology.settings.value?.clusterName != nil else { return false }
        if topology.hasCCMIdentityOnly, let server = topology.access(of: .management).value?.server,
            secrets.contains(where: { $0.server == server && $0.failure == nil })
        {
            // The CCM's own credentials, at the CCM's own server: its authority and its token were accepted there.
            return true
        }
        guard let management = topology.clusterUID(.management) else { return false }
        return secrets.contains { $0.clusterUID == management }
    }

    private func namespacesOfOwnLoadBalancers(besides namespace: String) -> [String] {
        let uids = Set((topology.list(.tenant, Service.self).value?.items ?? []).map(\.metadata.uid))
        let own = (topology.list(.management, LoadBalancer.self).value?.items ?? []).filter {
            uids.contains($0.metadata.name) && $0.metadata.namespace != namespace
        }
        return Set(own.map(\.metadata.namespace)).sorted()
    }
}

extension Topology {
    /// UID of the namespace kube-system, which stands for the cluster; nil where it could not be read.
    package func clusterUID(_ side: ClusterSide) -> String? {
        list(side, Namespace.self).first { $0.metadata.name == "kube-system" }.value
            .flatMap { $0.metadata.uid.isEmpty ? nil : $0.metadata.uid }
    }
}
