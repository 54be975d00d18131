import CommandLineKit
import Kubernetes
import LocalSystem

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The process around the tool: its arguments, environment, streams and exit.
package enum Process {
    /// With less address space the runtime cannot start its threads, and waits for them forever, or crashes where memory for them is
    /// missing. Commands on small clusters took up to 200 MiB.
    private static let leastMemory = 512 << 20
    /// Each cluster takes up to eight connections, and libcurl, libyaml and the resolver have files of their own.
    private static let leastDescriptors = 32
    private static let wantedDescriptors = 4096

    /// Before anything opens a file or starts a thread.
    package static func prepare() {
        StandardStream.reserveClosed()
        if let refusal = refusal(
            memory: MemoryLimit.addressSpace, descriptors: DescriptorLimit.raised(to: wantedDescriptors))
        {
            StandardStream.error.write(refusal.text)
            end(refusal.status)
        }
        if MemoryLimit.addressSpace != nil { MemoryLimit.useOneArena() }
    }

    /// Why the process ends at once: its address space or the number of files that it may open is limited too much.
    static func refusal(memory: Int?, descriptors: Int?) -> CommandFailure? {
        if let memory, memory < leastMemory {
            return CommandFailure(
                .undetermined, "the memory limit of \(memory >> 20) MiB is too small",
                hint: "raise it to at least \(leastMemory >> 20) MiB (ulimit -v)")
        }
        if let descriptors, descriptors < leastDescriptors {
            return CommandFailure(
                .undetermined, "the limit of \(descriptors) open files is too small",
                hint: "raise it to at least \(leastDescriptors) (ulimit -n)")
        }
        return nil
    }

    package static func main() async -> Never {
        // A reader that has had enough (`| head`) ends the tool quietly instead of killing it half-way.
        signal(SIGPIPE, SIG_IGN)
        var environment = Environment(
            variables: ProcessEnvironment.variables, terminalWidth: terminalSize(of: STDOUT_FILENO)?.columns,
            isErrorTerminal: isatty(STDERR_FILENO) == 1,
            toolVersion: ToolVersion.text, now: now,
            writeOutput: { write($0, to: .output) }, writeError: { write($0, to: .error) })
        environment.ask = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 ? ask : nil
        environment.terminalSize = { terminalSize(of: STDOUT_FILENO) }
        environment.errorWidth = { terminalSize(of: STDERR_FILENO)?.columns }
        environment.catchSignals = { CaughtSignal.begin(isBounded: $0) }
        environment.readKeys = { Keyboard.begin($0) }
        environment.toolCommit = ToolVersion.commit
        environment.program = CommandLine.arguments.first.flatMap(Tool.program(startedAs:))
        environment.endAfter = endAfter
        let status = await Tool.run(Array(CommandLine.arguments.dropFirst()), in: environment)
        end(status)
    }

    /// Ends at once. Everything is written by then, and handlers that clean up after libraries would pull them away from
    /// under the thread of libcurl, which may still be ending.
    private static func end(_ status: ExitStatus) -> Never { _exit(status.rawValue) }

    /// A closed pipe ends the process without a word; a report that could not be written is no report.
    private static func write(_ text: String, to stream: StandardStream) {
        guard !stream.write(text), stream == .output else { return }
        if StandardStream.isPipeClosed { end(.success) }
        let reason = StandardStream.refusal
        StandardStream.error.write("error: cannot write the output: \(reason)\n")
        end(.undetermined)
    }

    @Sendable private static func endAfter(_ time: Duration) {
        // SAFETY: _exit may be called in a signal handler (POSIX, signal-safety).
        signal(SIGALRM) { _ in _exit(0) }
        alarm(UInt32(max(1, time.components.seconds)))
    }

    @Sendable private static func ask(_ question: String) -> String? {
        StandardStream.error.write(TerminalText.written(question))
        return readLine()
    }

    @Sendable private static func now() -> Timestamp {
        Timestamp(milliseconds: WallClock.milliseconds)
    }

    /// nil where a stream is no terminal; of one that does not say it, the size that terminals have always had.
    private static func terminalSize(of stream: Int32) -> TerminalSize? {
        guard isatty(stream) == 1 else { return nil }
        var size = winsize()
        // SAFETY: TIOCGWINSZ fills exactly one winsize.
        guard ioctl(stream, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return TerminalSize(columns: 80, rows: 24)
        }
        return TerminalSize(columns: Int(size.ws_col), rows: size.ws_row > 0 ? Int(size.ws_row) : 24)
    }
}
