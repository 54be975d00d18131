import Commands
import FoundationEssentials
import Kubernetes
import LocalSystem

@testable import Commands

/// A run of the tool that goes on until it is interrupted.
final class FollowedRun: Sendable {
    private let output = Locked("")
    private let error = Locked("")
    private let signal = Locked<Int32?>(nil)
    private let task = Locked<Task<Commands.ExitStatus, Never>?>(nil)

    struct NotInTime: Error, CustomStringConvertible {
        let description: String
    }

    init(_ words: [String], onOutput: @escaping @Sendable (String) -> Void = { _ in }) {
        let (output, error, signal) = (output, error, signal)
        var environment = Environment(
            variables: [:], terminalWidth: nil, toolVersion: "0.0.0-test", now: { Self.now },
            writeOutput: { text in
                output.withLock { $0 += text }
                onOutput(text)
            }, writeError: { text in error.withLock { $0 += text } })
        environment.catchSignals = { _ in { signal.withLock { $0 } } }
        task.withLock { $0 = Task { [environment] in await Tool.run(words, in: environment) } }
    }

    /// 2026-11-22T12:00:00Z
    static let now = Timestamp(milliseconds: nowSeconds * 1000)
    static let nowSeconds = 1_795_348_800

    var text: String { output.withLock { $0 } }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
    var notes: String { error.withLock { $0 } }

    /// Looks again and again until what was written is as wanted.
    func wait(_ what: String, within limit: Duration = .seconds(120), until isThere: (FollowedRun) -> Bool) async throws
    {
        let deadline = ContinuousClock.now + limit
        while !isThere(self) {
            guard .now < deadline else {
                throw NotInTime(
                    description: "\(what) not in time; \(lines.count) lines, the last:\n\(text.suffix(500))\n\(notes)")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    func interrupt() async -> Commands.ExitStatus? {
        signal.withLock { $0 = 2 }
        return await task.withLock { $0 }?.value
    }
}
