import KubeLB
import Kubernetes

/// How far one Service or object of Layer 7 has come.
package struct StageReport: Sendable, Hashable {
    /// The five stages in order.
    package let stages: [StageStatus]
    package let state: ServiceState
    /// The answers that the stages are made of, and those behind a stage that failed.
    package let gates: GateOutcomes
    /// What of the path the credentials do not show, in the order of the path: `LoadBalancer`, `envoy Service`, `Envoy`,
    /// `manager`. What is not visible is not healthy.
    package let notVisible: [String]

    init(_ gates: GateOutcomes, of standing: Standing, notVisible: [String]) {
        self.notVisible = notVisible
        var stages: [StageStatus] = []
        for stage in Stage.allCases {
            let isBlocked = stages.contains { $0.state == .failed || $0.state == .blocked }
            stages.append(isBlocked ? StageStatus(blocked: stage) : StageStatus(stage, gates))
        }
        self.gates = gates
        self.stages = stages
        state = Self.state(of: standing, stages)
    }

    /// What decides about the state beside the gates.
    struct Standing {
        let isTerminating: Bool
        let isLeftBehind: Bool
        let isIgnored: Bool
        let hasAddress: Bool
    }

    private static func state(of standing: Standing, _ stages: [StageStatus]) -> ServiceState {
        if standing.isTerminating { return .terminating }
        if standing.isLeftBehind { return .leftBehind }
        if standing.isIgnored { return .ignored }
        if stages.contains(where: { $0.state == .failed }) { return standing.hasAddress ? .degraded : .pending }
        return stages.contains { $0.state == .unknown } ? .unknown : .healthy
    }

    /// The stage that failed, otherwise the first visible one that is not ok; `routed` when all are. A stage that could not be
    /// judged stops nothing.
    package var stage: Stage {
        (stages.first { $0.state == .failed } ?? stages.first { !$0.isPassed } ?? stages.last)?.stage ?? .routed
    }

    /// Whether it looks healthy only because parts of the path are not visible.
    package var isUnconfirmed: Bool { state == .healthy && !notVisible.isEmpty }

    /// Whether every visible stage is ok.
    package var isRouted: Bool { stages.allSatisfy(\.isPassed) }

    /// Where a Service that KubeLB should carry stands still; nil for one that is whole, unknown, ignored or going away.
    package var stopped: StageStatus? {
        guard state == .pending || state == .degraded else { return nil }
        return stages.first { $0.state == .failed }
    }

    /// The first stage that failed, also of what is being deleted; nil if none did.
    package var stoppedAt: Stage? { stages.first { $0.state == .failed }?.stage }

    /// Deciding reads that were forbidden or failed, in the order of the stages.
    package var unknowns: [StageUnknown] { stages.compactMap(\.unknown) }
}

/// The state of one stage of one Service.
package struct StageStatus: Sendable, Hashable {
    package let stage: Stage
    package let state: State
    /// One line: what was seen.
    package let detail: String
    /// Since when it is so, where an object says it.
    package let since: Timestamp?
    /// Which deciding read is missing, where the state is unknown.
    package var unknown: StageUnknown? {
        if case .unread(let unknown) = cause { unknown } else { nil }
    }
    private let cause: Cause?

    /// In memory of its own: it is rare, and large.
    private enum Cause: Sendable, Hashable {
        indirect case unread(StageUnknown)
    }
    /// The gate that failed or is unknown; nil for a stage that is ok or blocked.
    package let gate: Gate?

    /// Whether nothing is wrong as far as it is visible.
    package var isPassed: Bool { state == .ok || state == .notVisible }

    init(blocked stage: Stage) {
        self.init(stage: stage, state: .blocked, detail: "", since: nil, unknown: nil, gate: nil)
    }

    /// The first gate that did not pass decides.
    init(_ stage: Stage, _ gates: GateOutcomes) {
        var details: [String] = []
        var since: Timestamp?
        var isVisible = true
        for gate in Gate.all(of: stage) {
            switch gates[gate] {
            case .passed(let detail, let time):
                if !detail.isEmpty { details.append(detail) }
                since = time ?? since
            case .notApplicable: break
            case .notVisible: isVisible = false
            case .failed(let detail):
                self.init(stage: stage, state: .failed, detail: detail, since: nil, unknown: nil, gate: gate)
                return
            // Secrets may be read by few. What is broken without them is known.
            case .unknown where gate == .certificates && gates.firstFailed(of: Gate.all(of: stage)) != nil: continue
            case .unknown(let input, let reason):
                self.init(
                    stage: stage, state: .unknown, detail: "\(input): \(reason)", since: nil,
                    unknown: StageUnknown(input: input, reason: reason), gate: gate)
                return
            }
        }
        guard isVisible || !details.isEmpty else {
            self.init(stage: stage, state: .notVisible, detail: "", since: nil, unknown: nil, gate: nil)
            return
        }
        self.init(
            stage: stage, state: .ok, detail: details.joined(separator: ", "), since: since, unknown: nil, gate: nil)
    }

    private init(
        stage: Stage, state: State, detail: String, since: Timestamp?, unknown: StageUnknown?, gate: Gate?
    ) {
        self.stage = stage
        self.state = state
        self.detail = detail
        self.since = since
        cause = unknown.map { .unread($0) }
        self.gate = gate
    }

    package enum State: String, Sendable, Hashable {
        case ok
        case failed
        /// An earlier stage failed.
        case blocked
        /// A deciding read was forbidden, failed or is not in the bundle.
        case unknown
        /// It is in a cluster that cannot be seen from this position.
        case notVisible
    }
}

