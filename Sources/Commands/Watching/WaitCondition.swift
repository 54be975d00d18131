import Diagnosis
import Reports
import Topology

/// What `--wait` waits for.
enum WaitCondition: String, CaseIterable, Sendable {
    /// All Services and objects of Layer 7 are routed, and nothing is found that makes the exit status other than 0.
    case healthy
    /// All of them have an address.
    case address
    /// What is named is gone, and the LoadBalancers of Services with it.
    case deleted

    func isMet(by report: Report) -> Bool {
        switch self {
        case .healthy: report.exitStatus == 0 && unmet(in: report).isEmpty
        case .address: report.hasReadServices && !report.resources.isEmpty && unmet(in: report).isEmpty
        case .deleted: false
        }
    }

    /// What it waits for.
    private func unmet(in report: Report) -> [StagedResource] {
        report.resources.filter { resource in
            switch self {
            case .healthy: !resource.stages.isRouted && resource.stages.state != .ignored
            case .address: resource.addresses.isEmpty
            case .deleted: true
            }
        }
    }

    /// What is not yet as wanted, in one line.
    func missing(in report: Report) -> String {
        guard report.hasReadServices else {
            let kinds = report.isOfRoutesOnly ? "Ingresses, Gateways and routes" : "Services"
            return "the tenant cluster's \(kinds) could not be read"
        }
        let unmet = unmet(in: report)
        guard let first = unmet.first else {
            let errors = report.verdict.errors
            if self == .healthy, errors > 0 { return "\(errors) error\(errors == 1 ? "" : "s")" }
            return switch self {
            case .healthy: "some reads failed"
            case .address: report.isOfRoutesOnly ? "nothing exists yet" : "no Service exists yet"
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
