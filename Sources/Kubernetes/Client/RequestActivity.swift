import LocalSystem

/// What is waited for: the requests that are on their way, and what else a progress line is to name.
package final class RequestActivity: Sendable {
    private struct State {
        var waiting: [Int: String] = [:]
        var lastTicket = 0
    }

    private let state = Locked(State())

    package init() {}

    package func begin(_ description: String) -> Int {
        state.withLock { state in
            state.lastTicket += 1
            state.waiting[state.lastTicket] = description
            return state.lastTicket
        }
    }

    package func end(_ ticket: Int) {
        state.withLock { $0.waiting[ticket] = nil }
    }

    /// The requests that wait for their answer, the oldest first.
    package var waiting: [String] {
        state.withLock { $0.waiting.sorted { $0.key < $1.key }.map(\.value) }
    }
}
