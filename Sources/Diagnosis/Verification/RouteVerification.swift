import KubeLB
import Kubernetes
import Topology

/// What the objects and the Envoys say of one object of Layer 7.
struct RouteVerification {
    let route: RouteDiagnosis
    let topology: Topology
    /// That concern it.
    let findings: [Finding]
    /// The checks that were run.
    let judged: Set<CheckCode>

    private var exposure: RouteExposure { route.exposure }
    private var kind: RouteKind { exposure.kind }

    var checks: [VerifyCheck] {
        var checks = [objects]
        if kind != .ingress {
            checks.append(
                check(
                    .acceptance, kind == .gateway ? "the listeners work" : "accepted by the Gateway",
                    [.listeners, .routeAccepted], passed: ""))
        }
        if !exposure.source.certificates.isEmpty {
            checks.append(
                check(.certificates, "certificates are in the management cluster", [.certificates], passed: ""))
        }
        guard kind != .gateway else { return checks }
        let ready = Dictionary(exposure.backends.map { ($0.path, $0.readyEndpoints ?? 0) }) { first, _ in first }
        return checks + [
            check(
                .endpoints, "ready endpoints behind every backend", [.endpoints],
                passed: "\(ready.values.reduce(0, +)) ready"),
            check(
                .upstreams, "Envoy reaches the node ports (its own health checks)", [.upstreams], passed: "",
                skipped: topology.outcome(of: .envoyMetrics).map { "Envoy's statistics: \($0)" }),
        ]
    }

    /// Findings that say that two objects which belong together differ.
    private static let disagreements: Set<CheckCode> = ["P002", "P003", "P006", "K002"]

    private var objects: VerifyCheck {
        let isSeen = !topology.hasCCMIdentityOnly
        let isVisible = exposure.isSourceVisible
        return ObjectAgreement(
            objects: (isVisible ? "\(kind.rawValue), Route" : "Route") + (isSeen ? ", generated \(kind.rawValue)" : ""),
            key: route.key,
            isTerminating: exposure.isTerminating, stages: route.stages, findings: findings, judged: judged,
            disagreements: isVisible ? Self.disagreements : Self.disagreements.intersection(judged),
            addresses: exposure.addresses.joined(separator: ","),
            limitation: isSeen ? nil : "the CCM's own credentials show no generated \(kind.rawValue)"
        ).check
    }

    /// A line that some gates decide.
    private func check(
        _ line: VerifyCheck.Kind, _ name: String, _ gates: [Gate], passed: String, skipped: String? = nil
    ) -> VerifyCheck {
        let outcomes = route.stages.gates
        let isHidden = gates.allSatisfy { if case .notVisible = outcomes[$0] { true } else { false } }
        if isHidden { return VerifyCheck(notVisible: line, name, resource: route.key) }
        if let unknown = outcomes.firstUnknown(of: gates) {
            return VerifyCheck(
                line, name, unread: unknown.reason, "\(unknown.input): \(unknown.reason)", resource: route.key)
        }
        if let failure = outcomes.firstFailed(of: gates) {
            var failed = VerifyCheck(line, name, .failed, failure.detail, resource: route.key)
            failed.findings = findings.filter { $0.explainedGates.contains(where: gates.contains) }.map(\.id)
            return failed
        }
        let isAnswered = gates.contains { if case .passed = outcomes[$0] { true } else { false } }
        if isAnswered { return VerifyCheck(line, name, .passed, passed, resource: route.key) }
        let stopped = route.stages.stopped.map { "stopped at \($0.stage.title)" }
        return VerifyCheck(
            line, name, .skipped, stopped ?? skipped ?? "nothing to check", resource: route.key)
    }
}
