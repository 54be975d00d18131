import KubeLB
import Kubernetes
import Topology

/// KLC-S011: the CCM has not touched a Service that it should take.
struct S011NotSeenByCCM: Check {
    let documentation = CheckDocumentation(
        code: "S011",
        title: "The CCM has not picked up the Service",
        severity: .error,
        explains: [.acceptedByCCM],
        inputs: [.tenantServices, .tenantDeployments],
        optionalInputs: [.loadBalancers, .tenantLeases],
        causedBy: ServiceCauses.ccm + ["M004", "R002", "R003", "T006"],
        meaning: """
            The CCM first adds its finalizer kubelb.k8c.io/cleanup to a Service. The CCM should manage this Service, \
            but the finalizer is missing.
            """,
        impact: "Nothing has been requested from the management cluster for this Service, so it gets no address.",
        mending: "Find out why the CCM does not work: check its pods, its Lease and its log.",
        examples: [
            .fires(
                .error, "no finalizer after two hours",
                """
                tenant: {services: {shop/web: {metadata: {finalizers: null}, status: {loadBalancer: null}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                """),
            .fires(
                .warning, "no finalizer after 20 seconds",
                """
                tenant: {services: {shop/web: {metadata: {finalizers: null, creationTimestamp: "2026-11-22T11:59:40Z"},
                  status: {loadBalancer: null}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                """),
            .fires(
                .error, "somebody took the finalizer off",
                "tenant: {services: {shop/web: {metadata: {finalizers: null}}}}"),
            .silent(
                "the class filter keeps the Service out",
                """
                tenant:
                  deployments.apps: {kubelb/kubelb-ccm: {spec: {template: {spec: {containers: [{name: ccm,
                    image: quay.io/kubermatic/kubelb-ccm:v1.4.3, args: [--cluster-name=acme, --use-loadbalancer-class=true]}]}}}}}
                  services: {shop/web: {metadata: {finalizers: null}, spec: {loadBalancerClass: example.com/other},
                    status: {loadBalancer: null}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let isRivalled = LeaseRival(context) != nil
        return context.topology.takenExposures.compactMap { exposure -> Finding? in
            guard !exposure.hasFinalizer else { return nil }
            let service = exposure.service
            let (severity, note) = context.symptom(since: exposure.lastChange)
            let finalizers = service.metadata.finalizers
            // Somebody took the finalizer off: the CCM has put it on before it wrote the LoadBalancer.
            let message =
                exposure.loadBalancer.value.map {
                    "\(service.reference) has lost KubeLB's finalizer: deleting it now would orphan \($0.reference)"
                } ?? "The CCM has not picked up \(service.reference): it does not have KubeLB's finalizer"
            var finding = Finding(
                severity, message + note, resource: exposure.resource, objects: [context.reference(exposure)],
                evidence: [
                    service.evidence(
                        "metadata.finalizers",
                        finalizers.isEmpty ? "none" : ServiceWords.list(finalizers, limit: 8)),
                    service.evidence(
                        "last change", exposure.lastChange?.description ?? "unknown",
                        at: exposure.lastChange),
                ],
                remedies: [
                    context.retry(exposure, "picks it up"),
                    context.restart(context.topology.ccm, " if it leads but logs nothing"),
                    context.log(of: context.topology.ccm),
                ])
            if isRivalled { finding.suspects = ["C016"] }
            return finding
        }
    }
}
