import KubeLB
import Kubernetes
import Topology

/// The logs of KubeLB in one pair of clusters: of running pods, or of a bundle's files.
protocol LogSupply: Sendable {
    /// The logs there are, and in words those that cannot be had.
    func logs(_ components: [LogComponent], previous: Bool) -> LogChoice
    func open(_ log: LogSource, _ range: LogRange) async -> Result<any LogLines, LogProblem>
    /// How long all logs may be read together, unless they are followed; nil for any time. Neither the time spent waiting for the
    /// servers counts, which is limited for each log, nor the time to print the lines.
    var readingLimit: Duration? { get }
}

extension LogSupply {
    var readingLimit: Duration? { nil }
}

/// Lines of one log, one after the other.
protocol LogLines: Sendable {
    mutating func next() async throws(APIError) -> LogRecord?
    /// The time spent waiting for the server so far.
    var waited: Duration { get }
}

extension LogLines {
    var waited: Duration { .zero }
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
    enum Kind: Sendable, Hashable {
        /// There is nothing to be read.
        case absent
        case forbidden
        case failed
    }

    let text: String
    var kind = Kind.failed
    /// Whose log it is; nil where it concerns more than one.
    var component: LogComponent?
}
