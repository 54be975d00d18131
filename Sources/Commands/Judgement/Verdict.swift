import Diagnosis
import Kubernetes
import Topology

/// From what severity on findings make the tool end with status 1.
enum FailureThreshold: String, CaseIterable, Sendable {
    case error
    case warning
    case info
    case never

    func includes(_ severity: Severity) -> Bool { self != .never && severity >= self.severity }

    /// What a report calls a failure: where nothing is one for the process, errors are for who reads the report.
    var severity: Severity {
        switch self {
        case .error, .never: .error
        case .warning: .warning
        case .info: .info
        }
    }
}

/// From findings and stages to the exit status; the same for every format.
struct Verdict {
    /// Those that count.
    let findings: [Finding]
    let services: [ServiceDiagnosis]
    let topology: Topology
    var threshold = FailureThreshold.error

    var exitStatus: ExitStatus {
        if hasFindings { return .findings }
        let isOutOfReach = findings.contains { $0.severity == .error && $0.isAboutReach }
        return isOutOfReach || isUndetermined ? .undetermined : .success
    }

    /// Whether there is anything at or above the threshold. That a cluster could not be asked is nothing wrong in it.
    var hasFindings: Bool { findings.contains { threshold.includes($0.severity) && !$0.isAboutReach } }

    /// A read that a bundle does not hold determines nothing, but is no failure either.
    private var isUndetermined: Bool {
        let deciding: [Input] = [.tenantServices, .loadBalancers]
        let reasons =
            deciding.compactMap { topology.outcome(of: $0) } + services.flatMap(\.stages.unknowns).map(\.reason)
        return reasons.contains { $0 != .notCollected }
    }
}
