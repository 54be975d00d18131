import Synchronization

/// Notes which inputs are looked at. In tests it proves that a check declares what it reads; in a run there is none.
package final class ReadRecorder: Sendable {
    private let inputs = Mutex<Set<Input>>([])

    package init() {}

    package func note(_ input: Input) {
        inputs.withLock { _ = $0.insert(input) }
    }

    /// What was noted since the last call.
    package func take() -> Set<Input> {
        inputs.withLock { noted in
            defer { noted = [] }
            return noted
        }
    }
}
