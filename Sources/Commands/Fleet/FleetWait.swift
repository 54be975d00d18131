import CommandLineKit
import Diagnosis
import Kubernetes
import Reports
import Topology

/// `doctor` and `status` of the tenants of a management cluster with `--wait`: reads again at each interval until the condition is
/// met or the time is up.
struct FleetWait: Sendable {
    let condition: WaitCondition
    let options: WaitOptions
    let environment: Environment

    typealias Seen = (report: FleetReport, notes: [String])

    /// The last state, with the exit status of a timeout if the condition was not met.
    func run(
        _ look: @escaping @Sendable () async throws(CommandFailure) -> Seen
    ) async throws(CommandFailure) -> Seen {
        let waiting = Waiting(
            clock: ContinuousClock(), isRepeated: true, interval: options.interval,
            deadline: options.timeout.map { .now + $0 })
        let result = try await waiting.run(look) { seen in
            condition.isMet(by: seen.report)
        } pause: { seen, sleep in
            let activity = RequestActivity()
            let ticket = activity.begin(seen.map { "a change: \(condition.missing(in: $0.report))" } ?? "a change")
            await ProgressLine(environment, activity).during { await sleep() }
            activity.end(ticket)
        }
        guard result.isExpired else { return result.state }
        let (report, notes) = result.state
        ProgressLine.write(
            "error: timed out before \(condition.words): \(escaped(condition.missing(in: report)))\n", environment)
        return (report.ending(with: Int(ExitStatus.timedOut.rawValue)), notes)
    }
}

extension WaitCondition {
    /// As for a pair of clusters: what is visible of the tenants is as wanted.
    func isMet(by report: FleetReport) -> Bool {
        let resources = report.stagedResources
        return switch self {
        case .healthy: report.exitStatus == 0 && resources.allSatisfy(\.stages.isRouted)
        case .address:
            report.platform.outcome(of: .loadBalancers) == nil && !resources.isEmpty
                && resources.allSatisfy { !$0.addresses.isEmpty }
        case .deleted: false
        }
    }

    /// What is not yet as wanted, in one line.
    func missing(in report: FleetReport) -> String {
        let unmet = report.stagedResources.filter {
            self == .address ? $0.addresses.isEmpty : !$0.stages.isRouted
        }
        guard let first = unmet.first else {
            if report.platform.outcome(of: .loadBalancers) != nil { return "the LoadBalancers could not be read" }
            if self == .address { return "no LoadBalancer exists yet" }
            let errors = report.fleet.findings.count { $0.severity == .error }
            return errors > 0 ? "\(errors) error\(errors == 1 ? "" : "s")" : "some reads failed"
        }
        let names = first.key.path + (unmet.count > 1 ? " and \(unmet.count - 1) more" : "")
        return self == .address
            ? "\(names) \(unmet.count > 1 ? "have" : "has") no address"
            : "\(names) \(unmet.count > 1 ? "are" : "is") not routed"
    }
}
