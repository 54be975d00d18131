/// Services that wait for an address because of settings or limits of one implementation.
extension D002Examples {
    static let ofImplementations: [CheckExample] = [
        .fires(
            .error, "Calico assigns addresses only on request",
            waiting(
                """
                  kubecontrollersconfigurations.crd.projectcalico.org: {default: {spec: {controllers: {loadBalancer: {
                    assignIPs: RequestedServicesOnly}}}}}
                """)),
        .fires(
            .error, "Calico assigns addresses only on request, and the Service requests one",
            waiting(
                """
                  kubecontrollersconfigurations.crd.projectcalico.org: {default: {spec: {controllers: {loadBalancer: {
                    assignIPs: RequestedServicesOnly}}}}}
                """, "metadata: {annotations: {projectcalico.org/ipv4pools: '[\"loadbalancer-ippool\"]'}}, ")),
        .fires(
            .error, "Calico assigns addresses to all Services",
            waiting(
                """
                  kubecontrollersconfigurations.crd.projectcalico.org: {default: {spec: {controllers: {loadBalancer: {
                    assignIPs: AllServices}}}}}
                """)),
        .fires(
            .error, "the load balancer of NSX has all its virtual servers",
            waiting(
                """
                  deployments.apps: {nsx-system/nsx-ncp: {metadata: {labels: {component: nsx-ncp}}, spec: {replicas: 1,
                    selector: {matchLabels: {component: nsx-ncp}}, template: {spec: {containers: [{name: nsx-ncp,
                    image: "registry.example.com/vmware/nsx-ncp-ubuntu:4.1.2.4"}]}}}, status: {replicas: 1, readyReplicas: 1}}}
                  pods: {nsx-system/nsx-ncp-1: {metadata: {labels: {component: nsx-ncp}}, spec: {containers: [{name: nsx-ncp,
                    image: "registry.example.com/vmware/nsx-ncp-ubuntu:4.1.2.4"}]}, status: {phase: Running,
                    conditions: [{type: Ready, status: "True"}]}}}
                logs:
                  management/nsx-system/nsx-ncp-1/nsx-ncp.log: |
                    \(fullLoadBalancer("11:53:50"))
                    \(fullLoadBalancer("11:58:50"))
                """)),
    ]

    private static func waiting(_ others: String, _ service: String = "") -> String {
        """
        tenant: {services: {shop/web: {status: {loadBalancer: null}}}}
        management:
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {\(service)status: {loadBalancer: null}},
            infra/gateway: {spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 198.51.100.99}]}}}}
        \(others)
        """
    }

    private static func fullLoadBalancer(_ time: String) -> String {
        """
        1 2026-11-22T\(time).600Z node-1 NSX 7 - [nsx@6876 comp="nsx-container-ncp" subcomp="ncp" level="ERROR"] \
        nsx_ujo.ncp.nsx.manager.lb_service Failed to create virtual server for service \
        tenant-acme/envoy-00000000-0000-4000-8000-000000000001: Unexpected error from backend manager (['nsx01.example.com']) \
        for PUT api/v1/loadbalancer/services/1ba5: Found errors in the request. relatedErrors: Exceed maximum number of virtual \
        servers on the Load balancer service. The maximum size of virtual servers for SMALL load balancer service form factor is \
        20, current size of virtual servers is 21
        """
    }
}
