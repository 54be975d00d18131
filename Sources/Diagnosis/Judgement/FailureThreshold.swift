/// From what severity on findings make the tool end with status 1.
package enum FailureThreshold: String, CaseIterable, Sendable {
    case error
    case warning
    case info
    case never

    package func includes(_ severity: Severity) -> Bool { self != .never && severity >= self.severity }

    /// What a report calls a failure: if nothing is one for the process, errors are for whoever reads the report.
    package var severity: Severity {
        switch self {
        case .error, .never: .error
        case .warning: .warning
        case .info: .info
        }
    }
}
