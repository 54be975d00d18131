import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-D019: nodes say that nobody listens at a UDP node port.
struct D019UDPUnanswered: Check {
    let documentation = CheckDocumentation(
        code: "D019",
        title: "Nodes reject or drop UDP traffic",
        severity: .warning,
        explains: [.probes],
        hop: .nodePort,
        inputs: [.loadBalancers, .managementPods, .envoyMetrics],
        optionalInputs: [.tenantEndpointSlices, .tenantPods, .tenantNetworkPolicies],
        causedBy: ["N003", "N004", "N005", "N010", "S004", "L003"],
        meaning: """
            Envoy counts the datagrams that it sends to the nodes and the ICMP errors (port unreachable) that come \
            back. It has no health check for UDP and keeps sending. The counters never decrease, so this is a warning \
            only if not one datagram was ever answered, or if TCP health checks show that nodes do not respond now. If nothing at all comes back, that is reported \
            only if NetworkPolicies in the tenant cluster do not allow the traffic, or if the protocol, such as DNS, \
            answers every request.
            """,
        impact: "Sessions sent to such a node are always lost.",
        mending: """
            Make sure that every listed node forwards UDP at the node port: check firewalls between the management \
            cluster and the nodes, kube-proxy on the node, and NetworkPolicies around the pods.
            """,
        examples: [
            .fires(
                .warning, "four of ten are refused, and one node does not answer over TCP either", udp(),
                metrics: MetricsExamples.envoys(page(errors: 4, healthy: 1))),
            .fires(
                .info, "counted, with nothing to show that it continues", udp(),
                metrics: MetricsExamples.envoys(page(errors: 4, healthy: 2))),
            .fires(
                .warning, "all of a thousand are refused, and none was ever answered", udp(),
                metrics: MetricsExamples.envoys(page(errors: 1000, healthy: 2, sent: 1000))),
            .fires(
                .warning, "all are refused, and no container declares the target port",
                udp(
                    "pods: {shop/web-1: {spec: {containers: [{name: web, ports: [{name: http, containerPort: 8080}, "
                        + "{name: dns, containerPort: 53, protocol: UDP}]}]}}, shop/web-2: null}"),
                metrics: MetricsExamples.envoys(page(errors: 1000, healthy: 2, sent: 1000))),
            .fires(
                .warning, "nothing comes back, and a NetworkPolicy allows the TCP port only",
                udp(NodeExamples.policyEntry("ingress: [{ports: [{port: 8080}]}]")),
                metrics: MetricsExamples.envoys(page(errors: 0, healthy: 2, received: 0))),
            .silent(
                "nothing comes back, and the NetworkPolicy allows it",
                udp(NodeExamples.policyEntry("ingress: [{ports: [{port: 8080}, {port: 5353, protocol: UDP}]}]")),
                metrics: MetricsExamples.envoys(page(errors: 0, healthy: 2, received: 0))),
            .silent(
                "all are answered", udp(), metrics: MetricsExamples.envoys(page(errors: 0, healthy: 2))),
            .fires(
                .warning, "nothing comes back of a thousand requests of DNS", udp(),
                metrics: MetricsExamples.envoys(page(errors: 0, healthy: 2, received: 0, sent: 1000))),
            .silent(
                "nothing comes back, which many protocols do not want", udp(),
                metrics: MetricsExamples.envoys(page(errors: 0, healthy: 1, received: 0))),
            .silent(
                "one in a thousand, when a pod went away", udp(),
                metrics: MetricsExamples.envoys(page(errors: 4, healthy: 2, sent: 4000))),
        ])

    /// Fewer, or a smaller share, come of pods that went away.
    private static let fewest = 3
    private static let share = 0.1
    private static let many = 50

    func findings(in context: CheckContext) -> [Finding] {
        let seen = context.seenServices.filter { $0.ports.contains { !$0.isChecked } }
        guard !seen.isEmpty else { return [] }
        let diagnosis = NodePortDiagnosis(context)
        return seen.flatMap { service in
            let refused = service.ports.compactMap(Refusals.init).max { $0.errors < $1.errors }
            let rejected = refused.map {
                finding(service, $0, isNow: $0.isTotal || Self.failsNow(service, context), diagnosis, context)
            }
            return (rejected.map { [$0] } ?? [])
                + service.ports.filter(\.isUnanswered).compactMap { dropped($0, service, diagnosis, context) }
        }
    }

    /// Nothing came back, and policies explain it.
    private func dropped(
        _ port: PortUpstreams, _ service: SeenService, _ diagnosis: NodePortDiagnosis, _ context: CheckContext
    ) -> Finding? {
        let target = NodePortTarget(exposure: service.exposure, upstream: port.upstream, nodes: [])
        let sent = port.views.reduce(0) { $0.saturatingSum($1.counters?.sentDatagrams ?? 0) }
        guard let policy = diagnosis.policy(of: [target]) else { return swallowed(port, sent, service, context) }
        return Finding(
            .warning,
            "\(service.exposure.service.reference): none of \(sent) datagrams to node port \(port.upstream.nodePort) "
                + "(\(port.upstream.label)) was answered. \(policy.words)",
            resource: service.exposure.resource,
            objects: [context.reference(service.exposure)] + policy.objects,
            evidence: evidence(port) + policy.evidence, confidence: .likely, remedies: policy.remedies)
    }

