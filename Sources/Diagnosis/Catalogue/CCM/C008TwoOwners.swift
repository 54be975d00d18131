import KubeLB
import Kubernetes
import Topology

/// KLC-C008: another controller looks after a Service that the CCM takes.
struct C008TwoOwners: Check {
    let documentation = CheckDocumentation(
        code: "C008",
        title: "Two controllers may serve the Service",
        severity: .warning,
        hop: .service,
        inputs: [.tenantServices, .tenantDeployments],
        meaning: """
            With --use-loadbalancer-class=false the CCM takes every Service of type LoadBalancer. This one names the class of \
            another implementation, or carries the finalizer that cloud providers' controllers set.
            """,
        impact: """
            Both controllers write the Service's address, and the last one wins; a deletion waits for both. Clients may be \
            sent to an address that nobody watches.
            """,
        mending: """
            Let one controller have it: switch the class filter on (kubelb.useLoadBalancerClass=true) and give KubeLB's \
            Services the class kubelb, or create the Service anew without the other class.
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
            signs.append("names class \(otherClass)")
            evidence.append(Evidence("\(service.reference): spec.loadBalancerClass", otherClass))
        }
        if foreign {
            signs.append("carries another controller's finalizer")
            evidence.append(
                Evidence("\(service.reference): metadata.finalizers", KubeLBNames.foreignServiceFinalizer))
        }
        guard !signs.isEmpty else { return nil }
        evidence.append(Evidence("CCM argument --use-loadbalancer-class", "false"))
        let writers = service.metadata.managedFields.filter { $0.subresource == "status" }
        if let last = writers.max(by: { ($0.time?.milliseconds ?? 0) < ($1.time?.milliseconds ?? 0) }) {
            evidence.append(Evidence("\(service.reference): last writer of the status", last.manager, at: last.time))
        }
        return Finding(
            .warning, "\(service.reference) \(signs.joined(separator: " and ")), and KubeLB's CCM takes it too",
            service: context.key(exposure), objects: [context.reference(exposure)], evidence: evidence,
            remedies: [
                Remedy(
                    "let the CCM take only Services of class \(KubeLBNames.loadBalancerClass); first make sure that those"
                        + " meant for KubeLB have it",
                    command: CommonRemedies.ccmValue("kubelb.useLoadBalancerClass", "true", context), risk: .restart)
            ])
    }
}
