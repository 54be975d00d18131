import KubeLB
import Kubernetes
import Topology

/// KLC-N011: a node port that the replacement of kube-proxy does not serve, if no statistics show whether it responds.
struct N011OutsideOfRange: Check {
    let documentation = CheckDocumentation(
        code: "N011",
        title: "A node port is outside of the range that Cilium serves",
        severity: .warning,
        explains: [.probes],
        inputs: [.tenantServices, .loadBalancers, .tenantPods],
        optionalInputs: [
            .tenantConfigMaps, .ccmLogs, .managementPods, .envoyMetrics, .tenantStates, .configs,
        ],
        meaning: """
            Cilium replaces kube-proxy in the tenant cluster. It serves node ports of its own range only, 30000-32767 by default, \
            whichever range the API server allocates from (--service-node-port-range). The Service has a node port outside of \
            Cilium's range. If Envoy's health checks show that no node responds there, KLC-N008 or KLC-N004 reports it instead.
            """,
        impact: "Envoy reaches no node of the Service at this port.",
        mending: """
            Set node-port-range in ConfigMap cilium-config (Helm value nodePort.range) to the range of the API server, and restart \
            Cilium's agents.
            """,
        examples: [
            .fires(.warning, "Cilium has its default range", Self.cilium()),
            .fires(.warning, "Cilium has another range", Self.cilium("node-port-range: \"30000,32767\"")),
            .fires(
                .warning, "the agents were not restarted since the range was changed",
                Self.cilium("node-port-range: \"12000,32767\"") + Self.started("30000,32767")),
            .fires(
                .warning, "an old Cilium without kube-proxy", Self.cilium(replacement: "strict")),
            .silent("Cilium knows the range", Self.cilium("node-port-range: \"12000,32767\"")),
            .silent(
                "the agents were started with the range",
                Self.cilium() + Self.started("12000,32767")),
            .silent("all node ports are within the range", Self.cilium(port: 31080)),
            .silent(
                "kube-proxy runs, too", Self.cilium(beside: "\(NodeExamples.proxy("node-a")), ")),
            .silent("Cilium does not replace kube-proxy", Self.cilium(replacement: "false")),
            .silent("Cilium was removed, and its ConfigMap remained", Self.cilium(label: "former")),
            .silent("its settings may not be read", Self.cilium().replacing(Self.maps(), with: "forbidden")),
            .silent(
                "its range was redacted", Self.cilium("node-port-range: \"<redacted>\"")),
            .silent("the nodes respond", Self.cilium(), metrics: Self.metrics(healthy: 2)),
            .silent(
                "no node responds, which is another finding", Self.cilium(), metrics: Self.metrics(healthy: 0)),
        ])

    /// The tenant cluster with Cilium's agents, whose Service has this node port.
    static func cilium(
        _ setting: String = "ipam: kubernetes", replacement: String = "true", port: Int = 12417,
        label: String = "cilium", beside pods: String = ""
    ) -> String {
        agents(setting, replacement: replacement, label: label, beside: pods) + """
              services: {shop/web: {spec: {ports: [
                {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: \(port)}]}}}
            management:
              loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                spec: {endpoints: [{addressesReference: {name: default}, ports: [
                  {name: http, port: \(port), protocol: TCP}]}]},
                status: {service: {ports: [{name: http, port: 80, protocol: TCP, nodePort: 32080, targetPort: 10000,
                  upstreamTargetPort: \(port)}]}}}}

            """
    }

    /// The tenant cluster with Cilium's agents.
    static func agents(
        _ setting: String = "ipam: kubernetes", replacement: String = "true", label: String = "cilium",
        beside pods: String = ""
    ) -> String {
        """
        tenant:
          configmaps: \(maps(setting, replacement: replacement))
          pods: {\(pods)kube-system/cilium-1: {metadata: {labels: {k8s-app: \(label)}}, spec: {nodeName: node-a,
            containers: [{name: cilium-agent, image: "quay.io/cilium/cilium:v1.17.9"}]}, status: {phase: Running,
            conditions: [{type: Ready, status: "True"}]}}}

        """
    }

    private static func maps(_ setting: String = "ipam: kubernetes", replacement: String = "true") -> String {
        "{kube-system/cilium-config: {data: {kube-proxy-replacement: \"\(replacement)\", \(setting)}}}"
    }

    private static func started(_ range: String) -> String {
        """
        logs: {tenant/kube-system/cilium-1/cilium-agent.log: 'time="2026-11-22T10:00:02Z" level=info msg="  \
        --node-port-range=''\(range)''" subsys=daemon'}
        """
    }

    static func metrics(healthy: Int, port: Int = 12417) -> [String: String] {
        MetricsExamples.envoys(
            MetricsExamples.envoy([
                MetricsExamples.Port(name: MetricsExamples.port("TCP", port), healthy: healthy)
            ]))
    }

    func findings(in context: CheckContext) -> [Finding] {
        let services = context.seenServices
        guard !context.mayBypassNodePorts, let cilium = CiliumNodePorts(context) else { return [] }
        let checked = services.flatMap(\.ports).filter { $0.isChecked && $0.views.contains(where: \.isKnown) }
        // Whatever its range is, these respond.
        let serves = checked.contains { port in
            !cilium.serves(port.upstream.nodePort) && port.views.contains { $0.healthy > 0 }
        }
        guard !serves else { return [] }
        let known = Set(checked.map(\.upstream.nodePort))
        return context.topology.takenExposures.compactMap { exposure in
            let ports = exposure.service.ports.compactMap(\.nodePort).filter {
                !cilium.serves($0) && !known.contains($0)
            }
            guard exposure.isServiceVisible, !ports.isEmpty else { return nil }
            let object = context.reference(exposure)
            return Finding(
                .warning, "\(exposure.service.reference): \(cilium.sentence(ports))",
                resource: exposure.resource, objects: [object] + cilium.objects,
                evidence: [
                    exposure.service.evidence(
                        "spec.ports.nodePort", ServiceWords.list(ports.uniqued().map { "\($0)" }))
                ] + cilium.evidence, confidence: .likely, remedies: cilium.remedies(for: ports, context))
        }
    }
}
