import Synchronization

/// Records which inputs are read. In tests it proves that a check declares what it reads; the tool runs without it.
package final class ReadRecorder: Sendable {
    private let inputs = Mutex<Set<Input>>([])

    private let scans = Mutex(0)

    package init() {}

    package func note(_ input: Input) {
        inputs.withLock { _ = $0.insert(input) }
    }

    /// A whole list was handed out, to be looked through: what a run costs grows with the sum of these.
    func noteScan(of count: Int) {
        scans.withLock { $0 += count }
    }

    /// The objects of all lists that were handed out so far, once for each time.
    package var scannedObjects: Int { scans.withLock { $0 } }

    /// What was noted since the last call.
    package func take() -> Set<Input> {
        inputs.withLock { noted in
            defer { noted = [] }
            return noted
        }
    }
}
