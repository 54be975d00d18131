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
            condition.isMet(by: seen.report.waitState)
        } pause: { seen, sleep in
            await condition.pause(before: seen?.report.waitState, environment, sleep)
        }
        guard result.isExpired else { return result.state }
        let (report, notes) = result.state
        condition.writeTimeout(report.waitState, environment)
        return (report.ending(with: Int(ExitStatus.timedOut.rawValue)), notes)
    }
}

extension FleetReport {
    /// What is visible of the tenants.
    var waitState: WaitCondition.State {
        WaitCondition.State(
            resources: stagedResources, exitStatus: exitStatus,
            errors: fleet.findings.count { $0.severity == .error },
            unread: platform.outcome(of: .loadBalancers) == nil ? nil : "the LoadBalancers",
            none: "no LoadBalancer exists yet")
    }
}
