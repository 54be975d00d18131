import Kubernetes

/// The answer to a gate.
package enum GateOutcome: Sendable, Hashable {
    /// With what was seen, or nothing, and since when it is so if an object says it.
    case passed(String = "", since: Timestamp? = nil)
    case failed(String)
    /// A deciding read was forbidden, failed or is not in the bundle.
    case unknown(Input, UnknownReason)
    /// It is about a cluster that cannot be seen from this position.
    case notVisible
    /// The question does not arise: what it is about does not exist, or nobody was asked.
    case notApplicable

    package var isFailed: Bool { if case .failed = self { true } else { false } }

    /// Unknown, for a value that could not be read.
    static func unread<Value>(_ input: Input, _ value: Observed<Value>) -> GateOutcome {
        .unknown(input, value.unknown ?? .notCollected)
    }
}

/// The answers to all gates of one exposed resource.
package struct GateOutcomes: Sendable, Hashable {
    /// In the order of the gates.
    private let outcomes: [GateOutcome]

    init(_ outcome: (Gate) -> GateOutcome) {
        outcomes = Gate.allCases.map(outcome)
    }

    package subscript(gate: Gate) -> GateOutcome {
        outcomes.indices.contains(gate.rawValue) ? outcomes[gate.rawValue] : .notApplicable
    }

    /// The first of some gates that failed.
    package func firstFailed(of gates: [Gate]) -> (gate: Gate, detail: String)? {
        for gate in gates { if case .failed(let detail) = self[gate] { return (gate, detail) } }
        return nil
    }

    /// The first of some gates that is unknown.
    package func firstUnknown(of gates: [Gate]) -> StageUnknown? {
        for gate in gates {
            if case .unknown(let input, let reason) = self[gate] { return StageUnknown(input: input, reason: reason) }
        }
        return nil
    }
}
