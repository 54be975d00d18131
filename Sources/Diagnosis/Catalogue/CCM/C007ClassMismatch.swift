import Characters
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
        optionalInputs: [.tenantEvents, .tenantGateways, .tenantGatewayClasses],
        meaning: """
            The CCM runs with --use-loadbalancer-class=true, so it manages only Services with spec.loadBalancerClass \
            "kubelb". This Service has no class or another one, and the CCM ignores it without an Event or a log line. A \
            Service of another class is an error only if nobody else has picked it up: it has neither an address nor a \
            finalizer nor an Event, and no controller of its class was found.
            """,
        impact: "The Service never gets a LoadBalancer from KubeLB, and so no address.",
        mending: """
            spec.loadBalancerClass cannot be changed once the Service is of type LoadBalancer. Recreate the Service \
            with loadBalancerClass: kubelb, or disable the filter in the CCM's Helm values \
            (kubelb.useLoadBalancerClass=false). If a controller or a Helm release generates the Service, set the class there.
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
                .error, "the filter is on and the Service has another class, of which there is no controller",
                waiting("spec: {loadBalancerClass: example.com/other}")),
            .fires(
                .error, "Envoy Gateway generates the Service with the class of AWS",
                """
                \(waiting("""
                    metadata: {labels: {gateway.envoyproxy.io/owning-gateway-name: eg, \
                    gateway.envoyproxy.io/owning-gateway-namespace: web}}, spec: {loadBalancerClass: service.k8s.aws/nlb}
                    """))
                  gateways.gateway.networking.k8s.io: {web/eg: {spec: {gatewayClassName: eg}}}
                  gatewayclasses.gateway.networking.k8s.io: {eg: {spec: {
                    controllerName: gateway.envoyproxy.io/gatewayclass-controller,
                    parametersRef: {group: gateway.envoyproxy.io, kind: EnvoyProxy, name: edge, namespace: envoy-gateway-system}}}}
                """),
            .fires(
                .error, "kgateway generates the Service without a class",
                waiting(
                    "metadata: {labels: {gateway.networking.k8s.io/gateway-name: http, app.kubernetes.io/managed-by: kgateway}}"
                )
            ),
            .fires(
                .error, "a Helm release has the Service with another class",
                waiting(
                    "metadata: {annotations: {meta.helm.sh/release-name: web, meta.helm.sh/release-namespace: shop}}, "
                        + "spec: {loadBalancerClass: example.com/other}")),
            .fires(
                .error, "an operator generates the Service with another class",
                waiting(
                    "metadata: {ownerReferences: [{kind: IngressController, name: edge, uid: u-1}]}, "
                        + "spec: {loadBalancerClass: example.com/other}")),
            .fires(
                .info, "the Service of another class is new",
                waiting(
                    "metadata: {creationTimestamp: '2026-11-22T11:58:00Z'}, spec: {loadBalancerClass: example.com/other}"
                )),
            .fires(
                .info, "another controller has an Event about the Service",
                """
                \(waiting("spec: {loadBalancerClass: example.com/other}"))
                  events: {shop/web.1: {involvedObject: {kind: Service, namespace: shop, name: web}, type: Warning, count: 4,
                    reason: SyncLoadBalancerFailed, message: quota exceeded, reportingComponent: example-controller,
                    lastTimestamp: '2026-11-22T11:59:00Z'}}
                """),
            .fires(
                .info, "a controller of the class is installed",
                """
                \(waiting("spec: {loadBalancerClass: example.com/other}", """
                    , balancers/other: {spec: {replicas: 1, template: {spec: {\
                    containers: [{name: manager, image: "example.com/other:v1", args: [--class=example.com/other]}]}}}}
                    """))
                """),
            .fires(
                .info, "the program that is known to serve the class is installed",
                """
                \(waiting("spec: {loadBalancerClass: service.k8s.aws/nlb}", """
                    , kube-system/aws: {spec: {replicas: 1, template: {spec: {\
                    containers: [{name: controller, image: "public.ecr.aws/eks/aws-load-balancer-controller:v2.13.0"}]}}}}
                    """))
                """),
            .fires(
                .info, "pods of the program that is known to serve the class run",
                """
                \(waiting("spec: {loadBalancerClass: kube-vip.io/kube-vip-class}"))
                  pods: {kube-system/kube-vip-1: {spec: {containers: [{name: kube-vip, image: "ghcr.io/kube-vip/kube-vip:v1.0.1"}]},
                    status: {phase: Running}}}
                """),
            .fires(
                .info, "the Service of another class has an address",
                """
                \(waiting("spec: {loadBalancerClass: example.com/other}"))
                ---
                tenant: {services: {shop/web: {status: {loadBalancer: {ingress: [{ip: 192.0.2.80}]}}}}}
                """),
            .silent(
                "the filter is off",
                "tenant: {services: {shop/web: {spec: {loadBalancerClass: example.com/other}}}}"),
        ])

    /// The healthy pair with the filter on, and a Service that nobody has picked up. It ends in the tenant's resources, to which
    /// others can be added.
    private static func waiting(_ service: String, _ deployments: String = "") -> String {
        """
        management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
        ---
        tenant: {services: {shop/web: {metadata: {finalizers: null}, status: {loadBalancer: null}}}}
        ---
        tenant: {services: {shop/web: {\(service)}}}
        ---
        tenant:
          deployments.apps: {\(CCMExamples.deployment("--cluster-name=acme", "--use-loadbalancer-class=true"))\(deployments)}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.exposures.compactMap { exposure in
            guard exposure.eligibility.value == .otherClass, !exposure.isLeftBehind, !exposure.isTerminating else {
                return nil
            }
            let service = exposure.service
            let own = KubeLBNames.loadBalancerClass
            guard let loadBalancerClass = service.loadBalancerClass else {
                guard exposure.addresses.isEmpty else { return nil }
                let maker = ServiceMaker(of: service, context)
                return finding(
                    .error,
                    "\(service.reference)\(maker.map { ", which \($0.name) generates," } ?? "") has no loadBalancerClass, but the "
                        + "CCM manages only class \(own)", exposure, maker, context)
            }
            guard isAbandoned(exposure, loadBalancerClass, context) else {
                return finding(
                    .info,
                    "\(service.reference) has loadBalancerClass \(loadBalancerClass): another controller manages it",
                    exposure, nil, context)
            }
            let maker = ServiceMaker(of: service, context)
            let known = LoadBalancerImplementation.serving(class: loadBalancerClass)
            return finding(
                .error,
                "\(service.reference) has had no address\(context.forAge(of: service.metadata.creationTimestamp)): it has "
                    + "loadBalancerClass \(loadBalancerClass)\(maker.map { ", which \($0.name) sets" } ?? ""), but the CCM manages "
                    + "only class \(own), and "
                    + (known.map { "\($0.name), which serves that class, was not found in the tenant cluster" }
                        ?? "no controller of that class was found"),
                exposure, maker, context)
        }
    }

    /// Seconds in which another controller shows that it has picked a Service up.
    private static let pickUp = 300.0

    /// Whether nothing shows that a controller of another class has picked the Service up, or is there to do so.
    private func isAbandoned(_ exposure: Exposure, _ name: String, _ context: CheckContext) -> Bool {
        let metadata = exposure.service.metadata
        guard exposure.addresses.isEmpty, metadata.finalizers.isEmpty, let change = metadata.lastSpecWrite,
            context.now.seconds(since: change) >= Self.pickUp
        else { return false }
        let events = context.topology.events(
            .tenant, kind: Service.kind, namespace: metadata.namespace, name: metadata.name)
        // Without Events it is unknown whether somebody reports on it.
        guard let events, events.allSatisfy({ AddressRefusal.kubernetesOwn.contains($0.reporter) }) else {
            return false
        }
        let known = LoadBalancerImplementation.serving(class: name)
        if let known, context.topology.list(.tenant, Pod.self).value?.items.contains(where: known.owns) == true {
            return false
        }
        return !(context.topology.list(.tenant, Deployment.self).value?.items ?? []).contains { deployment in
            LoadBalancerWorkload(deployment).map { $0.implementation == known || $0.onlyClass == name } ?? false
                || deployment.state.template.containers.contains { container in
                    (container.command + container.args).contains { $0.containsBytes(of: name) }
                }
        }
    }

    private func finding(
        _ severity: Severity, _ message: String, _ exposure: Exposure, _ maker: ServiceMaker?, _ context: CheckContext
    ) -> Finding {
        let service = context.reference(exposure)
        return Finding(
            severity, message, resource: exposure.resource, objects: [service],
            evidence: [
                Evidence("CCM: --use-loadbalancer-class", "true"),
                exposure.service.evidence(
                    "spec.loadBalancerClass",
                    exposure.service.loadBalancerClass ?? "not set"),
            ] + (maker?.evidence ?? []),
            remedies: severity == .info
                ? []
                : (maker?.remedies(for: service, context) ?? [recreate(service, context)])
                    + [CCMRemedies.manageAnyClass(context)])
    }

    private func recreate(_ service: ObjectReference, _ context: CheckContext) -> Remedy {
        let change: JSONValue = [
            "spec": [
                "loadBalancerClass": .string(KubeLBNames.loadBalancerClass), "clusterIP": .null, "clusterIPs": .null,
            ], "status": .null,
        ]
        return .fix(
            "recreate the Service with the class (it cannot be changed in place)",
            context.kubectl("get", service, "-o json")
                .piped(
                    into: ShellCommand("kubectl patch --local -f - --type=merge -p \(json: change) -o json"),
                    onNewLine: true
                )
                .piped(into: context.kubectl(.tenant, "replace --force -f -"), onNewLine: true),
            risk: .delete)
    }
}
