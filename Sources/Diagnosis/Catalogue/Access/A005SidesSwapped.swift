import KubeLB
import Kubernetes
import Topology

/// KLC-A005: the management cluster was named where the tenant cluster belongs, or the other way round.
struct A005SidesSwapped: Check {
    let documentation = CheckDocumentation(
        code: "A005",
        title: "The two clusters are swapped",
        severity: .error,
        inputs: [.tenantDeployments, .tenantDiscovery],
        optionalInputs: [.managementDeployments],
        meaning: """
            The cluster given as the tenant cluster runs the KubeLB manager or serves LoadBalancers of kubelb.k8c.io, \
            and has no CCM; or the cluster given as the management cluster runs the CCM and has no manager. The \
            contexts are mixed up.
            """,
        impact: "Every other check reads the wrong cluster.",
        mending: """
            Swap the two contexts. In a bundle, swap the directories tenant and management. To check the tenants of a \
            management cluster without their clusters, use --all-tenants.
            """,
        examples: [
            .fires(
                .error, "the manager on the tenant side, the CCM on the management side",
                """
                tenant:
                  discovery.kubelb.k8c.io: {resources: [{name: loadbalancers}, {name: tenants}]}
                  deployments.apps: {kubelb/kubelb-ccm: null, kubelb/kubelb-manager: {metadata: {labels: {
                    app.kubernetes.io/name: kubelb-manager}}, spec: {template: {spec: {containers: [{name: manager,
                    image: "quay.io/kubermatic/kubelb-manager:v1.4.3"}]}}}}}
                management:
                  deployments.apps: {kubelb/kubelb-manager: null, kubelb/kubelb-ccm: {metadata: {labels: {
                    app.kubernetes.io/name: kubelb-ccm}}, spec: {template: {spec: {containers: [{name: ccm,
                    image: "quay.io/kubermatic/kubelb-ccm:v1.4.3"}]}}}}}
                """),
            .fires(
                .error, "the tenant side serves LoadBalancers and runs no CCM",
                """
                tenant:
                  discovery.kubelb.k8c.io: {resources: [{name: loadbalancers}, {name: tenants}]}
                  deployments.apps: {kubelb/kubelb-ccm: null}
                """),
            .fires(
                .error, "the tenant side runs the manager, and no management cluster could be read",
                """
                tenant:
                  discovery.kubelb.k8c.io: {resources: [{name: loadbalancers}, {name: tenants}]}
                  deployments.apps: {kubelb/kubelb-ccm: null, kubelb/kubelb-manager: {metadata: {labels: {
                    app.kubernetes.io/name: kubelb-manager}}}}
                management: {deployments.apps: failed}
                """),
            .silent(
                "the tenant cluster has the CRDs of an earlier manager, and its CCM",
                "tenant: {discovery.kubelb.k8c.io: {resources: [{name: syncsecrets}, {name: loadbalancers}]}}"),
            .silent(
                "the management cluster is a tenant of its own as well",
                """
                management: {deployments.apps: {kubelb/kubelb-ccm: {metadata: {labels: {app.kubernetes.io/name: kubelb-ccm}},
                  spec: {template: {spec: {containers: [{name: ccm, image: "quay.io/kubermatic/kubelb-ccm:v1.4.3"}]}}}}}}
                """),
            .silent("no CCM is installed", "tenant: {deployments.apps: {kubelb/kubelb-ccm: null}}"),
            .silent(
                "one cluster plays both parts, and the CCM is not installed yet",
                """
                tenant:
                  discovery.kubelb.k8c.io: {resources: [{name: loadbalancers}, {name: tenants}]}
                  deployments.apps: {kubelb/kubelb-ccm: null, kubelb/kubelb-manager: {
                    metadata: {uid: 00000000-0000-4000-8000-00000000dddd, labels: {app.kubernetes.io/name: kubelb-manager}}}}
                management:
                  deployments.apps: {kubelb/kubelb-manager: {metadata: {uid: 00000000-0000-4000-8000-00000000dddd}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let served = topology.discovery(of: .tenant).value?.names ?? namesWhereAbsent(topology),
            let tenant = deployments(.tenant, topology)
        else { return [] }
        let management = deployments(.management, topology) ?? []
        guard !isSameCluster(tenant, management) else { return [] }
        let tenantManager = tenant.first { $0.runs(.manager) }
        let managementCCM = management.first { $0.runs(.ccm) }
        let servesLoadBalancers = served.contains("loadbalancers")
        let tenantSideIsWrong =
            (tenantManager != nil || servesLoadBalancers) && !tenant.contains { $0.runs(.ccm) }
        let managementSideIsWrong = managementCCM != nil && !management.contains { $0.runs(.manager) }
        guard tenantSideIsWrong || managementSideIsWrong else { return [] }

        var objects: [ObjectReference] = []
        var evidence: [Evidence] = []
        if let tenantManager {
            objects.append(ObjectReference(.tenant, tenantManager))
            evidence.append(Evidence("tenant cluster", "runs the manager: \(tenantManager.reference)"))
        }
        if servesLoadBalancers {
            evidence.append(Evidence("tenant cluster", "serves loadbalancers.\(KubeLBNames.group)"))
        }
        if let managementCCM {
            objects.append(ObjectReference(.management, managementCCM))
            evidence.append(Evidence("management cluster", "runs the CCM: \(managementCCM.reference)"))
        }
        let message =
            tenantSideIsWrong && managementSideIsWrong
            ? "The two clusters are swapped: the tenant cluster is a management cluster and vice versa"
            : tenantSideIsWrong
                ? "The tenant cluster is a management cluster: "
                    + "it \(tenantManager == nil ? "serves LoadBalancers" : "runs the manager") and has no CCM"
                : "The management cluster is a tenant cluster: it runs the CCM and no manager"
        return [
            Finding(.error, message, objects: objects, evidence: evidence, remedies: remedies(context))
        ]
    }

    /// A cluster without the API group serves nothing of it.
    private func namesWhereAbsent(_ topology: Topology) -> Set<String>? {
        if case .absent = topology.discovery(of: .tenant) { return [] }
        return nil
    }

    private func deployments(_ side: ClusterSide, _ topology: Topology) -> [Deployment]? {
        topology.list(side, Deployment.self).all { _ in true }.value
    }

    /// One Deployment on both sides shows one cluster on both sides: KLC-A004.
    private func isSameCluster(_ tenant: [Deployment], _ management: [Deployment]) -> Bool {
        let uids = Set(tenant.map(\.metadata.uid)).subtracting([""])
        return management.contains { uids.contains($0.metadata.uid) }
    }

    private func remedies(_ context: CheckContext) -> [Remedy] {
        guard deployments(.management, context.topology) != nil else {
            return [
                .fix("select the tenant cluster with --context, and this one with --management-context"),
                context.viewOfManagement,
            ]
        }
        return [swap(context)]
    }

    private func swap(_ context: CheckContext) -> Remedy {
        let topology = context.topology
        guard topology.kubeconfig(of: .tenant) != nil, topology.kubeconfig(of: .management) != nil else {
            return .fix("swap the two contexts; in a bundle, the directories tenant and management")
        }
        return .fix("swap the two contexts", context.tool("doctor", isSwapped: true))
    }
}

extension Deployment {
    /// Whether it is the controller, by its label or by its image; `Controller` looks at its own side only.
    fileprivate func runs(_ role: Controller.Role) -> Bool {
        metadata.labels[KubeLBNames.appNameLabel] == role.appName
            || state.template.containers.contains { container in
                (container.image.split(separator: "/").last ?? "").hasPrefix(role.appName)
            }
    }
}
