import KubeLB
import Kubernetes
import Topology

/// KLC-A004: one cluster stands on both sides.
struct A004SameCluster: Check {
    let documentation = CheckDocumentation(
        code: "A004",
        title: "Both sides are the same cluster",
        severity: .warning,
        inputs: [.tenantNamespaces, .managementNamespaces],
        meaning: """
            The namespace kube-system has the same UID on both sides, so the tenant cluster and the management cluster are \
            one. A test may be set up like that; otherwise one of the two contexts is the wrong one.
            """,
        impact: "What is said of one side may be about the other: every finding rests on the wrong pair.",
        mending: "Name the other cluster. Where one cluster plays both parts on purpose, nothing is to be done.",
        examples: [
            .fires(
                .warning, "kube-system has one UID",
                "tenant: {namespaces: {kube-system: {metadata: {uid: 00000000-0000-4000-8000-00000000aaaa}}}}"),
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
        return [
            Finding(
                .warning, "The tenant side and the management side are the same cluster",
                objects: [ObjectReference(.tenant, tenant), ObjectReference(.management, management)],
                evidence: [
                    Evidence("Namespace kube-system: metadata.uid on both sides", tenant.metadata.uid)
                ],
                remedies: [
                    Remedy(
                        "name the other cluster with --context or --management-context; see which there are",
                        command: ShellCommand("kubectl config get-contexts")),
                    Remedy("nothing is to be done where one cluster plays both parts on purpose"),
                ])
        ]
    }

    private func systemNamespace(_ side: ClusterSide, _ context: CheckContext) -> Namespace? {
        context.topology.list(side, Namespace.self).first { $0.metadata.name == "kube-system" }.value
    }
}
