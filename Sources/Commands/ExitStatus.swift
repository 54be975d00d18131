import Diagnosis

/// How the tool ends; the same for every output format.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Ran fully; nothing at or above the threshold.
    case success = 0
    /// Findings at or above the threshold.
    case findings = 1
    /// Flags, a bundle that cannot be used, configuration.
    case usage = 2
    /// A deciding read was forbidden or failed, and nothing at or above the threshold was found.
    case undetermined = 3
    /// A wait ran out.
    case timedOut = 4
    /// A named object does not exist.
    case notFound = 5
    /// An unsafe or unconfirmed change was refused.
    case refused = 6
    /// Some of several changes failed.
    case partial = 7
    /// Stopped by SIGINT or SIGTERM between two changes.
    case interrupted = 130
    case terminated = 143

    /// The status of a run that ended by itself.
    init(_ verdict: Verdict) {
        self = verdict.hasFailures ? .findings : verdict.isUndetermined ? .undetermined : .success
    }

    package var meaning: String {
        switch self {
        case .success: "completed; no findings at or above --fail-on (default: error)"
        case .findings: "findings at or above --fail-on"
        case .usage: "usage or configuration error"
        case .undetermined:
            "undetermined: a cluster or a required read was unavailable, and no finding calls for status 1"
        case .timedOut: "timed out while waiting"
        case .notFound: "a named object was not found"
        case .refused: "refused or declined"
        case .partial: "some changes failed"
        case .interrupted: "interrupted between two changes"
        case .terminated: "terminated between two changes"
        }
    }
}
