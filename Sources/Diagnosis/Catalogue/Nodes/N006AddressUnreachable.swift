import KubeLB
import Kubernetes
import Probes
import Topology

/// KLC-N006: clients that come from where the tool runs do not get through to the address.
struct N006AddressUnreachable: Check {
    let documentation = CheckDocumentation(
        code: "N006",
        title: "The address is unreachable from this machine",
        severity: .error,
        explains: [.probes],
        hop: .address,
        inputs: [.tenantServices, .probes],
        causedBy: [
            "D001", "D002", "D005", "D006", "D007", "D008", "D009", "D010", "D017", "D024", "D025", "L001", "L003",
            "L005", "M012", "N001", "N004", "S004", "S012",
        ],
        meaning: """
            kubelb-ctl verify failed to connect to the address of the Service from the machine that it ran on. \
            Refused: nothing listens at the port, for example an Envoy without a configuration. No response: packets \
            are lost on the path or dropped by a firewall. Closed or reset: Envoy accepted the connection and has no \
            node to forward it to.
            """,
        impact: "Clients in the same location cannot connect either. Clients elsewhere may.",
        mending: """
            If another finding explains it, fix that first. Otherwise check the path from this machine to the address: \
            routing, firewalls, and whether the address is announced at all. Then test from inside a cluster, with the \
            commands of kubelb-ctl verify --print-probe.
            """,
        examples: [
            .fires(.error, "the connection is refused", probes: [.made(.refused)]),
            .fires(.error, "nothing comes back", probes: [.made(.noAnswer(.connection))]),
            .fires(.error, "one port of two is reset", probes: [.made(.open(after: .zero)), .made(.reset, port: 443)]),
            .fires(.error, "the connection is closed immediately", probes: [.made(.closed)]),
            .fires(.error, "the host name has no address", probes: [.made(.notResolved("Name or service not known"))]),
            .fires(.error, "a datagram is refused", probes: [.made(.refused, port: 53, udp: true)]),
            .fires(
                .warning, "a datagram gets no answer, which it need not get",
                probes: [.made(.noAnswer(.answer), port: 53, udp: true)]),
            .fires(
                .warning, "the Service is ten seconds old",
                """
                tenant: {services: {shop/web: {metadata: {creationTimestamp: "2026-11-22T11:59:50Z"}}}}
                """, probes: [.made(.refused)]),
            .silent("everything answers", probes: [.made(.open(after: .zero))]),
            .silent("nothing was probed"),
            .silent("this machine could not try", probes: [.made(.noRoute("Network is unreachable"))]),
            .silent("another Service was probed", probes: [.made(.refused, service: "shop/other")]),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.exposures.compactMap { exposure in
            let failed = (context.topology.probes(of: exposure) ?? []).filter(Self.isFailure)
            return failed.isEmpty ? nil : finding(exposure, failed, context)
        }
    }

    /// Only what tells about the way to the address: not what the application says in TLS or HTTP.
    private static func isFailure(_ made: MadeProbe) -> Bool {
        if made.refutesRouting { return true }
        guard made.probe.place == .address, case .udp = made.probe.target?.kind else { return false }
        return made.result.outcome == .noAnswer(.answer)
    }

    private func finding(_ exposure: Exposure, _ failed: [MadeProbe], _ context: CheckContext) -> Finding {
        let isCertain = failed.contains(where: \.refutesRouting)
        let (age, note) = context.symptom(since: exposure.lastChange)
        // The same words for ports that fare alike.
        var groups: [(words: String, endpoints: [String])] = []
        for made in failed {
            let words = Self.words(for: made)
            let endpoint = "\(made.probe.endpoint)/\(made.probe.protocol)"
            if let index = groups.firstIndex(where: { $0.words == words }) {
                groups[index].endpoints.append(endpoint)
            } else {
                groups.append((words, [endpoint]))
            }
        }
        let sentence = groups.map { "\(ServiceWords.list($0.endpoints)) \($0.words)" }.joined(separator: "; ")
        return Finding(
            isCertain ? age : min(age, .warning),
            "\(exposure.service.reference), probed from this machine: \(sentence)\(note)",
            resource: exposure.resource, objects: [context.reference(exposure)],
            evidence: failed.prefix(8).flatMap { made in
                made.result.attempts.filter { !$0.outcome.isSuccess }.prefix(4).map { attempt in
                    let address = attempt.address == made.probe.address ? "" : " (\(attempt.address))"
                    return Evidence("\(made.probe.name)\(address)", "\(attempt.outcome)")
                }
            },
            confidence: isCertain ? .certain : .possible, remedies: remedies(exposure, failed, context))
    }

    /// What an endpoint does, as the end of a sentence.
    private static func words(for made: MadeProbe) -> String {
        switch made.result.outcome {
        case .refused: made.probe.protocol == "UDP" ? "refuses datagrams (ICMP)" : "refuses connections"
        case .noAnswer(.name): "has a host name whose resolution timed out"
        case .noAnswer:
            made.probe.protocol == "UDP" ? "does not respond to the datagram" : "does not respond (timed out)"
        case .closed: "accepts connections and closes them immediately"
        case .reset: "resets connections"
        case .unreachable(let reason): "is unreachable (\(reason))"
        case .noRoute(let reason): "has no route from this machine (\(reason))"
        case .notResolved(let reason): "has a host name that does not resolve (\(reason))"
        case .noTLS(let reason), .noHTTP(let reason): "does not speak the expected protocol (\(reason))"
        case .failed(let reason): "could not be probed (\(reason))"
        case .open, .answered, .status, .responded, .resolved: "responds"
        }
    }

    private func remedies(_ exposure: Exposure, _ failed: [MadeProbe], _ context: CheckContext) -> [Remedy] {
        let metadata = exposure.service.metadata
        var remedies = [
            Remedy.inspect(
                "probe from inside either cluster, to rule out the path from this machine",
                context.tool("verify svc/\(metadata.name) -n \(metadata.namespace) --print-probe"))
        ]
        let isAccepted = failed.contains { [.closed, .reset, .refused].contains($0.result.outcome) }
        if isAccepted, let namespace = exposure.tenantNamespace {
            remedies.append(
                .inspect(
                    "check that all Envoy pods of the tenant are running and configured",
                    context.listEnvoyPods(namespace: namespace)))
        }
        return remedies
    }
}
