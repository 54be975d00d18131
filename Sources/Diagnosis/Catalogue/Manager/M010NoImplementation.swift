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
        optionalInputs: [.managementEvents],
        meaning: """
            KubeLB requests addresses from the management cluster with Services of type LoadBalancer. None of these \
            Services has an address or an Event or condition with a reason: no load-balancer implementation works \
            there.
            """,
        impact: "No Service of any tenant gets an address.",
        mending:
            "Install one in the management cluster, such as MetalLB or the cloud provider's controller, with an address pool.",
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
        ])

    func findings(in context: CheckContext) -> [Finding] {
        // An address that was not read would prove the contrary, so the list has to be whole.
        guard let services = context.topology.list(.management, Service.self).all(where: \.isLoadBalancer).value,
            services.allSatisfy(\.ingress.isEmpty)
        else { return [] }
        let ours = services.filter { $0.metadata.labels[KubeLBNames.loadBalancerNameLabel] != nil }
        guard !ours.isEmpty, !services.contains(where: { AddressRefusal(of: $0, in: context) != nil }) else {
            return []
        }
        let newest = services.compactMap(\.metadata.creationTimestamp).max()
        let (severity, note) = context.symptom(since: newest)
        // Somebody may well serve another class.
        let classes = Set(services.map(\.loadBalancerClass))
        let onlyClass = classes.count == 1 ? classes.first ?? nil : nil
        let scope = onlyClass.map { " to Services of class \($0)" } ?? ""
        let count =
            services.count == 1 ? "the only LoadBalancer Service" : "none of \(services.count) LoadBalancer Services"
        return [
            Finding(
                severity,
                "No load-balancer implementation in the management cluster assigns addresses\(scope): "
                    + "\(count) has \(services.count == 1 ? "no" : "an") address\(note)",
                objects: ours.prefix(5).map { ObjectReference(.management, $0) },
                evidence: ours.prefix(3).map { service in
                    Evidence(
                        "\(service.reference): status.loadBalancer", "no address",
                        at: service.metadata.creationTimestamp)
                }, remedies: remedies(onlyClass, context))
        ]
    }

    private func remedies(_ onlyClass: String?, _ context: CheckContext) -> [Remedy] {
        let look = Remedy.inspect(
            "check which implementation is installed, and its log",
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
