import KubeLB
import Kubernetes
import Topology

/// KLC-D012: whether UDP gets through cannot be seen from outside.
struct D012UDPUnchecked: Check {
    let documentation = CheckDocumentation(
        code: "D012",
        title: "UDP ports have no health checks",
        severity: .info,
        hop: .nodePort,
        inputs: [.tenantServices, .loadBalancers],
        optionalInputs: [.managementDeployments, .managementPods, .configs, .tenantStates],
        meaning: """
            Envoy checks the node ports of a TCP port by connecting to them. For UDP there is no such check: every \
            listed node counts as healthy, even if it does not respond.
            """,
        impact: "A Service at stage Routed may still not carry UDP traffic.",
        mending:
            "No fix needed; kubelb-ctl verify --udp-payload sends a request of the application's protocol and waits.",
        examples: [
            .fires(
                .info, "one port of two is UDP",
                """
                tenant: {services: {shop/web: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31080},
                  {name: dns, port: 53, protocol: UDP, targetPort: 5353, nodePort: 31053}]}}}}
                """),
            .silent("all ports are TCP", ""),
            .silent(
                "KubeLB is so old that it has UDP ports checked, over TCP",
                """
                tenant: {services: {shop/web: {spec: {ports: [
                  {name: dns, port: 53, protocol: UDP, targetPort: 5353, nodePort: 31053}]}}}}
                management: {pods: {kubelb/kubelb-manager-1: {spec: {containers: [
                  {name: manager, image: "quay.io/kubermatic/kubelb-manager:v1.1.4"}]}}}}
                """),
            .silent(
                "a UDP Service that has no LoadBalancer yet",
                """
                tenant: {services: {shop/web: {spec: {ports: [
                  {name: dns, port: 53, protocol: UDP, targetPort: 5353, nodePort: 31053}]}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard context.topology.has(.uncheckedUDP) else { return [] }
        return context.topology.takenExposures.compactMap { exposure in
            let ports = exposure.service.ports.filter { $0.protocol == "UDP" }
            guard !ports.isEmpty, exposure.loadBalancer.value != nil else { return nil }
            let labels = ServiceWords.list(ports.map(\.label))
            return Finding(
                .info,
                "\(exposure.service.reference): it is unknown whether \(labels) works, because UDP has no health checks",
                resource: exposure.resource, objects: [context.reference(exposure)],
                evidence: [exposure.service.evidence("spec.ports", labels)])
        }
    }
}
