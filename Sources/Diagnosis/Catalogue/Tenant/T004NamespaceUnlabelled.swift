import KubeLB
import Kubernetes
import Topology

/// KLC-T004: KubeLB's controllers pass over the tenant's namespace.
struct T004NamespaceUnlabelled: Check {
    let documentation = CheckDocumentation(
        code: "T004",
        title: "The tenant's namespace lacks KubeLB's label",
        severity: .error,
        explains: Gate.all(of: .provisioned),
        inputs: [.managementNamespaces],
        causedBy: ["C005", "T001"],
        meaning: """
            The manager works only in namespaces with the label kubelb.k8c.io/managed-by=kubelb, which it sets when it \
            creates them. The tenant's namespace does not have it.
            """,
        impact:
            "The manager ignores the tenant's LoadBalancers: nothing is provisioned or cleaned up.",
        mending: "Add the label again, and find out what removed it.",
        examples: [
            .fires(.error, "it has no label", "management: {namespaces: {tenant-acme: {metadata: {labels: null}}}}"),
            .fires(
                .warning, "the label has another value",
                "management: {namespaces: {tenant-acme: {metadata: {labels: {kubelb.k8c.io/managed-by: somebody}}}}}"),
            .silent(
                "it is being deleted",
                """
                management: {namespaces: {tenant-acme: {metadata: {labels: null, deletionTimestamp: "2026-11-22T11:59:00Z"},
                  status: {phase: Terminating}}}}
                """),
            .silent(
                "another namespace has no label",
                "management: {namespaces: {tenant-other: {status: {phase: Active}}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard context.diagnosedTenant != nil, let namespace = context.topology.namespaceObject.value,
            !namespace.isTerminating
        else { return [] }
        let value = namespace.metadata.labels[KubeLBNames.managedByLabel]
        guard value != Self.expected else { return [] }
        let label = "\(KubeLBNames.managedByLabel)=\(Self.expected)"
        return [
            Finding(
                value == nil ? .error : .warning,
                "\(namespace.reference) of the management cluster lacks the label \(label)"
                    + (value.map { ": its value is \"\($0)\"" } ?? ""),
                objects: [ObjectReference(.management, namespace)],
                evidence: [
                    namespace.evidence("label \(KubeLBNames.managedByLabel)", value ?? "none")
                ],
                remedies: [
                    .fix(
                        "add the label again",
                        context.kubectl("label", ObjectReference(.management, namespace), "\(label) --overwrite")),
                    .then(
                        "touch the LoadBalancers, which the manager has ignored so far",
                        context.touch(
                            .management, "-n \(namespace.metadata.name) \(LoadBalancer.resource) --all")),
                ])
        ]
    }

    private static let expected = "kubelb"
}
