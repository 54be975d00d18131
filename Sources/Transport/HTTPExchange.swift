import LocalSystem

/// What came of one request.
package struct HTTPExchange: Sendable {
    package let head: Result<HTTPHead, TransportError>
    /// Of the body, as far as it was read.
    package let bytes: Int
    /// From the request to the end of the body.
    package let time: Duration
}

/// Measures one exchange, and reports it once.
final class ExchangeMeter: Sendable {
    private let begin = ContinuousClock.now
    private let report: @Sendable (HTTPExchange) -> Void
    private let state = Locked(State())

    private struct State {
        var bytes = 0
        var isReported = false
    }

    init(_ report: @escaping @Sendable (HTTPExchange) -> Void) { self.report = report }

    func count(_ bytes: Int) { state.withLock { $0.bytes += bytes } }

    func end(_ head: Result<HTTPHead, TransportError>) {
        let bytes: Int? = state.withLock { state in
            defer { state.isReported = true }
            return state.isReported ? nil : state.bytes
        }
        guard let bytes else { return }
        report(HTTPExchange(head: head, bytes: bytes, time: .now - begin))
    }
}
