import KubeLB
import Kubernetes
import Probes
import Topology

/// What came of the probes of one Service.
struct ProbeVerification {
    let service: ServiceDiagnosis
    let topology: Topology
    /// Of this Service.
    let findings: [Finding]
    let plan: [PlannedProbe]
    let options: ProbePlan.Options
    let status: ExpectedStatus

    private var key: ExposedResource { service.key }

    var checks: [VerifyCheck] {
        let made = Dictionary(
            (topology.probes(of: service.exposure) ?? []).map { ($0.probe, $0.result) },
            uniquingKeysWith: { first, _ in first })
        var checks = plan.map { check($0, made[$0]) }
        if service.exposure.addresses.isEmpty {
            checks.insert(
                VerifyCheck(
                    .probe, "probe of the address from here", .skipped, "the Service has no address", resource: key),
                at: 0)
        }
        if options.includesNodePorts, !plan.contains(where: { $0.place != .address }), let check = missingNodes {
            checks.append(check)
        }
        checks.append(
            VerifyCheck(
                .clusterProbe, "probe from inside a cluster", .skipped, "--print-probe prints the kubectl commands",
                resource: key))
        return checks
    }

    /// Why there are no probes of node ports; nil where the Service has none.
    private var missingNodes: VerifyCheck? {
        let isWanted = service.exposure.service.ports.contains { port in
            port.nodePort != nil && (options.ports.isEmpty || options.ports.contains { $0.matches(port) })
        }
        guard isWanted else { return nil }
        let name = "probe of the node ports from here, not from the management cluster"
        for input in [Input.addresses, .tenantNodes] {
            guard let reason = topology.outcome(of: input) else { continue }
            return VerifyCheck(.probe, name, unread: reason, "\(input): \(reason)", resource: key)
        }
        return VerifyCheck(.probe, name, .skipped, "Addresses/default lists no node", resource: key)
    }

    private func check(_ probe: PlannedProbe, _ result: ProbeResult?) -> VerifyCheck {
        let (state, verdict) = self.verdict(probe, result)
        var detail = verdict
        if let result, result.attempts.count > 1 || result.decisive.address != probe.address {
            detail += "; \(others(result))"
        }
        var check = VerifyCheck(.probe, probe.name, state, detail, resource: key)
        check.probe = probe
        check.latency = result?.outcome.latency
        if state == .failed, probe.place == .address {
            check.findings = findings.filter { $0.code == "N006" }.map(\.id)
        }
        check.evidence = (result?.attempts ?? []).map { Evidence("\(probe.name) (\($0.address))", "\($0.outcome)") }
        return check
    }

    private func verdict(_ probe: PlannedProbe, _ result: ProbeResult?) -> (VerifyCheck.State, String) {
        guard let target = probe.target else { return (.skipped, probe.skipped ?? "not requested") }
        guard let result else { return (.unknown, "not run") }
        let outcome = result.outcome
        switch outcome {
        case .status(let number, _) where !status.contains(number):
            return (.failed, "\(outcome), expected \(status)")
        case .open:
            if case .tls = target.kind { return (.passed, "\(outcome), the certificate is not checked") }
            return (.passed, "\(outcome)")
        case .answered, .status: return (.passed, "\(outcome)")
        // Of the family that this machine has no way to at all; it says nothing about the Service.
        case .noRoute where probe.address.contains(":"): return (.skipped, "\(outcome)")
        case .failed: return (.unknown, "\(outcome)")
        case .noAnswer(.answer) where probe.protocol == "UDP":
            return (.failed, "\(outcome): lost, or the application does not respond to this payload")
        default: return (.failed, "\(outcome)")
        }
    }

    /// The IP addresses of a host name, and what came of each.
    private func others(_ result: ProbeResult) -> String {
        ServiceWords.list(result.attempts.map { "\($0.address) \($0.outcome)" })
    }
}
