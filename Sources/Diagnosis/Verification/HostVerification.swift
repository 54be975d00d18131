import KubeLB
import Kubernetes
import Probes
import Topology

/// What came of the requests and lookups for one object of Layer 7.
struct HostVerification {
    let route: RouteDiagnosis
    let topology: Topology
    /// That concern it.
    let findings: [Finding]
    let plan: [PlannedProbe]
    let options: ProbePlan.Options
    /// nil if no statuses were given.
    let status: ExpectedStatus?

    private var key: ExposedResource { route.key }

    var checks: [VerifyCheck] {
        let made = Dictionary(
            (topology.probes(of: route.exposure) ?? []).map { ($0.probe, $0.result) },
            uniquingKeysWith: { first, _ in first })
        return skipped + plan.map { check($0, made[$0]) } + [
            VerifyCheck(
                .clusterProbe, "request from inside a cluster", .skipped, "--print-probe prints the kubectl commands",
                resource: key)
        ]
    }

    /// Why there are no requests at all, or no lookups.
    private var skipped: [VerifyCheck] {
        func check(_ name: String, _ reason: String) -> VerifyCheck {
            VerifyCheck(.probe, name, .skipped, reason, resource: key)
        }
        let requests = "HTTP request to each host and path"
        if route.exposure.addresses.isEmpty {
            return [
                check(
                    requests,
                    "the \(route.exposure.kind.hasParent ? "Gateway" : route.exposure.kind.rawValue) has no address")
            ]
        }
        return (options.sendsRequests ? [] : [check(requests, "turned off (--no-http)")])
            + (options.looksUpHosts ? [] : [check("DNS lookup of each host", "turned off (--no-dns)")])
    }

    private func check(_ probe: PlannedProbe, _ result: ProbeResult?) -> VerifyCheck {
        let verdict = verdict(probe, result)
        let causes = explaining(verdict.causes)
        var detail = verdict.sentence
        if let result, result.attempts.count > 1 || result.decisive.address != probe.address {
            detail += "; " + result.attempts.map { "\($0.address) \($0.outcome)" }.joined(separator: ", ")
        }
        if !causes.isEmpty { detail += " (\(causes.map(\.code.description).uniqued().joined(separator: ", ")))" }
        if let note = probe.note, result != nil { detail += "; \(note)" }
        var check = VerifyCheck(.probe, probe.name, verdict.state, detail, resource: key)
        check.probe = probe
        check.latency = result?.outcome.latency
        check.findings = causes.map(\.id)
        check.evidence = (result?.attempts ?? []).map { Evidence("\(probe.name) (\($0.address))", "\($0.outcome)") }
        return check
    }

    private func explaining(_ causes: AnswerVerdict.Causes) -> [Finding] {
        findings.filter { finding in
            finding.severity > .info && !finding.isAboutReach
                && (finding.explainedGates.contains(where: causes.gates.contains)
                    || finding.code.group.map(causes.groups.contains) == true)
        }
    }

    private typealias Verdict = (state: VerifyCheck.State, sentence: String, causes: AnswerVerdict.Causes)

    private func verdict(_ probe: PlannedProbe, _ result: ProbeResult?) -> Verdict {
        guard let target = probe.target else { return (.skipped, probe.skipped ?? "not requested", .none) }
        guard let result else { return (.unknown, "not run", .none) }
        if case .lookup(let expected) = target.kind { return lookup(result.outcome, expected) }
        // Of the family that this machine has no way to at all; it says nothing about the address.
        if case .noRoute = result.outcome, probe.address.contains(":") {
            return (.skipped, "\(result.outcome)", .none)
        }
        guard case .request(let request) = target.kind else { return (.unknown, "\(result.outcome)", .none) }
        let verdict = AnswerVerdict(
            result.outcome, of: request, kind: route.exposure.kind, expecting: status, now: topology.now)
        return (verdict.state, verdict.sentence, verdict.causes)
    }

    private func lookup(_ outcome: ProbeOutcome, _ status: [String]) -> Verdict {
        let address = status.joined(separator: ", ")
        switch outcome {
        case .resolved(_, let expected, _) where expected.isEmpty:
            return (.unknown, "\(outcome), but the status address \(address) does not resolve", .none)
        case .resolved(let found, let expected, _):
            let others = found.filter { !expected.contains($0) }
            if others.isEmpty { return (.passed, "\(outcome)", .none) }
            if others.count < found.count {
                return (.passed, "\(outcome); not a status address: \(others.joined(separator: ", "))", .none)
            }
            return (
                .failed, "resolves to \(found.joined(separator: ", ")), not to the status address \(address)", .host
            )
        case .notResolved(let reason): return (.failed, "does not resolve: \(reason)", .host)
        default: return (.unknown, "\(outcome)", .none)
        }
    }
}
