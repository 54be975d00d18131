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
        inputs: [.tenantServices, .loadBalancers],
        meaning: """
            By the labels kubelb.k8c.io/origin-ns and kubelb.k8c.io/origin-name the CCM finds the Service of a \
            LoadBalancer whose status changes. They are missing here, or name another Service than the one whose UID the \
            LoadBalancer carries. The CCM sets them on creation and never again.
            """,
        impact: "The address, and every later change of it, does not find its way back to the Service.",
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
            let metadata = exposure.service.metadata
            let origin = loadBalancer.origin
            if let origin, origin == (metadata.namespace, metadata.name) { return nil }
            return finding(exposure, loadBalancer, origin.map { "\($0.namespace)/\($0.name)" }, context)
        }
    }

    private func finding(
        _ exposure: Exposure, _ loadBalancer: LoadBalancer, _ origin: String?, _ context: CheckContext
    ) -> Finding {
        let metadata = exposure.service.metadata
        let (namespaceLabel, nameLabel) = (KubeLBNames.originNamespaceLabel, KubeLBNames.originNameLabel)
        let labels: ShellWords = "\(namespaceLabel)=\(metadata.namespace) \(nameLabel)=\(metadata.name)"
        let says = origin.map { "names Service \($0) as its origin" } ?? "lacks its origin labels"
        return Finding(
            .error,
            "\(loadBalancer.reference) \(says), but is that of \(exposure.service.reference); "
                + "a change of its address does not reach that Service",
            service: context.key(exposure),
            objects: [ObjectReference(.management, loadBalancer), context.reference(exposure)],
            evidence: [namespaceLabel, nameLabel].map { label in
                Evidence(
                    "\(loadBalancer.reference): metadata.labels[\(label)]",
                    loadBalancer.metadata.labels[label] ?? "not set")
            } + [Evidence("\(exposure.service.reference): metadata.uid", metadata.uid)],
            remedies: [
                Remedy(
                    "name the right Service",
                    command: LoadBalancerCommands.command(
                        "label", loadBalancer, "\(words: labels) --overwrite", context))
            ])
    }
}
