import KubeLB
import Kubernetes
import Topology

/// KLC-M010: nothing in the management cluster gives addresses to Services.
struct M010NoImplementation: Check {
    let documentation = CheckDocumentation(
        code: "M010",
        title: "No load-balancer implementation assigns addresses to Services",
        severity: .error,
        explains: [.address],
        hop: .envoyService,
        inputs: [.managementServices],
        optionalInputs: AddressGap.optionalInputs,
        meaning: """
            KubeLB requests addresses from the management cluster with Services of type LoadBalancer. None of these \
            Services has an address, or an Event or condition of an implementation: there is no load-balancer \
            implementation, or none serves their class.
            """,
        impact: "No Service of any tenant gets an address.",
        mending: "Install a load-balancer implementation, such as MetalLB, with an address pool.",
        examples: [
            .fires(
                .error, "no LoadBalancer Service has an address",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}}
                """),
            .fires(
                .warning, "the only one is some seconds old",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                  metadata: {creationTimestamp: "2026-11-22T11:59:40Z"}, status: {loadBalancer: null}}}}
                """),
            .fires(
                .warning, "one has waited for long, another is some seconds old",
                """
                management: {services: {
                  tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}},
                  infra/gateway: {metadata: {creationTimestamp: "2026-11-22T11:59:40Z"}, spec: {type: LoadBalancer}}}}
                """),
            .fires(
                .error, "all are of a class that nobody serves",
                """
                management:
                  tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {class: example.com/internal}}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                    spec: {loadBalancerClass: example.com/internal}, status: {loadBalancer: null}}}
                """),
            .silent(
                "another Service has one",
                """
                management: {services: {
                  tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}},
                  infra/gateway: {spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 198.51.100.99}]}}}}}
                """),
            .fires(
                .error, "all are of a class whose implementation is not installed",
                """
                management:
                  tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {class: service.k8s.aws/nlb}}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                    spec: {loadBalancerClass: service.k8s.aws/nlb}, status: {loadBalancer: null}}}
                """),
            .silent(
                "the cloud controller manager reports that it has created the load balancer",
                """
                management:
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                  events:
                    tenant-acme/e1: {type: Normal, reason: EnsuredLoadBalancer, message: Ensured load balancer, count: 1,
                      lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: Service, namespace: tenant-acme,
                      name: envoy-00000000-0000-4000-8000-000000000001}, source: {component: service-controller}}
                """),
            .silent(
                "an annotation leaves the only one to a controller that is not installed",
                """
                management:
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {annotations: {
                    service.beta.kubernetes.io/aws-load-balancer-type: external}}, status: {loadBalancer: null}}}
                """),
            .silent(
                "an implementation reports the reason",
                """
                management:
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                  events:
                    tenant-acme/e1: {type: Warning, reason: AllocationFailed, message: "no available IPs", count: 12,
                      lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: Service, namespace: tenant-acme,
                      name: envoy-00000000-0000-4000-8000-000000000001}, source: {component: metallb-controller}}
                """),
            .fires(
                .error, "what is said about a Service comes from Kubernetes itself",
                """
                management:
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                  events:
                    tenant-acme/e1: {type: Warning, reason: FailedToUpdateEndpointSlices, message: "timed out", count: 1,
                      lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: Service, namespace: tenant-acme,
                      name: envoy-00000000-0000-4000-8000-000000000001}, source: {component: endpoint-slice-controller}}
                """),
            .silent(
                "Calico assigns addresses to Services that request one",
                """
                management:
                  kubecontrollersconfigurations.crd.projectcalico.org: {default: {spec: {controllers: {loadBalancer: {
                    assignIPs: RequestedServicesOnly}}}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                """),
            .silent(
                "the log of the implementation shows why it cannot serve the Service",
                """
                management:
                  \(BalancerExamples.runningCloudController)
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                logs:
                  management/kube-system/ccm-1/ccm.log: |
                    E1122 11:54:44.700000       1 controller.go:302] error processing service \
                tenant-acme/envoy-00000000-0000-4000-8000-000000000001: quota exceeded
                    E1122 11:58:44.700000       1 controller.go:302] error processing service \
                tenant-acme/envoy-00000000-0000-4000-8000-000000000001: quota exceeded
                """),
            .silent(
                "an implementation is installed and does not run",
                """
                management:
                  deployments.apps: {\(BalancerExamples.controller(ready: 0))}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let balancers = LoadBalancers(context)
        guard let gap = AddressGap(balancers, context), gap.defect == nil else { return [] }
        let absent = balancers.absent(for: gap.first)
        // An annotation hands over single Services, and others may be served. KLC-D002 explains both.
        guard absent?.annotation == nil, !gap.services.contains(where: { balancers.hasReport(about: $0) }),
            M019ImplementationStopped.stopped(balancers, context).isEmpty
        else { return [] }
        let scope = gap.onlyClass.map { " to Services of class \($0)" } ?? ""
        return [
            Finding(
                gap.severity,
                "No load-balancer implementation in the management cluster assigns addresses\(scope): "
                    + gap.sentence + (absent.map { ". \($0.sentence)" } ?? ""),
                objects: gap.objects, evidence: gap.evidence + (absent?.evidence ?? []),
                remedies: absent?.remedies(nil, context)
                    ?? balancers.log(of: balancers.implementation(of: gap.first)).map { [$0] }
                    ?? remedies(gap.onlyClass, context))
        ]
    }

    private func remedies(_ onlyClass: String?, _ context: CheckContext) -> [Remedy] {
        let look = Remedy.inspect(
            "check whether an implementation is installed",
            context.kubectl(.management, "get pods -A -l \("app.kubernetes.io/name in (metallb,cilium,kube-vip)")"))
        guard onlyClass == nil else { return [AddressRefusal.showClasses(context), look] }
        return [
            .fix(
                "install one, for example MetalLB",
                context.helm(
                    .management,
                    "install metallb metallb --repo https://metallb.github.io/metallb -n metallb-system --create-namespace"
                )),
            .then("configure a pool of addresses, and how they are announced"), look,
        ]
    }
}
