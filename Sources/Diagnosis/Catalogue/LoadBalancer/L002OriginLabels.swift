import KubeLB
import Kubernetes
import Topology

/// KLC-L002: the LoadBalancer does not name the Service that it was made from.
struct L002OriginLabels: Check {
    let documentation = CheckDocumentation(
        code: "L002",
        title: "The LoadBalancer's origin labels are missing or wrong",
        severity: .error,
        explains: Gate.all(of: .synced),
        inputs: [.tenantServices, .loadBalancers], judgesManagementAlone: true,
        meaning: """
            When the status of a LoadBalancer changes, the CCM finds its Service by the labels kubelb.k8c.io/origin-ns \
            and kubelb.k8c.io/origin-name. They are missing, or name a Service other than the one with the \
            LoadBalancer's UID. The CCM sets them only when it creates the LoadBalancer.
            """,
        impact: "The address, and every later change to it, is not propagated to the Service.",
        mending: "Set the two labels to the Service's namespace and name.",
        examples: [
            .fires(
                .error, "the labels were removed",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {
                  labels: {kubelb.k8c.io/origin-ns: null, kubelb.k8c.io/origin-name: null}}}}}
                """),
            .fires(
                .error, "the labels name another Service",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {
                  labels: {kubelb.k8c.io/origin-name: other}}}}}
                """),
            .fires(
                .error, "one of the labels was removed",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {
                  labels: {kubelb.k8c.io/origin-name: null}}}}}
                """),
            .silent(
                "a label that plays no part is missing",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {
                  labels: {kubelb.k8c.io/tenant: null}}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenExposures.compactMap { exposure -> Finding? in
            guard let loadBalancer = exposure.loadBalancer.value, !loadBalancer.metadata.isBeingDeleted else {
                return nil
            }
            if context.topology.position.hides(.tenant) { return incomplete(loadBalancer, exposure, context) }
            let metadata = exposure.service.metadata
            let origin = loadBalancer.origin
            if let origin, origin == (metadata.namespace, metadata.name) { return nil }
            return finding(exposure, loadBalancer, origin.map { "\($0.namespace)/\($0.name)" }, context)
        }
    }

    /// What the management cluster alone shows: one of the labels without the other.
    private func incomplete(
        _ loadBalancer: LoadBalancer, _ exposure: Exposure, _ context: CheckContext
    ) -> Finding? {
        let all = [KubeLBNames.originNamespaceLabel, KubeLBNames.originNameLabel]
        let missing = all.filter { loadBalancer.metadata.labels[$0]?.isEmpty ?? true }
        guard missing.count == 1, let label = missing.first else { return nil }
        let value = ShellWord.variable("SERVICE", "the \(label == all[0] ? "namespace" : "name") of the Service")
        return Finding(
            .error,
            "\(loadBalancer.reference) lacks the label \(label), so the CCM does not find its Service, and changes of the address do "
                + "not reach it",
            resource: exposure.resource, objects: [ObjectReference(.management, loadBalancer)],
            evidence: all.map {
                loadBalancer.evidence("metadata.labels[\($0)]", loadBalancer.metadata.labels[$0] ?? "not set")
            },
            remedies: [
                .fix(
                    "set the label to that of the Service with this UID",
                    context.kubectl("label", ObjectReference(.management, loadBalancer), "\(label)=\(value)"))
            ])
    }

    private func finding(
        _ exposure: Exposure, _ loadBalancer: LoadBalancer, _ origin: String?, _ context: CheckContext
    ) -> Finding {
        let metadata = exposure.service.metadata
        let (namespaceLabel, nameLabel) = (KubeLBNames.originNamespaceLabel, KubeLBNames.originNameLabel)
        let labels: ShellWords = "\(namespaceLabel)=\(metadata.namespace) \(nameLabel)=\(metadata.name)"
        let says = origin.map { "has origin labels for Service \($0)" } ?? "has no origin labels"
        return Finding(
            .error,
            "\(loadBalancer.reference) \(says), but belongs to \(exposure.service.reference), "
                + "so address changes do not reach that Service",
            resource: exposure.resource,
            objects: [ObjectReference(.management, loadBalancer), context.reference(exposure)],
            evidence: [namespaceLabel, nameLabel].map { label in
                loadBalancer.evidence(
                    "metadata.labels[\(label)]",
                    loadBalancer.metadata.labels[label] ?? "not set")
            } + [exposure.service.evidence("metadata.uid", metadata.uid)],
            remedies: [
                .fix(
                    "set the labels to the right Service",
                    context.kubectl(
                        "label", ObjectReference(.management, loadBalancer), "\(words: labels) --overwrite"))
            ])
    }
}
