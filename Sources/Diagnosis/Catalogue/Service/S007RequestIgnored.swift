import Documents
import KubeLB
import Kubernetes
import Redaction
import Topology

/// KLC-S007: the Service asks the load balancer for something that KubeLB does not pass on.
struct S007RequestIgnored: Check {
    let documentation = CheckDocumentation(
        code: "S007",
        title: "The Service requests something that KubeLB does not propagate",
        severity: .error,
        inputs: [.tenantServices, .tenants, .configs],
        optionalInputs: [
            .loadBalancers, .managementServices, .managementEvents, .managementDeployments, .managementDaemonSets,
            .managementPods, .tenantStates,
        ],
        judgesManagementAlone: true,
        meaning: """
            The Service sets spec.loadBalancerIP, requests two address families, or has annotations for the load \
            balancer of some provider. KubeLB drops the two fields, and copies to the Service in the management \
            cluster only the annotations listed in propagatedAnnotations of the Tenant or the Config.
            """,
        impact: """
            The Service gets an address, but not the requested one, or not with the requested properties. If the load \
            balancer needs the annotation, it gets none.
            """,
        mending: """
            Let the Tenant or the Config propagate the annotations, configure everything else at the load balancer of \
            the management cluster, or remove it from the manifest.
            """,
        examples: [
            .fires(
                .warning, "an annotation that is not propagated",
                "tenant: {services: {shop/web: {metadata: {annotations: {metallb.universe.tf/address-pool: public}}}}}"),
            .fires(
                .warning, "a fixed address is asked for",
                "tenant: {services: {shop/web: {spec: {loadBalancerIP: 192.0.2.80}}}}"),
            .fires(
                .warning, "both address families are asked for",
                "tenant: {services: {shop/web: {spec: {ipFamilyPolicy: RequireDualStack}}}}"),
            .fires(
                .info, "both address families are preferred",
                "tenant: {services: {shop/web: {spec: {ipFamilyPolicy: PreferDualStack}}}}"),
            .fires(
                .warning, "the Config allows another value of the annotation",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {metallb.universe.tf/address-pool: public}}}}}
                management: {configs.kubelb.k8c.io: {kubelb/default: {spec: {
                  propagatedAnnotations: {metallb.universe.tf/address-pool: "private,test"}}}}}
                """),
            .fires(
                .error, "the load balancer needs the annotation",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {loadbalancer.openstack.org/floating-network-id: public}}}}}
                management:
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                  events:
                    tenant-acme/e1: {type: Warning, reason: SyncLoadBalancerFailed, count: 12,
                      message: "loadbalancer.openstack.org/floating-network-id is not specified",
                      lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: Service, namespace: tenant-acme,
                      name: envoy-00000000-0000-4000-8000-000000000001}, source: {component: service-controller}}
                """),
            .silent(
                "the envoy Service carries the annotation",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {metallb.io/address-pool: public}}}}}
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                  metadata: {annotations: {metallb.io/address-pool: public}}}}}
                """),
            .silent(
                "the Tenant passes the annotation on",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {metallb.universe.tf/address-pool: public}}}}}
                management: {tenants.kubelb.k8c.io: {acme: {spec: {
                  propagatedAnnotations: {metallb.universe.tf/address-pool: ""}}}}}
                """),
            .silent(
                "KubeLB 1.5 propagates what a pattern matches",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {metallb.io/address-pool: public}}}}}
                management:
                  pods: {kubelb/kubelb-manager-1: {spec: {containers: [{name: manager,
                    image: "quay.io/kubermatic/kubelb-manager:v1.5.0"}]}}}
                  tenants.kubelb.k8c.io: {acme: {spec: {propagatedAnnotations: {metallb.io/*: ""}}}}
                """),
            .fires(
                .warning, "KubeLB 1.4 knows no patterns",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {metallb.io/address-pool: public}}}}}
                management: {tenants.kubelb.k8c.io: {acme: {spec: {propagatedAnnotations: {metallb.io/*: ""}}}}}
                """),
            .fires(
                .warning, "KubeLB 1.5 denies it although all others are propagated",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {metallb.io/address-pool: public}}}}}
                management:
                  pods: {kubelb/kubelb-manager-1: {spec: {containers: [{name: manager,
                    image: "quay.io/kubermatic/kubelb-manager:v1.5.0"}]}}}
                  tenants.kubelb.k8c.io: {acme: {spec: {propagateAllAnnotations: true}}}
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {deniedAnnotations: [metallb.io/*]}}}
                """),
            .fires(
                .warning, "the Tenant's list replaces the Config's, which allows the annotation",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {metallb.universe.tf/address-pool: public}}}}}
                management:
                  tenants.kubelb.k8c.io: {acme: {spec: {propagatedAnnotations: {example.com/team: ""}}}}
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {
                    propagatedAnnotations: {metallb.universe.tf/address-pool: ""}}}}
                """),
            .silent(
                "the Tenant's list replaces the Config's",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {metallb.universe.tf/address-pool: public}}}}}
                management:
                  tenants.kubelb.k8c.io: {acme: {spec: {propagatedAnnotations: {metallb.universe.tf/address-pool: ""}}}}
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {
                    propagatedAnnotations: {metallb.universe.tf/address-pool: private}}}}
                """),
            .silent(
                "annotations that are about something else",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {service.kubernetes.io/topology-mode: Auto,
                  external-dns.alpha.kubernetes.io/hostname: shop.example}}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let candidates = context.topology.takenExposures.filter { exposure in
            asksForAddress(exposure.service) || asksForTwoFamilies(exposure.service)
                || exposure.service.metadata.annotations.keys.contains(where: ProviderAnnotations.addressLoadBalancer)
        }
        guard !candidates.isEmpty else { return [] }
        let (tenant, config) = (context.topology.tenantObject, context.topology.config)
        let isKnown = tenant.unknown == nil && config.unknown == nil
        let propagation = AnnotationPropagation(
            tenant: tenant.value, config: config.value, hasPatterns: context.topology.has(.annotationPatterns))
        let balancers = LoadBalancers(context)
        return candidates.compactMap { exposure -> Finding? in
            let dropped =
                isKnown
                ? droppedAnnotations(exposure.service, propagation).filter { !isCarried($0, exposure) }
                : []
            var finding = finding(exposure, dropped, tenant.value, config.value, propagation, context)
            if !dropped.isEmpty, let refusal = refusal(naming: dropped, exposure, balancers, context) {
                finding?.severity = .error
                finding?.message += ". \(refusal.sentence)"
                finding?.evidence.append(refusal.evidence)
            }
            return finding
        }
    }

    /// Whether the envoy Service has the annotation, whatever the settings say.
    private func isCarried(_ annotation: String, _ exposure: Exposure) -> Bool {
        exposure.envoyService.value?.metadata.annotations[annotation]
            .map { $0 == exposure.service.metadata.annotations[annotation] } ?? false
    }

    /// What the load balancer reports about a Service without an address, if it names one of the annotations.
    private func refusal(
        naming annotations: [String], _ exposure: Exposure, _ balancers: LoadBalancers, _ context: CheckContext
    ) -> AddressRefusal? {
        guard let envoy = exposure.envoyService.value, envoy.isLoadBalancer, envoy.ingress.isEmpty,
            let refusal = AddressRefusal(of: envoy, balancers, in: context),
            !refusal.named(of: annotations).isEmpty
        else { return nil }
        return refusal
    }

    private func asksForAddress(_ service: Service) -> Bool { !(service.loadBalancerIP ?? "").isEmpty }

    private func asksForTwoFamilies(_ service: Service) -> Bool {
        service.ipFamilyPolicy == "PreferDualStack" || service.ipFamilyPolicy == "RequireDualStack"
    }

    private func droppedAnnotations(_ service: Service, _ propagation: AnnotationPropagation) -> [String] {
        DesiredLoadBalancer.annotations(of: service)
            .filter { annotation, value in
                ProviderAnnotations.addressLoadBalancer(annotation) && !propagation.copies(annotation, value: value)
            }
            .keys.sorted()
    }

    private func finding(
        _ exposure: Exposure, _ dropped: [String], _ tenant: Tenant?, _ config: Config?,
        _ propagation: AnnotationPropagation, _ context: CheckContext
    ) -> Finding? {
        let service = exposure.service
        var ignored: [String] = []
        var evidence: [Evidence] = []
        var remedies: [Remedy] = []
        if asksForAddress(service), let address = service.loadBalancerIP {
            ignored.append("spec.loadBalancerIP \(address)")
            evidence.append(service.evidence("spec.loadBalancerIP", address))
            remedies.append(
                .fix(
                    "remove the field; the management cluster chooses the address",
                    context.patch(context.reference(exposure), ["spec": ["loadBalancerIP": .null]])))
        }
        if asksForTwoFamilies(service), let policy = service.ipFamilyPolicy {
            ignored.append("spec.ipFamilyPolicy \(policy)")
            evidence.append(service.evidence("spec.ipFamilyPolicy", policy))
            remedies.append(
                .fix("remove the request; the management cluster determines the address families"))
        }
        if !dropped.isEmpty {
            ignored.append(
                "\(dropped.count == 1 ? "the annotation" : "the annotations") \(ServiceWords.list(dropped, limit: 3))")
            for annotation in dropped {
                let (member, value) = (
                    "metadata.annotations[\(annotation)]", service.metadata.annotations[annotation] ?? ""
                )
                // The CCM copies them to the LoadBalancer, which is what is visible from the management cluster alone.
                let isHidden = context.topology.position.hides(.tenant)
                let copy = isHidden ? exposure.loadBalancer.value?.evidence(member, value) : nil
                evidence.append(copy ?? service.evidence(member, value))
            }
            remedies += allowing(dropped, service, tenant, config, propagation, context)
        }
        guard !ignored.isEmpty else { return nil }
        let isReplaced =
            !dropped.isEmpty
            && dropped.allSatisfy {
                propagation.isExcludedByReplacement($0, value: service.metadata.annotations[$0] ?? "")
            }
        // A preference is fulfilled by any address.
        let isPreference =
            ignored.count == 1 && service.ipFamilyPolicy == "PreferDualStack" && dropped.isEmpty
            && !asksForAddress(service)
        return Finding(
            isPreference ? .info : .warning,
            "\(service.reference) requests \(ignored.joined(separator: ", ")), which KubeLB does not propagate"
                + (isReplaced
                    ? ": propagatedAnnotations of the Tenant replace those of the Config, which \(dropped.count == 1 ? "allow it" : "allow them")"
                    : ""),
            resource: exposure.resource, objects: [context.reference(exposure)], evidence: evidence,
            remedies: remedies)
    }

    /// The patch of that object whose settings are in force: a Tenant's that has any replace the Config's.
    private func allowing(
        _ annotations: [String], _ service: Service, _ tenant: Tenant?, _ config: Config?,
        _ propagation: AnnotationPropagation, _ context: CheckContext
    ) -> [Remedy] {
        if let pattern = annotations.compactMap(propagation.pattern(denying:)).first {
            return [
                .fix(
                    "remove the pattern \(pattern) from deniedAnnotations of the Tenant or the Config, which takes precedence "
                        + "over everything else")
            ]
        }
        let isConfig = !propagation.isTenantsOwn && !(config?.annotationSettings.propagated ?? [:]).isEmpty
        let present = (isConfig ? config?.annotationSettings : tenant?.annotationSettings)?.propagated ?? [:]
        let members = annotations.map { annotation -> (String, JSONValue) in
            let wanted = service.metadata.annotations[annotation] ?? ""
            let values = [present[annotation], wanted].compactMap { $0 }.joined(separator: ",")
            // Values are separated by commas; one that holds a comma can only be let through with all others, as one that is
            // secret and not known.
            let allowed = wanted.contains(",") || values.contains(TextRedactor.replacement) ? "" : values
            return (annotation, JSONValue.string(allowed))
        }
        let patch: JSONValue = ["spec": ["propagatedAnnotations": .object(JSONObject(members: members))]]
        guard let target = isConfig ? .config : tenant.map({ ObjectReference(.management, $0) }) else { return [] }
        return [
            .fix(
                "let KubeLB propagate \(annotations.count == 1 ? "the annotation" : "the annotations")",
                context.patch(target, patch))
        ]
    }
}
