import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-D003: the envoy Service has another class than the Tenant or the Config asks for.
struct D003ClassDiffers: Check {
    let documentation = CheckDocumentation(
        code: "D003",
        title: "The envoy Service does not have the configured class",
        severity: .error,
        explains: [.address],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices, .tenants, .configs], judgesManagementAlone: true,
        meaning: """
            The manager gives envoy Services the class set in the Tenant, or else in the Config \
            (spec.loadBalancer.class). Kubernetes does not allow changing the class of a LoadBalancer Service, so \
            every update by the manager of a Service with another class is rejected.
            """,
        impact: "Changes to ports, annotations and addresses of the Service are no longer propagated.",
        mending: """
            Set the configured class back to that of the Service, or delete the envoy Service: the manager recreates \
            it with the class. Until then nothing responds, and the address may change.
            """,
        examples: [
            .fires(
                .error, "a class was set after the Service had been created",
                "management: {tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {class: example.com/new}}}}}"),
            .fires(
                .error, "the class of the Config was taken away",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                  spec: {loadBalancerClass: example.com/old}}}}
                """),
            .silent(
                "the Tenant's class wins over the Config's",
                """
                management:
                  tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {class: example.com/a}}}}
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {loadBalancer: {class: example.com/b}}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                    spec: {loadBalancerClass: example.com/a}}}
                """),
            .silent(
                "there is no Config, and no class",
                "management: {configs.kubelb.k8c.io: {kubelb/default: null}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard let tenant = context.topology.tenantObject.value, context.topology.config.unknown == nil else {
            return []
        }
        let config = context.topology.config.value
        let wanted = DesiredEnvoyService.loadBalancerClass(tenant: tenant, config: config).flatMap {
            $0.isEmpty ? nil : $0
        }
        let source =
            tenant.loadBalancer.loadBalancerClass != nil
            ? tenant.reference
            : (config?.loadBalancer.loadBalancerClass != nil ? config?.reference ?? "Config" : "Tenant and Config")
        return context.carriedServices.compactMap { carried in
            guard carried.envoy.isLoadBalancer, carried.envoy.loadBalancerClass != wanted else { return nil }
            return finding(carried, wanted: wanted, source: source, tenant, context)
        }
    }

    private func finding(
        _ carried: CarriedService, wanted: String?, source: String, _ tenant: Tenant, _ context: CheckContext
    ) -> Finding {
        let envoy = carried.envoy
        let actual = envoy.loadBalancerClass
        let has = actual.map { "has class \($0)" } ?? "has no class"
        let asks = wanted.map { "\(source) sets \($0)" } ?? "no class is configured"
        // Whatever sets a class that KubeLB does not ask for sets it on the next Service as well.
        let isForeign = wanted == nil && actual != nil
        var remedies: [Remedy] = []
        if isForeign {
            remedies.append(
                .inspect(
                    "find the admission webhook or policy that sets the class on new Services",
                    context.kubectl(
                        .management, "get mutatingwebhookconfigurations,mutatingadmissionpolicies -o wide")))
        } else {
            remedies.append(
                .fix(
                    "delete the envoy Service; the manager recreates it with the class (nothing responds until then, and the "
                        + "address may change)",
                    context.kubectl("delete", ObjectReference(.management, envoy)), risk: .delete))
        }
        if let actual {
            remedies.append(
                .fix(
                    "keep the current class for all Services of the tenant",
                    context.patch(
                        ObjectReference(.management, tenant), ["spec": ["loadBalancer": ["class": .string(actual)]]])))
        }
        return Finding(
            .error,
            "The envoy Service of \(carried.service.reference) \(has), but \(asks)"
                + (isForeign ? ": something other than KubeLB, such as a mutating webhook, set it" : "")
                + ". The class is immutable, so the manager's updates are rejected",
            resource: carried.exposure.resource,
            objects: carried.references + [ObjectReference(.management, tenant)],
            evidence: [
                envoy.evidence(
                    "spec.loadBalancerClass", actual ?? "not set",
                    at: envoy.metadata.creationTimestamp),
                Evidence("\(source): spec.loadBalancer.class", wanted ?? "not set"),
            ],
            remedies: remedies)
    }
}
