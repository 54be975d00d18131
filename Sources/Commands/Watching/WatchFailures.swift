import Kubernetes
import Transport

/// What was reported about watches that fail, so that each cause is reported once, however often the watch is tried again.
///
/// A server that cannot be reached refuses a connection now and lets the next one time out: that is one cause.
struct WatchFailures {
    /// Causes by the titles of kinds, since a watch of them last reported a change.
    private var reported: [String: Set<String>] = [:]
    /// So many causes are remembered of a kind; earlier ones may be reported again.
    private static let limit = 100

    /// Whether a failure is to be reported, which it is then taken to be.
    mutating func isNews(_ error: APIError, of title: String) -> Bool {
        if reported[title, default: []].count >= Self.limit { reported[title] = nil }
        return reported[title, default: []].insert(Self.cause(of: error)).inserted
    }

    /// Forgets a kind whose watch works.
    mutating func forget(_ title: String) { reported[title] = nil }

    private static func cause(of error: APIError) -> String {
        guard case .transport(.failed(let failure, _), _) = error else { return error.summary }
        return switch failure {
        case .refused, .notConnected, .timedOut, .unreachable, .reset: "unreachable"
        case .nameNotResolved, .tls, .proxy, .other: error.summary
        }
    }
}
