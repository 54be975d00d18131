/// How much a finding matters.
package enum Severity: Int, Sendable, Hashable, Comparable, CaseIterable {
    case info
    case warning
    case error

    package static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }

    package var keyword: String {
        switch self {
        case .info: "info"
        case .warning: "warning"
        case .error: "error"
        }
    }
}

/// How sure a finding is.
package enum Confidence: String, Sendable, Hashable {
    /// Objects say so.
    case certain
    /// Log lines or circumstances say so.
    case likely
    case possible
}
