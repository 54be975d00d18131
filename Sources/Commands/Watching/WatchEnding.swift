import CommandLineKit

/// How a command that looks again and again comes to its end.
enum WatchEnding<Value: Sendable>: Sendable {
    /// By what it has seen.
    case value(Value)
    /// By the user, or by a signal.
    case ended(ExitStatus)

    /// Looks until what was waited for has come, or until the user has had enough. A watch also does everything in `others`, which
    /// come to no end of their own.
    static func first(
        of looks: @escaping @Sendable () async throws(CommandFailure) -> Value, isWatch: Bool, _ output: WatchOutput,
        _ environment: Environment, beside others: [@Sendable () async -> Void]
    ) async throws(CommandFailure) -> Self {
        let caughtSignal = environment.catchSignals(true)
        let result = await withTaskGroup(of: Result<Self, CommandFailure>?.self) { group in
            group.addTask {
                do throws(CommandFailure) {
                    return .success(.value(try await looks()))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                while caughtSignal() == nil, (try? await Task.sleep(for: .milliseconds(100))) != nil {}
                return nil
            }
            if isWatch {
                group.addTask {
                    await output.readKeys()
                    return .success(.ended(.success))
                }
                group.addTask {
                    // SIGWINCH is not caught: asking for the size costs less than a handler, and shows the same at once.
                    while (try? await Task.sleep(for: .milliseconds(100))) != nil { output.fitToTerminal() }
                    return nil
                }
                for other in others {
                    group.addTask {
                        await other()
                        return nil
                    }
                }
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        if isWatch { output.end() }
        // The terminal shows ^C; the shell's prompt belongs below it. Nothing else is left to restore.
        if result == nil, environment.isErrorTerminal { environment.writeError("\n") }
        return try result?.get() ?? .ended(caughtSignal() == 15 ? .terminated : .interrupted)
    }
}
