import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-C007: the class filter keeps the CCM from taking a Service.
struct C007ClassMismatch: Check {
    let documentation = CheckDocumentation(
        code: "C007",
        title: "The CCM does not manage the Service's class",
        severity: .error,
        explains: [.eligibility],
        hop: .service,
        inputs: [.tenantServices, .tenantDeployments],
        meaning: """
            The CCM runs with --use-loadbalancer-class=true, so it manages only Services with spec.loadBalancerClass \
            "kubelb". This Service has no class or another one, and the CCM ignores it without an Event or a log line.
            """,
        impact: "The Service never gets a LoadBalancer from KubeLB, and so no address.",
        mending: """
            spec.loadBalancerClass cannot be changed once the Service is of type LoadBalancer. Recreate the Service \
            with loadBalancerClass: kubelb, or disable the filter in the CCM's Helm values \
            (kubelb.useLoadBalancerClass=false).
            """,
        examples: [
            .fires(
                .error, "the filter is on and the Service has no class",
                """
                tenant:
                  deployments.apps: {kubelb/kubelb-ccm: {spec: {template: {spec: {containers: [{name: ccm,
                    image: quay.io/kubermatic/kubelb-ccm:v1.4.3, args: [--cluster-name=acme, --use-loadbalancer-class=true]}]}}}}}
                  services: {shop/web: {metadata: {finalizers: null}, status: {loadBalancer: null}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                """),
            .fires(
                .info, "the filter is on and the Service has another class",
                """
                tenant:
                  deployments.apps: {kubelb/kubelb-ccm: {spec: {template: {spec: {containers: [{name: ccm,
                    image: quay.io/kubermatic/kubelb-ccm:v1.4.3, args: [--cluster-name=acme, --use-loadbalancer-class]}]}}}}}
                  services: {shop/web: {metadata: {finalizers: null}, spec: {loadBalancerClass: example.com/other},
                    status: {loadBalancer: null}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                """),
            .silent(
                "the filter is off",
                "tenant: {services: {shop/web: {spec: {loadBalancerClass: example.com/other}}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.exposures.compactMap { exposure in
            guard exposure.eligibility.value == .otherClass, !exposure.isLeftBehind, !exposure.isTerminating else {
                return nil
            }
            let service = exposure.service
            if let loadBalancerClass = service.loadBalancerClass {
                return finding(
                    .info,
                    "\(service.reference) has loadBalancerClass \(loadBalancerClass): another controller manages it",
                    exposure,
                    context)
            }
            guard exposure.addresses.isEmpty else { return nil }
            return finding(
                .error,
                "\(service.reference) has no loadBalancerClass, but the CCM manages only class \(KubeLBNames.loadBalancerClass)",
                exposure, context)
        }
    }

    private func finding(
        _ severity: Severity, _ message: String, _ exposure: Exposure, _ context: CheckContext
    ) -> Finding {
        let change: JSONValue = [
            "spec": [
                "loadBalancerClass": .string(KubeLBNames.loadBalancerClass), "clusterIP": .null, "clusterIPs": .null,
            ], "status": .null,
        ]
        return Finding(
            severity, message, resource: exposure.resource, objects: [context.reference(exposure)],
            evidence: [
                Evidence("CCM: --use-loadbalancer-class", "true"),
                exposure.service.evidence(
                    "spec.loadBalancerClass",
                    exposure.service.loadBalancerClass ?? "not set"),
            ],
            remedies: severity == .info
                ? []
                : [
                    .fix(
                        "recreate the Service with the class (it cannot be changed in place)",
                        context.kubectl("get", context.reference(exposure), "-o json")
                            .piped(
                                into: ShellCommand(
                                    "kubectl patch --local -f - --type=merge -p \(json: change) -o json"),
                                onNewLine: true
                            )
                            .piped(into: context.kubectl(.tenant, "replace --force -f -"), onNewLine: true),
                        risk: .delete),
                    CCMRemedies.manageAnyClass(context),
                ])
    }
}
