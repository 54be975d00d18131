import Kubernetes

/// The answer to a gate.
package enum GateOutcome: Sendable, Hashable {
    /// With what was seen, or nothing, and since when it is so if an object says it.
    case passed(String = "", since: Timestamp? = nil)
    case failed(String)
    /// A deciding read was forbidden, failed or is not in the bundle.
    indirect case unknown(Input, UnknownReason)
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
    /// The gates that passed with nothing to tell, each a bit: most of them, of thousands of Services.
    private var passed: UInt64 = 0
    /// The others, without those that are not applicable, in the order of the gates.
    private var others: [Other] = []

    private struct Other: Sendable, Hashable {
        let gate: Gate
        let outcome: GateOutcome
    }

    init(_ outcome: (Gate) -> GateOutcome) {
        for gate in Gate.allCases {
            switch outcome(gate) {
            case .notApplicable: break
            case .passed("", since: nil) where gate.rawValue < UInt64.bitWidth: passed |= 1 << UInt64(gate.rawValue)
            case let other: others.append(Other(gate: gate, outcome: other))
            }
        }
    }

    package subscript(gate: Gate) -> GateOutcome {
        if passed & 1 << UInt64(gate.rawValue) != 0 { return .passed() }
        return others.first { $0.gate == gate }?.outcome ?? .notApplicable
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
