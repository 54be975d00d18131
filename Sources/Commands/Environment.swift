import CommandLineKit
import Kubernetes
import Probes
import Redaction

/// Everything a command touches of the process it runs in; tests bring their own.
package struct Environment: Sendable {
    /// Environment variables.
    package var variables: [String: String]
    /// Columns of the terminal that stdout is; nil where it is none.
    package var terminalWidth: Int?
    /// Columns and rows of that terminal, which may have been resized since.
    package var terminalSize: @Sendable () -> TerminalSize? = { nil }
    /// Whether stderr is a terminal, where somebody may be waiting.
    package var isErrorTerminal: Bool
    /// Columns of the terminal that stderr is, which may have been resized since; nil where it is none.
    package var errorWidth: @Sendable () -> Int? = { nil }
    package var toolVersion: String
    /// How the user calls the tool; nil if by its own name.
    package var program: ProgramName?
    /// The commit that the tool was built from, where that is known.
    package var toolCommit: String?
    package var now: @Sendable () -> Timestamp
    /// When a wait began, if there is one: progress counts from then, however often the clusters are read meanwhile.
    var waitBegin: ContinuousClock.Instant?
    package var writeOutput: @Sendable (String) -> Void
    package var writeError: @Sendable (String) -> Void
    /// Asks the person at the terminal and returns the line that was typed, nil at its end; nil where there is no terminal
    /// to ask on.
    package var ask: (@Sendable (_ question: String) -> String?)?
    /// After this call, SIGINT and SIGTERM no longer end the process immediately; the result is the signal received, if any.
    /// If it is bounded, the process ends a second after the signal, whatever is under way.
    package var catchSignals: @Sendable (_ isBounded: Bool) -> @Sendable () -> Int32? = { _ in { nil } }
    /// From here on the process ends by itself after this time, in whole seconds, with status 0, whatever is under way.
    package var endAfter: @Sendable (Duration) -> Void = { _ in }

    /// Hands out the keys that are pressed on the terminal from here on, each at once; the result ends that. nil where there is no
    /// terminal to press them on.
    package var readKeys: @Sendable (_ onBytes: @escaping @Sendable ([UInt8]) -> Void) -> (@Sendable () -> Void)? = {
        _ in nil
    }

    /// Tries targets from where the tool runs; the only way in which it talks to anything but API servers.
    package var probe: @Sendable (_ targets: [ProbeTarget], _ settings: Prober.Settings) async -> [ProbeResult] = {
        await Prober($1).probe($0)
    }

    package init(
        variables: [String: String], terminalWidth: Int?, isErrorTerminal: Bool = false, toolVersion: String,
        now: @escaping @Sendable () -> Timestamp,
        writeOutput: @escaping @Sendable (String) -> Void, writeError: @escaping @Sendable (String) -> Void
    ) {
        self.variables = variables
        self.terminalWidth = terminalWidth
        self.isErrorTerminal = isErrorTerminal
        self.toolVersion = toolVersion
        self.now = now
        // Nothing gets past the filter, whichever command or format wrote it.
        self.writeOutput = { writeOutput(TerminalText.written($0)) }
        self.writeError = { writeError(TerminalText.written($0)) }
    }

    /// The environment of a wait that begins now, if there is one.
    func waiting(_ isWait: Bool) -> Environment {
        guard isWait, waitBegin == nil else { return self }
        var environment = self
        environment.waitBegin = .now
        return environment
    }

    /// A line of its own on stderr: `note: …`.
    package func note(_ text: String) { writeError("note: \(escaped(text))\n") }

    package func warn(_ text: String) { writeError("warning: \(escaped(text))\n") }

    /// The same with a last look at everything that is written. What clusters hold has lost its secrets when it was read;
    /// this stops what came another way, by its shape.
    var redacting: Environment {
        var environment = self
        environment.writeOutput = { [writeOutput] in writeOutput(TextRedactor.redacted($0, as: .output)) }
        environment.writeError = { [writeError] in writeError(TextRedactor.redacted($0, as: .output)) }
        if let program {
            environment.writeError = { [write = environment.writeError] in write(program.applied(to: $0)) }
        }
        if let ask { environment.ask = { ask(TextRedactor.redacted($0, as: .output)) } }
        return environment
    }
}
