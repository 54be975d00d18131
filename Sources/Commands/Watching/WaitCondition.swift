import Diagnosis
import Reports
import Topology

/// What `--wait` waits for.
enum WaitCondition: String, CaseIterable, Sendable {
    /// All Services are routed, and nothing is found that makes the exit status other than 0.
    case healthy
    /// All Services have an address.
    case address
    /// The Services named, and their LoadBalancers, are gone.
    case deleted

    func isMet(by report: Report) -> Bool {
        switch self {
        case .healthy: report.exitStatus == 0 && unmet(in: report).isEmpty
        case .address: report.hasReadServices && !report.services.isEmpty && unmet(in: report).isEmpty
        case .deleted: false
        }
    }

    /// The Services that it waits for.
    private func unmet(in report: Report) -> [ServiceDiagnosis] {
        report.services.filter { service in
            switch self {
            case .healthy: !service.stages.isRouted && service.stages.state != .ignored
            case .address: service.exposure.addresses.isEmpty
            case .deleted: true
            }
        }
    }

    /// What is not yet as wanted, in one line.
    func missing(in report: Report) -> String {
        guard report.hasReadServices else { return "the tenant cluster's Services could not be read" }
        let unmet = unmet(in: report)
        guard let first = unmet.first else {
            let errors = report.verdict.errors
            if self == .healthy, errors > 0 { return "\(errors) error\(errors == 1 ? "" : "s")" }
            return switch self {
            case .healthy: "some reads failed"
            case .address: "no Service exists yet"
            case .deleted: "a LoadBalancer still exists"
            }
        }
        let names = first.key.path + (unmet.count > 1 ? " and \(unmet.count - 1) more" : "")
        return switch self {
        case .healthy: "\(names) \(unmet.count > 1 ? "are" : "is") not routed"
        case .address: "\(names) \(unmet.count > 1 ? "have" : "has") no address"
        case .deleted: "\(names) still \(unmet.count > 1 ? "exist" : "exists")"
        }
    }

    /// In the sentence "the time was up before …".
    var words: String {
        switch self {
        case .healthy: "everything was healthy"
        case .address: "an address was assigned"
        case .deleted: "everything was deleted"
        }
    }
}
