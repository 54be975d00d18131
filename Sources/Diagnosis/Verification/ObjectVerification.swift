import Documents
import KubeLB
import Kubernetes
import Topology

/// What the objects and the Envoys say of one Service.
struct ObjectVerification {
    let service: ServiceDiagnosis
    let topology: Topology
    /// Of this Service.
    let findings: [Finding]
    /// The checks that were run.
    let judged: Set<CheckCode>

    private var exposure: Exposure { service.exposure }
    private var key: ExposedResource { service.key }

    var checks: [VerifyCheck] { [objects, endpoints, upstreams] }

    private func findings(explaining gates: [Gate]) -> [String] {
        findings.filter { $0.explainedGates.contains(where: gates.contains) }.map(\.id)
    }

    // MARK: Objects

    /// Findings that say that two objects which belong together differ.
    private static let disagreements: Set<CheckCode> = ["D001", "D003", "D021", "L002", "L003", "L004", "S012"]

    private var objects: VerifyCheck {
        let hasEnvoyService = !topology.hasCCMIdentityOnly
        let isVisible = exposure.isServiceVisible
        return ObjectAgreement(
            objects: (isVisible ? "Service, LoadBalancer" : "LoadBalancer")
                + (hasEnvoyService ? ", envoy Service" : ""),
            key: key,
            isTerminating: exposure.isTerminating, stages: service.stages, findings: findings, judged: judged,
            disagreements: isVisible ? Self.disagreements : Self.disagreements.intersection(judged),
            addresses: exposure.addresses.joined(separator: ","),
            limitation: hasEnvoyService ? nil : "the CCM's own credentials show no envoy Service"
        ).check
    }

    // MARK: Endpoints

    private var endpoints: VerifyCheck {
        let name = "ready endpoints behind every port"
        func check(_ state: VerifyCheck.State, _ detail: String) -> VerifyCheck {
            VerifyCheck(.endpoints, name, state, detail, resource: key)
        }
        let gates: [Gate] = [.endpoints, .endpointPorts, .endpointNodes]
        guard exposure.isServiceVisible else { return VerifyCheck(notVisible: .endpoints, name, resource: key) }
        if let unknown = service.stages.gates.firstUnknown(of: gates) {
            return VerifyCheck(
                .endpoints, name, unread: unknown.reason, "\(unknown.input): \(unknown.reason)", resource: key)
        }
        if let failure = service.stages.gates.firstFailed(of: gates) {
            let missing = ServiceWords.list((exposure.portsWithoutEndpoints ?? []).map(\.label))
            let detail =
                switch failure.gate {
                case .endpoints: "none is ready"
                case .endpointPorts: "none serves \(missing)"
                default: failure.detail
                }
            var failed = check(.failed, detail)
            failed.findings = findings(explaining: gates)
            return failed
        }
        return check(.passed, "\(exposure.readyEndpoints?.count ?? 0) ready")
    }

    // MARK: Upstreams

    private var upstreams: VerifyCheck {
        let hasMany = exposure.service.ports.count > 1
        let name = "Envoy reaches the node port\(hasMany ? "s" : "") (its own health checks)"
        func check(_ state: VerifyCheck.State, _ detail: String) -> VerifyCheck {
            VerifyCheck(.upstreams, name, state, detail, resource: key)
        }
        guard !topology.mayBypassNodePorts else {
            return check(.skipped, "in the Enterprise Edition traffic may take another way than node ports")
        }
        let policy = exposure.service.externalTrafficPolicy == "Local" ? " (externalTrafficPolicy: Local)" : ""
        let reaches = topology.reaches(of: exposure)
        let short = reaches.filter(\.isShort)
        if service.stages.gates[.upstreams].isFailed || !short.isEmpty {
            let lines = short.map { "\($0.port.upstream.nodePort) (\($0.port.upstream.label)): \(problem(of: $0))" }
            var failed = check(.failed, ServiceWords.list(lines) + policy)
            failed.findings = findings(explaining: [.upstreams])
            failed.evidence = short.flatMap { reach in
                reach.port.views.map { view in
                    Evidence(
                        "\(MetricsSource(.envoy, view.pod))",
                        "\(reach.reached == nil ? "no node for" : "\(view.healthy) healthy at") node port "
                            + "\(reach.port.upstream.nodePort)")
                }
            }
            return failed
        }
        guard exposure.service.ports.contains(where: { $0.protocol == "TCP" }) else {
            return check(.skipped, "Envoy does not check UDP")
        }
        // Statistics confirm: without them nothing is in doubt.
        guard !reaches.isEmpty else { return check(.skipped, whyUnseen) }
        let checked = reaches.filter { $0.reached != nil }
        guard let worst = checked.min(by: { surplus(of: $0) < surplus(of: $1) }) else {
            return check(.skipped, "no port of the LoadBalancer is checked by Envoy")
        }
        if worst.expected == 0 { return check(.skipped, "no node should answer: no endpoint is ready\(policy)") }
        return check(.passed, counts(of: worst) + policy)
    }

    /// Healthy nodes beyond those that should answer: the lower, the worse.
    private func surplus(of reach: PortReach) -> Int {
        (reach.port.healthy ?? 0).saturatingDifference(reach.expected ?? 0)
    }

    /// `1/2, 2 expected`.
    private func counts(of reach: PortReach) -> String {
        "\(reach.port.healthy ?? 0)/\(reach.port.total.map { "\($0)" } ?? "?")"
            + (reach.expected.map { ", \($0) expected" } ?? ", unknown how many are expected")
    }

    private func problem(of reach: PortReach) -> String {
        if let unheard = reach.port.unheard.first, reach.port.broken.first?.pod == unheard.pod {
            return "\(unheard.pod.reference) does not listen at target port \(reach.port.targetPort ?? 0)"
        }
        switch reach.port.broken.first.map({ ($0.pod.reference, $0.state) }) {
        case (let pod, .blank)?: return "\(pod) has no configuration at all"
        case (let pod, .missing)?: return "\(pod) has no configuration for it"
        case (let pod, .known)? where reach.reached == nil: return "\(pod) has no node for it"
        case (_, .known)?, nil:
            // A node with several addresses counts once, and Envoy counts each address.
            guard let reached = reach.reached, let expected = reach.expected, reach.port.healthy ?? 0 >= expected,
                reached < expected
            else { return counts(of: reach) }
            return "\(reached) of \(expected) nodes"
        }
    }

    private var whyUnseen: String {
        if let reason = exposure.loadBalancer.unknown { return "the LoadBalancer could not be read: \(reason)" }
        if exposure.loadBalancer.value == nil { return "there is no LoadBalancer" }
        for input in [Input.managementPods, .envoyMetrics] {
            if let reason = topology.outcome(of: input) { return "Envoy's statistics: \(reason)" }
        }
        return "no Envoy pod that receives traffic could be queried"
    }
}
