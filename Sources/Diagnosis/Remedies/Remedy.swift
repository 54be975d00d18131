/// One thing to do about a finding: a way to fix it, a further step of one, or a command that only shows more.
package struct Remedy: Sendable, Hashable {
    package let role: Role
    package let text: String
    /// A command that can be pasted into a shell as it is; several lines if several commands are needed.
    package let command: ShellCommand?
    package let risk: Risk

    package enum Role: Sendable, Hashable {
        /// Fixes the finding, or is the first step of several.
        case fix
        /// Follows the remedy before it.
        case step
        /// Changes nothing.
        case inspect
    }

    /// What the command does to things that work.
    package enum Risk: String, Sendable, Hashable {
        case none
        case restart
        case delete
    }

    package static func fix(_ text: String, _ command: ShellCommand? = nil, risk: Risk = .none) -> Remedy {
        Remedy(role: .fix, text: text, command: command, risk: risk)
    }

    package static func then(_ text: String, _ command: ShellCommand? = nil, risk: Risk = .none) -> Remedy {
        Remedy(role: .step, text: text, command: command, risk: risk)
    }

    package static func inspect(_ text: String, _ command: ShellCommand? = nil) -> Remedy {
        Remedy(role: .inspect, text: text, command: command, risk: .none)
    }
}

/// A remedy in its place: formats print all of them in this order.
package struct PlacedRemedy: Sendable, Hashable {
    package let remedy: Remedy
    /// Counts the ways to fix the finding, from 1; nil for a command that only shows more.
    package let way: Int?
    /// Counts the steps of a way that has several, from 1.
    package let step: Int?

    /// `fix` for the first way and `or` for the others, `inspect` for what only shows more.
    package var label: String {
        switch way {
        case nil: "inspect"
        case 1: "fix"
        default: "or"
        }
    }

    /// `2. restart the CCM [restarts]`.
    package var words: String {
        let risk: String
        switch remedy.risk {
        case .none: risk = ""
        case .restart: risk = " [restarts]"
        case .delete: risk = " [deletes]"
        }
        return (step.map { "\($0). " } ?? "") + remedy.text + risk
    }
}

extension Finding {
    /// The ways to fix it with their steps, in the order of the check, then what only shows more.
    package var placedRemedies: [PlacedRemedy] {
        var ways: [[Remedy]] = []
        for remedy in remedies where remedy.role != .inspect {
            if remedy.role == .fix || ways.isEmpty { ways.append([]) }
            ways[ways.count - 1].append(remedy)
        }
        return ways.enumerated().flatMap { way, steps in
            steps.enumerated().map { step, remedy in
                PlacedRemedy(remedy: remedy, way: way + 1, step: steps.count > 1 ? step + 1 : nil)
            }
        }
            + remedies.filter { $0.role == .inspect }.uniqued().map { PlacedRemedy(remedy: $0, way: nil, step: nil) }
    }
}
