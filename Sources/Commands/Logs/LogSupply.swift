import KubeLB
import Kubernetes
import Topology

/// The logs of KubeLB in one pair of clusters: of running pods, or of a bundle's files.
protocol LogSupply: Sendable {
    /// The logs there are, and in words those that cannot be had.
    func logs(_ components: [LogComponent], previous: Bool) -> LogChoice
    func open(_ log: LogSource, _ range: LogRange) async -> Result<any LogLines, LogProblem>
}

/// Lines of one log, one after the other.
protocol LogLines: Sendable {
    mutating func next() async throws(APIError) -> LogRecord?
}

extension LogStream: LogLines {}

struct LogChoice: Sendable {
    var logs: [LogSource] = []
    var problems: [LogProblem] = []
}

/// How much of a log is read.
struct LogRange: Sendable {
    var tail: Int?
    /// By the clock of the log's own cluster.
    var since: Timestamp?
}

/// Why a log cannot be read.
struct LogProblem: Error, Sendable, Hashable {
    let text: String
    /// Whether there is nothing to be read, rather than something that could not be.
    var isAbsence = false
}

/// What is known of the pair: for which clocks to go by, and which logs there are.
struct LogClocks: Sendable {
    /// Seconds to add to a side's times for the tenant cluster's clock.
    private(set) var corrections: [ClusterSide: Double] = [:]
    /// Said to the user.
    private(set) var note: String?

    /// Less may be an accident of the measurement, which is as good as a second.
    private static let threshold = 2.0

    init(_ topology: Topology) {
        guard let tenant = topology.access(of: .tenant).value?.clockSkewSeconds,
            let management = topology.access(of: .management).value?.clockSkewSeconds
        else { return }
        let difference = management - tenant
        guard abs(difference) > Self.threshold else { return }
        corrections[.management] = difference
        let seconds = (abs(difference) * 10).rounded() / 10
        note =
            "the management cluster's clock is \(seconds) s \(difference > 0 ? "behind" : "ahead of") the tenant "
            + "cluster's: its times are shown by the tenant cluster's clock"
    }

    func correction(_ side: ClusterSide) -> Double { corrections[side] ?? 0 }
}
