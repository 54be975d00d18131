import LocalSystem
import Topology

/// The window that all followers share, and the writing of what leaves it.
final class SharedWindow: Sendable {
    private let window = Locked(LogWindow<LogReader.Shown>())
    private let output: LogOutput

    init(_ output: LogOutput) {
        self.output = output
    }

    /// Writes at once what there is no room for: the log that says so much waits for the terminal.
    func add(_ shown: LogReader.Shown) {
        window.withLock { window in
            window.add(shown, size: shown.entry.bytes.count, at: .now)
            if window.isFull { window.take(now: .now).forEach(output.write) }
        }
    }

    func flush() { window.withLock { window in window.take(now: .now).forEach(output.write) } }

    func finish() { window.withLock { window in window.takeAll().forEach(output.write) } }
}
