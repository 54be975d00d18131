import KubeLB
import Kubernetes
import Topology

/// KLC-C008: another controller looks after a Service that the CCM takes.
struct C008TwoOwners: Check {
    let documentation = CheckDocumentation(
        code: "C008",
        title: "Two controllers may manage the Service",
        severity: .warning,
        hop: .service,
        inputs: [.tenantServices, .tenantDeployments],
        meaning: """
            With --use-loadbalancer-class=false, the CCM manages every Service of type LoadBalancer. This one has the \
            class of another implementation, or the finalizer that cloud provider controllers set.
            """,
        impact: """
            Both controllers write the Service's address, and the last write wins; deletion waits for both. Clients \
            may be directed to an address that no controller maintains.
            """,
        mending: """
            Leave the Service to one controller: enable the class filter (kubelb.useLoadBalancerClass=true) and set \
            the class kubelb on KubeLB's Services, or recreate the Service without the other class.
            """,
        examples: [
            .fires(
                .warning, "it names another class",
                "tenant: {services: {shop/web: {spec: {loadBalancerClass: example.com/other}}}}"),
            .fires(
                .warning, "a cloud provider's finalizer",
                """
                tenant: {services: {shop/web: {metadata: {finalizers: [kubelb.k8c.io/cleanup,
                  service.kubernetes.io/load-balancer-cleanup]}}}}
                """),
            .silent("KubeLB's own class", "tenant: {services: {shop/web: {spec: {loadBalancerClass: kubelb}}}}"),
            .silent(
                "the filter is on",
                """
                tenant:
                  deployments.apps: {\(CCMExamples.deployment("--cluster-name=acme", "--use-loadbalancer-class=true"))}
                  services: {shop/web: {spec: {loadBalancerClass: example.com/other}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard let settings = context.topology.settings.value, !settings.usesLoadBalancerClass,
            !settings.convertsIngressOnly
        else { return [] }
        return context.topology.takenExposures.compactMap { finding($0, context) }
    }

    private func finding(_ exposure: Exposure, _ context: CheckContext) -> Finding? {
        let service = exposure.service
        let otherClass = service.loadBalancerClass.flatMap { $0 == KubeLBNames.loadBalancerClass ? nil : $0 }
        let foreign = service.metadata.finalizers.contains(KubeLBNames.foreignServiceFinalizer)
        var signs: [String] = []
        var evidence: [Evidence] = []
        if let otherClass {
            signs.append("has loadBalancerClass \(otherClass)")
            evidence.append(service.evidence("spec.loadBalancerClass", otherClass))
        }
        if foreign {
            signs.append("has another controller's finalizer")
            evidence.append(
                service.evidence("metadata.finalizers", KubeLBNames.foreignServiceFinalizer))
        }
        guard !signs.isEmpty else { return nil }
        evidence.append(Evidence("CCM: --use-loadbalancer-class", "false"))
        let writers = service.metadata.managedFields.filter { $0.subresource == "status" }
        if let last = writers.max(by: { ($0.time?.milliseconds ?? 0) < ($1.time?.milliseconds ?? 0) }) {
            evidence.append(service.evidence("last writer of status", last.manager, at: last.time))
        }
        return Finding(
            .warning, "\(service.reference) \(signs.joined(separator: " and ")), but KubeLB's CCM manages it too",
            resource: exposure.resource, objects: [context.reference(exposure)], evidence: evidence,
            remedies: [
                .fix(
                    "restrict the CCM to class \(KubeLBNames.loadBalancerClass); first check that all Services meant for "
                        + "KubeLB have it",
                    context.set("kubelb.useLoadBalancerClass", "true", of: context.topology.ccm), risk: .restart)
            ])
    }
}
