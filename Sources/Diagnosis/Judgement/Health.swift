/// How a Service or an object of Layer 7 fares in a word, for people: how bad it is, not where it is stopped.
package enum Health: String, Sendable, Hashable, CaseIterable {
    /// It has an address, and no traffic gets through.
    case down = "DOWN"
    /// It has no address, nothing moves, and nothing is under way that would change that.
    case stuck = "STUCK"
    /// It carries traffic, and something about it is broken.
    case degraded = "DEGRADED"
    /// It has no address yet.
    case pending = "PENDING"
    /// A deciding read is missing, or parts of the path are not visible.
    case unknown = "UNKNOWN"
    /// KubeLB no longer manages it, and what it created still exists.
    case orphaned = "ORPHANED"
    case terminating = "TERMINATING"
    /// It has an address, and Envoy has not completed its health checks.
    case starting = "STARTING"
    case healthy = "HEALTHY"
    /// Another controller's.
    case ignored = "IGNORED"

    /// The lower, the worse; the order of rows.
    package var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Whether somebody should look at it.
    package var isProblem: Bool {
        switch self {
        case .down, .stuck, .degraded, .pending, .unknown, .orphaned: true
        case .terminating, .starting, .healthy, .ignored: false
        }
    }

    /// Whether clients get nothing from it, be it for ever or for now.
    package var isWithoutTraffic: Bool {
        switch self {
        case .down, .stuck, .pending, .starting, .terminating: true
        case .degraded, .unknown, .orphaned, .healthy, .ignored: false
        }
    }
}
