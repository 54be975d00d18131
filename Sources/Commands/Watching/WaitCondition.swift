import CommandLineKit
import Diagnosis
import Kubernetes
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

    /// What it is judged by.
    struct State: Sendable {
        let resources: [StagedResource]
        let exitStatus: Int
        let errors: Int
        /// What could not be read; nil if all could.
        let unread: String?
        /// Says that there are none.
        let none: String
    }

    func isMet(by state: State) -> Bool {
        switch self {
        case .healthy: state.exitStatus == 0 && unmet(in: state).isEmpty
        case .address: state.unread == nil && !state.resources.isEmpty && unmet(in: state).isEmpty
        case .deleted: false
        }
    }

    /// What it waits for.
    private func unmet(in state: State) -> [StagedResource] {
        state.resources.filter { resource in
            switch self {
            case .healthy: !resource.stages.isRouted && resource.stages.state != .ignored
            case .address: resource.addresses.isEmpty
            case .deleted: true
            }
        }
    }

    /// What is not yet as wanted, in one line.
    func missing(in state: State) -> String {
        if let unread = state.unread { return "\(unread) could not be read" }
        let unmet = unmet(in: state)
        guard let first = unmet.first else {
            if self == .healthy, state.errors > 0 { return "\(state.errors) error\(state.errors == 1 ? "" : "s")" }
            return switch self {
            case .healthy: "some reads failed"
            case .address: state.none
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

    /// Says on a terminal what is waited for.
    func pause(before state: State?, _ environment: Environment, _ sleep: () async -> Void) async {
        let activity = RequestActivity()
        let ticket = activity.begin(state.map { "a change: \(missing(in: $0))" } ?? "a change")
        await ProgressLine(environment, activity).during { await sleep() }
        activity.end(ticket)
    }

    func writeTimeout(_ state: State, _ environment: Environment) {
        ProgressLine.write("error: timed out before \(words): \(escaped(missing(in: state)))\n", environment)
    }
}