    /// Nothing came back from a protocol in which servers answer each request.
    private func swallowed(
        _ port: PortUpstreams, _ sent: Int, _ service: SeenService, _ context: CheckContext
    ) -> Finding? {
        guard let name = Self.answering[port.upstream.port], sent >= Self.many,
            service.exposure.portsWithoutEndpoints?.isEmpty == true
        else { return nil }
        return Finding(
            .warning,
            "\(service.exposure.service.reference): none of \(sent) datagrams to node port \(port.upstream.nodePort) "
                + "(\(port.upstream.label)) was answered or rejected, although \(name) servers answer every request: a firewall "
                + "may allow TCP only, or nothing responds behind the port",
            resource: service.exposure.resource,
            objects: [context.reference(service.exposure)], evidence: evidence(port), confidence: .likely,
            remedies: [
                .fix(
                    "allow UDP from the nodes of the Envoy pods to node port \(port.upstream.nodePort) of the tenant's nodes"
                ),
                .inspect(
                    "check whether datagrams are answered meanwhile",
                    context.showStatistics(
                        of: port.views[0].pod, matching: "udp_sess_.*port-\(port.upstream.nodePort)-UDP")),
            ])
    }

    /// By the registered ports of the protocols (IANA service name and port number registry).
    private static let answering = [53: "DNS", 123: "NTP", 161: "SNMP", 443: "QUIC", 1812: "RADIUS", 3478: "STUN"]

    private func evidence(_ port: PortUpstreams) -> [Evidence] {
        port.views.prefix(3).compactMap { view in
            view.counters.map { cluster in
                Evidence(
                    EnvoyWords.source(view.pod),
                    "udp_sess_tx_datagrams \(cluster.sentDatagrams), rx_datagrams \(cluster.receivedDatagrams), rx_errors "
                        + "\(cluster.receiveErrors)")
            }
        }
    }

    /// A UDP port with the counters of all Envoys added up.
    private struct Refusals {
        let port: PortUpstreams
        var sent = 0
        var errors = 0
        var received = 0

        /// Not one was answered, of enough to be no accident.
        var isTotal: Bool {
            received == 0 && errors >= D019UDPUnanswered.many && errors.saturatingSum(errors / 50) >= sent
        }

        init?(_ port: PortUpstreams) {
            guard port.upstream.protocol == "UDP" else { return nil }
            self.port = port
            for case .known(let cluster) in port.views.map(\.state) {
                sent = sent.saturatingSum(cluster.sentDatagrams)
                errors = errors.saturatingSum(cluster.receiveErrors)
                received = received.saturatingSum(cluster.receivedDatagrams)
            }
            if errors < D019UDPUnanswered.fewest || Double(errors) < Double(sent) * D019UDPUnanswered.share {
                return nil
            }
        }
    }

    /// Whether a node that Envoy sends to does not answer over TCP just now, by any Service of the tenant.
    private static func failsNow(_ service: SeenService, _ context: CheckContext) -> Bool {
        context.topology.envoys.contains { _, statistics in
            statistics.clusters.contains { name, cluster in name.hasSuffix("-TCP") && cluster.healthy < cluster.total }
        }
    }

    private func finding(
        _ service: SeenService, _ refused: Refusals, isNow: Bool, _ diagnosis: NodePortDiagnosis,
        _ context: CheckContext
    ) -> Finding {
        let exposure = service.exposure
        let pods = refused.port.views.map(\.pod)
        let upstream = refused.port.upstream
        let uptime = refused.port.views.map(\.uptimeSeconds).max() ?? 0
        let note =
            refused.isTotal ? ", and none was answered" : isNow ? "" : "; it is unknown whether this continues"
        let target = refused.isTotal ? TargetPort(exposure, upstream, diagnosis.pods) : nil
        let undeclared = target?.isUndeclared == true ? target : nil
        return Finding(
            isNow ? .warning : .info,
            "\(exposure.service.reference): nodes rejected \(refused.errors) of \(refused.sent) datagrams to node port "
                + "\(upstream.nodePort) (\(upstream.label)) in the last \(Age.text(seconds: Double(uptime)))\(note)"
                + (undeclared.map { ": \($0.words(isSilent: false))" } ?? ""),
            resource: exposure.resource, objects: [context.reference(exposure)] + EnvoyWords.references(pods),
            evidence: evidence(refused.port) + (undeclared?.evidence ?? []), confidence: .likely,
            remedies: (undeclared?.remedies(exposure, isSilent: false, context) ?? []) + [
                .inspect(
                    "check whether the errors increase",
                    context.showStatistics(
                        of: pods[0], matching: "udp_sess_.*port-\(upstream.nodePort)-UDP"))
            ])
    }

    // MARK: Examples

    /// `shop/web` with a UDP port beside the other.
    /// A Service with a TCP and a UDP port.
    static func udp(_ entry: String = "") -> String {
        """
        tenant:
          \(entry)
          services: {shop/web: {spec: {ports: [
            {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31080},
            {name: dns, port: 53, protocol: UDP, targetPort: 5353, nodePort: 31053}]}}}
          endpointslices.discovery.k8s.io: {shop/web-1: {
            ports: [{name: http, port: 8080, protocol: TCP}, {name: dns, port: 5353, protocol: UDP}]}}
        management:
          loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
            status: {service: {ports: [
              {name: dns, port: 53, protocol: UDP, targetPort: 10001, upstreamTargetPort: 31053},
              {name: http, port: 80, protocol: TCP, targetPort: 10000, upstreamTargetPort: 31080}]}}}}
        """
    }

    private static func page(errors: Int, healthy: Int, received: Int? = nil, sent: Int = 10) -> String {
        MetricsExamples.envoy([
            MetricsExamples.Port(healthy: healthy),
            MetricsExamples.Port(
                name: MetricsExamples.port("UDP", 31053), sent: sent, received: received ?? sent - errors,
                errors: errors),
        ])
    }
}
