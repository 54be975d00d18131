/// Wakes a thread that waits for a program or for sockets.
package final class WaitCancellation: Sendable {
    private struct State: ~Copyable {
        /// Its end for writing is closed to cancel, so that polling the other one returns. `Pipe` is not Sendable; it does
        /// not leave the lock.
        let pipe: Pipe
        var isCancelled = false
    }

    private let state: Locked<State>
    /// Becomes readable when the wait is over. Valid as long as this is.
    package let descriptor: Int32

    package init() throws(LocalError) {
        let pipe = try Pipe()
        descriptor = pipe.reader
        state = Locked(State(pipe: pipe))
    }

    package var isCancelled: Bool { state.withLock { $0.isCancelled } }

    package func cancel() {
        state.withLock { state in
            state.isCancelled = true
            state.pipe.closeWriter()
        }
    }
}
