import KubeLB
import Kubernetes
import Topology

/// KLC-A004: one cluster stands on both sides.
struct A004SameCluster: Check {
    let documentation = CheckDocumentation(
        code: "A004",
        title: "Both sides are the same cluster",
        severity: .error,
        inputs: [.tenantNamespaces, .managementNamespaces],
        optionalInputs: [.tenantDeployments, .managementDeployments],
        meaning: """
            The namespace kube-system has the same UID on both sides, so the tenant cluster and the management cluster \
            are the same. A test setup may do this on purpose; otherwise one of the two contexts is wrong.
            """,
        impact: "Findings about one side may be about the other: every finding is based on the wrong pair of clusters.",
        mending: """
            Select the right cluster for the other side. If one cluster has both roles on purpose, no action is \
            needed. To check the tenants of a management cluster without their clusters, use --all-tenants.
            """,
        examples: [
            .fires(
                .warning, "kube-system has one UID",
                "tenant: {namespaces: {kube-system: {metadata: {uid: 00000000-0000-4000-8000-00000000aaaa}}}}"),
            .fires(
                .error, "it has no manager",
                """
                tenant: {namespaces: {kube-system: {metadata: {uid: 00000000-0000-4000-8000-00000000aaaa}}}}
                management:
                  deployments.apps: {kubelb/kubelb-manager: null}
                  pods: {kubelb/kubelb-manager-1: null}
                """),
            .silent(
                "only another namespace has the same UID",
                """
                tenant: {namespaces: {default: {metadata: {uid: 00000000-0000-4000-8000-00000000cccc}}}}
                management: {namespaces: {default: {metadata: {uid: 00000000-0000-4000-8000-00000000cccc}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard let tenant = systemNamespace(.tenant, context), let management = systemNamespace(.management, context),
            !tenant.metadata.uid.isEmpty, tenant.metadata.uid == management.metadata.uid
        else { return [] }
        let roles = roles(context)
        return [
            Finding(
                roles == nil ? .warning : .error,
                "The tenant cluster and the management cluster are the same cluster"
                    + (roles.map { ", and \($0)" } ?? ""),
                objects: [ObjectReference(.tenant, tenant), ObjectReference(.management, management)],
                evidence: [
                    Evidence("Namespace kube-system: metadata.uid on both sides", tenant.metadata.uid)
                ],
                remedies: [
                    .fix(
                        "select the other cluster with --context or --management-context, unless one cluster has both roles on "
                            + "purpose"),
                    .inspect(
                        "list the contexts",
                        ShellCommand(
                            "kubectl config get-contexts \(option: "--kubeconfig", context.topology.kubeconfig(of: .tenant)?.path)"
                        )),
                ] + alone(context))
        ]
    }

    /// Without a CCM it is the management cluster that was given twice.
    private func alone(_ context: CheckContext) -> [Remedy] {
        guard case .absent = context.topology.deployment(of: context.topology.ccm) else { return [] }
        return [context.viewOfManagement]
    }

    /// Which of the two roles the cluster does not have; nil if it has both, or if that is unknown.
    private func roles(_ context: CheckContext) -> String? {
        let topology = context.topology
        if case .absent = topology.deployment(of: topology.ccm) { return "it has no CCM, so --context is wrong" }
        if case .absent = topology.deployment(of: topology.manager) {
            return "it has no manager, so --management-context is wrong"
        }
        return nil
    }

    private func systemNamespace(_ side: ClusterSide, _ context: CheckContext) -> Namespace? {
        context.topology.list(side, Namespace.self).first { $0.metadata.name == "kube-system" }.value
    }
}