/// A deciding read that could not be had.
package struct StageUnknown: Sendable, Hashable {
    package let input: Input
    package let reason: UnknownReason

    package init(input: Input, reason: UnknownReason) {
        self.input = input
        self.reason = reason
    }
}

/// The one word for a Service.
package enum ServiceState: String, Sendable, Hashable {
    case healthy
    /// No address yet.
    case pending
    /// An address, but a stage is not ok.
    case degraded
    /// KubeLB no longer takes the Service, its LoadBalancer still stands.
    case leftBehind
    case terminating
    /// Another controller's Service.
    case ignored
    case unknown
}

extension Topology {
    /// The five stages of a Service.
    package func stages(of exposure: Exposure) -> StageReport {
        let standing = StageReport.Standing(
            isTerminating: exposure.isTerminating, isLeftBehind: exposure.isLeftBehind,
            isIgnored: exposure.isIgnored, hasAddress: !exposure.addresses.isEmpty)
        return report(
            GateEvaluation(self, exposure).outcomes, standing,
            parts: [("LoadBalancer", exposure.loadBalancer.unknown), ("envoy Service", exposure.envoyService.unknown)])
    }

    /// The five stages of an object of Layer 7.
    package func stages(of exposure: RouteExposure) -> StageReport {
        let standing = StageReport.Standing(
            isTerminating: exposure.isTerminating, isLeftBehind: exposure.isLeftBehind,
            isIgnored: exposure.isIgnored, hasAddress: !exposure.addresses.isEmpty)
        return report(
            RouteGateEvaluation(self, exposure).outcomes, standing,
            parts: [("Route", exposure.route.unknown), (exposure.kind.rawValue, exposure.generated.unknown)])
    }

    /// Reads of the management cluster that were refused or failed and on which every resource of a tenant depends: without them
    /// nothing is called healthy.
    package var unseenParts: [StageUnknown] {
        let parts = [
            (Input.managementServices, list(.management, Service.self).unknown),
            (.managementDeployments, envoyWorkload.unknown ?? deployments(of: manager).unknown),
        ]
        return parts.compactMap { input, reason in
            reason.flatMap { $0 == .notCollected ? nil : StageUnknown(input: input, reason: $0) }
        }
    }

    private func report(
        _ gates: GateOutcomes, _ standing: StageReport.Standing, parts: [(name: String, outcome: UnknownReason?)]
    ) -> StageReport {
        let shared = [("Envoy", envoyWorkload.unknown), ("manager", deployments(of: manager).unknown)]
        let notVisible = (parts + shared).filter { part in
            // What a bundle does not hold, nobody tried to see.
            part.outcome.map { $0 != .notCollected } ?? false
        }
        return StageReport(gates, of: standing, notVisible: notVisible.map(\.name))
    }

    /// The gates of a LoadBalancer without a Service.
    package func gates(ofAlone loadBalancer: LoadBalancer, envoyService: Observed<Service>) -> GateOutcomes {
        GateEvaluation(self, alone: loadBalancer, envoyService: envoyService).outcomes
    }
}
