import KubeLB
import Kubernetes
import Topology

/// KLC-L009: a hostname is asked for and not given.
struct L009HostnameDenied: Check {
    let documentation = CheckDocumentation(
        code: "L009",
        title: "A hostname is requested, but the settings do not allow it",
        severity: .warning,
        inputs: [.tenantServices, .loadBalancers, .tenants, .configs], judgesManagementAlone: true,
        meaning: """
            The LoadBalancer sets a hostname, or requests one under the tenant's wildcard domain. The manager assigns \
            it only if the Tenant or Config allows explicit hostnames or sets a wildcard domain; otherwise it silently \
            ignores the request. The Tenant's setting takes precedence over the Config's.
            """,
        impact: "The Service gets an address, but no hostname, DNS record or certificate.",
        mending: "Set spec.dns of the Tenant or the Config, or remove the request.",
        examples: [
            .fires(
                .warning, "a wildcard hostname without a wildcard domain",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {kubelb.k8c.io/request-wildcard-domain: "true"}}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {
                  annotations: {kubelb.k8c.io/request-wildcard-domain: "true"}}}}}
                """),
            .fires(
                .warning, "an explicit hostname that the Tenant forbids",
                """
                management:
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {dns: {allowExplicitHostnames: true}}}}
                  tenants.kubelb.k8c.io: {acme: {spec: {dns: {allowExplicitHostnames: false}}}}
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {spec: {hostname: shop.example.com}}}
                """),
            .fires(
                .warning, "a value that is not understood",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {
                  annotations: {kubelb.k8c.io/request-wildcard-domain: "yes"}}}}}
                """),
            .silent(
                "the Config names a wildcard domain",
                """
                management:
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {dns: {wildcardDomain: "*.apps.example.com"}}}}
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {
                    annotations: {kubelb.k8c.io/request-wildcard-domain: "true"}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let candidates = context.topology.takenExposures.filter { exposure in
            guard let loadBalancer = exposure.loadBalancer.value, !loadBalancer.metadata.isBeingDeleted,
                loadBalancer.rejection == nil
            else { return false }
            return !(loadBalancer.spec.hostname ?? "").isEmpty
                || loadBalancer.metadata.annotations[KubeLBNames.wildcardDomainAnnotation] != nil
        }
        guard !candidates.isEmpty, let tenant = context.topology.tenantObject.value,
            context.topology.config.unknown == nil
        else { return [] }
        let config = context.topology.config.value
        return candidates.compactMap { exposure -> Finding? in
            guard let loadBalancer = exposure.loadBalancer.value else { return nil }
            if let hostname = loadBalancer.spec.hostname, !hostname.isEmpty {
                let allowed = tenant.dns.allowsExplicitHostnames ?? config?.dns.allowsExplicitHostnames ?? false
                return allowed ? nil : explicit(hostname, exposure, loadBalancer, tenant, context)
            }
            return wildcard(exposure, loadBalancer, tenant, config, context)
        }
    }

    private func explicit(
        _ hostname: String, _ exposure: Exposure, _ loadBalancer: LoadBalancer, _ tenant: Tenant,
        _ context: CheckContext
    ) -> Finding {
        finding(
            "\(loadBalancer.reference) requests the hostname \(hostname), but explicit hostnames are not allowed",
            exposure, loadBalancer, loadBalancer.evidence("spec.hostname", hostname),
            Evidence("spec.dns.allowExplicitHostnames of Tenant and Config", "not true"),
            .fix(
                "allow the tenant to choose hostnames",
                context.patch(
                    ObjectReference(.management, tenant), ["spec": ["dns": ["allowExplicitHostnames": true]]])),
            context)
    }

    private func wildcard(
        _ exposure: Exposure, _ loadBalancer: LoadBalancer, _ tenant: Tenant, _ config: Config?, _ context: CheckContext
    ) -> Finding? {
        let annotation = KubeLBNames.wildcardDomainAnnotation
        guard let value = loadBalancer.metadata.annotations[annotation], value != "false", !value.isEmpty else {
            return nil
        }
        let request = loadBalancer.evidence("metadata.annotations[\(annotation)]", value)
        let domain = tenant.dns.wildcardDomain ?? config?.dns.wildcardDomain ?? ""
        if value != "true" {
            return finding(
                "\(loadBalancer.reference) requests a wildcard hostname with \"\(value)\", but KubeLB accepts only \"true\"",
                exposure, loadBalancer, request, nil,
                .fix(
                    "request it with true",
                    context.kubectl("annotate", context.reference(exposure), "\(annotation)=true --overwrite")),
                context)
        }
        guard domain.isEmpty else { return nil }
        return finding(
            "\(loadBalancer.reference) requests a wildcard hostname, but neither Tenant nor Config sets a wildcard domain",
            exposure, loadBalancer, request, Evidence("spec.dns.wildcardDomain of Tenant and Config", "not set"),
            .fix(
                "set the domain to one that your DNS serves, such as *.apps.example.com",
                context.kubectl(
                    "patch", ObjectReference(.management, tenant),
                    #"--type=merge -p {"spec":{"dns":{"wildcardDomain":"\#(.variable("DOMAIN", "a domain"))"}}}"#)),
            context)
    }

    private func finding(
        _ message: String, _ exposure: Exposure, _ loadBalancer: LoadBalancer, _ request: Evidence,
        _ setting: Evidence?,
        _ remedy: Remedy, _ context: CheckContext
    ) -> Finding {
        Finding(
            .warning, message, resource: exposure.resource,
            objects: [ObjectReference(.management, loadBalancer), context.reference(exposure)],
            evidence: [request] + [setting].compactMap { $0 }, remedies: [remedy])
    }
}
