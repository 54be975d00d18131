import KubeLB
import Kubernetes
import Probes
import Topology

/// KLC-H001: a host does not resolve to the address of its Ingress or Gateway.
struct H001HostUnresolved: Check {
    let documentation = CheckDocumentation(
        code: "H001",
        title: "A host does not resolve to the address of its Ingress or Gateway",
        severity: .warning,
        inputs: [.probes],
        optionalInputs: [.managementDeployments],
        meaning: """
            kubelb-ctl verify looks up each host from this machine and compares the result with the address in the status. If \
            external-dns runs in the management cluster, the finding names the argument or condition that keeps it from \
            creating the record. external-dns itself reports that only in its debug log.
            """,
        impact: "Clients reach another address, or none.",
        mending: "Create the DNS record, or change what keeps external-dns from doing so.",
        examples: [
            example(.warning, "the host does not resolve", .notResolved("no such host")),
            example(
                .warning, "the host resolves to another address",
                .resolved(["192.0.2.1"], expected: ["198.51.100.20"], after: .zero)),
            example(
                .warning, "the domain filter of external-dns does not include it", .notResolved("no such host"),
                externalDNS("--source=ingress, --domain-filter=example.org, --txt-owner-id=kubelb")),
            example(
                .warning, "external-dns does not read Ingresses", .notResolved("no such host"),
                externalDNS("--source=service")),
            example(
                .warning, "external-dns runs in dry-run", .notResolved("no such host"),
                externalDNS("--source=ingress, --dry-run")),
            example(
                nil, "the host resolves to the address",
                .resolved(["198.51.100.20"], expected: ["198.51.100.20"], after: .zero)),
            example(nil, "the lookup could not be made", .failed("no resolver")),
            .silentOnRoutes("nothing was looked up"),
        ])

    private static func example(
        _ severity: Severity?, _ name: String, _ outcome: ProbeOutcome, _ changes: String = ""
    ) -> CheckExample {
        let probes = [
            MadeProbe.lookedUp("shop.example.com", outcome, expected: ["198.51.100.20"], of: "Ingress shop/site")
        ]
        var example =
            severity.map { CheckExample.fires($0, name, changes, probes: probes) }
            ?? .silent(name, changes, probes: probes)
        example.hasRoutes = true
        return example
    }

    private static func externalDNS(_ arguments: String) -> String {
        """
        management: {deployments.apps: {external-dns/external-dns: {metadata: {labels: {app.kubernetes.io/name: external-dns}},
          spec: {replicas: 1, template: {spec: {containers: [{name: external-dns,
          image: 'registry.k8s.io/external-dns/external-dns:v0.15.0', args: [\(arguments)]}]}}}, status: {readyReplicas: 1}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.flatMap { exposure -> [Finding] in
            (context.topology.probes(of: exposure) ?? []).compactMap { finding(exposure, $0, context) }
        }
    }

    private func finding(_ exposure: RouteExposure, _ made: MadeProbe, _ context: CheckContext) -> Finding? {
        guard case .lookup(let expected)? = made.probe.target?.kind else { return nil }
        let host = made.probe.address
        let what: String
        switch made.result.outcome {
        case .notResolved: what = "does not resolve; its address is"
        case .resolved(let found, let wanted, _) where !wanted.isEmpty && found.allSatisfy({ !wanted.contains($0) }):
            what = "resolves to \(ServiceWords.list(found)), not to its address"
        default: return nil
        }
        let dns = ExternalDNS(context.topology)
        let obstacle = dns?.obstacle(to: host, of: exposure)
        let address = ServiceWords.list(expected)
        return context.finding(
            .warning,
            "Host \(host) of \(exposure.source.reference) \(what) \(address)"
                + (obstacle.map { ": \($0.text)" } ?? ""),
            of: exposure, objects: [dns.map(\.object)].compactMap(\.self),
            evidence: [Evidence("DNS lookup of \(host) from this machine", "\(made.result.outcome)")]
                + (obstacle.map { [$0.evidence] } ?? dns?.ownership ?? []),
            remedies: [
                .fix(
                    obstacle == nil
                        ? "create a DNS record for the host with address \(address)"
                        : "change that, or create a DNS record for the host with address \(address)",
                    obstacle?.isArgument == true ? dns.map { context.kubectl("edit", $0.object) } : nil)
            ])
    }
}
