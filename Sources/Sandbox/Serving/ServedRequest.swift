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
    /// Its place in the order of all requests and answers of this process: what came before an answer did not wait for it.
    package internal(set) var arrived = 0
    /// nil while it is not answered.
    package internal(set) var answered: Int?
}

/// The requests of one server, in the order of their arrival.
final class RequestLog: Sendable {
    private let entries = Mutex<[ServedRequest]>([])

    var all: [ServedRequest] { entries.withLock { $0 } }

    /// - Returns: the request's place in the order of arrival, for `noteAnswer`.
    func append(_ request: ServedRequest) -> Int {
        entries.withLock { entries in
            // A server that runs for days must not fill the memory: the newer half is kept.
            if entries.count == 20_000 { entries.removeFirst(10_000) }
            var request = request
            request.arrived = Self.next()
            entries.append(request)
            return request.arrived
        }
    }

    func noteAnswer(of arrived: Int) {
        entries.withLock { entries in
            guard let index = entries.lastIndex(where: { $0.arrived == arrived }) else { return }
            entries[index].answered = Self.next()
        }
    }

    private static let last = Atomic<Int>(0)

    private static func next() -> Int { last.add(1, ordering: .relaxed).newValue }

    func clear() { entries.withLock { $0.removeAll() } }
}
