import Synchronization

/// A request as it came in, for tests that ask what a client did.
package struct ServedRequest: Sendable, Hashable {
    package let method: String
    /// With the query, as it was sent.
    package let path: String
    /// nil: none was given or it is not known.
    package let identity: String?
    /// `h1` or `h2`.
    package let httpVersion: String
    /// Of the server, from 1, in the order of acceptance.
    package let connection: Int
}

/// The requests of one server, in the order of their arrival.
final class RequestLog: Sendable {
    private let entries = Mutex<[ServedRequest]>([])

    var all: [ServedRequest] { entries.withLock { $0 } }

    func append(_ request: ServedRequest) {
        entries.withLock { entries in
            // A server that runs for days must not fill the memory: the newer half is kept.
            if entries.count == 20_000 { entries.removeFirst(10_000) }
            entries.append(request)
        }
    }

    func clear() { entries.withLock { $0.removeAll() } }
}
