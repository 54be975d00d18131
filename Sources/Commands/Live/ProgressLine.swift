import CommandLineKit
import Kubernetes

/// Says on a terminal what is waited for, and for how long, once the wait is long enough to be noticed.
struct ProgressLine: Sendable {
    private let environment: Environment
    private let activity: RequestActivity

    private static let patience = Duration.milliseconds(500)
    private static let interval = Duration.milliseconds(250)
    /// Back to the start of the line, and the line cleared.
    private static let clear = TerminalText.own("\r\u{1B}[2K")

    init(_ environment: Environment, _ activity: RequestActivity) {
        self.environment = environment
        self.activity = activity
    }

    /// Writes to stderr past a line that may stand there.
    static func write(_ text: String, _ environment: Environment) {
        environment.writeError((environment.isErrorTerminal ? clear : "") + text)
    }

    func during<Value: Sendable, Failure: Error>(
        _ work: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        guard environment.isErrorTerminal else { return try await work() }
        let begin = environment.waitBegin ?? .now
        let line = Task { await show(since: begin) }
        let result: Result<Value, Failure>
        do throws(Failure) {
            result = .success(try await work())
        } catch {
            result = .failure(error)
        }
        line.cancel()
        await line.value
        return try result.get()
    }

    private func show(since begin: ContinuousClock.Instant) async {
        var isShown = false
        // Of a wait that is long enough already, at once.
        var pause = max(.zero, Self.patience - (.now - begin))
        while (try? await Task.sleep(for: pause)) != nil {
            pause = Self.interval
            guard let text = text(after: .now - begin) else { continue }
            environment.writeError(Self.clear + text)
            isShown = true
        }
        if isShown { environment.writeError(Self.clear) }
    }

    private func text(after time: Duration) -> String? {
        let waiting = activity.waiting
        guard let first = waiting.first else { return nil }
        let text =
            "\(time.components.seconds) s: waiting for \(first)"
            + (waiting.count > 1 ? " and \(waiting.count - 1) more" : "")
        // A line that wraps cannot be cleared, and the terminal may have been resized.
        let width = environment.errorWidth() ?? environment.terminalWidth ?? 80
        return truncateEnd(escaped(text), to: max(1, width - 1))
    }
}
