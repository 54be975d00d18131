#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A program that is run as a child process until it exits, and its result.
package struct Subprocess: Sendable {
    package enum Input: Sendable {
        case none
        /// A file that is open for reading; it stays open.
        case descriptor(Int32)
        /// Ours. The program then stays in our process group, without which a terminal would not let it read.
        case inherited
    }

    package enum Errors: Sendable {
        /// The last of them are in the outcome.
        case collected
        /// They go where ours go.
        case inherited
    }

    package enum Ending: Sendable, Hashable, CustomStringConvertible {
        /// -1 where the system keeps no status.
        case exited(Int32)
        case signalled(Int32)

        package var description: String {
            switch self {
            case .exited(let status): "status \(status)"
            case .signalled(let signal): "signal \(signal)"
            }
        }
    }

    package struct Outcome: Sendable {
        /// All of stdout.
        package let output: [UInt8]
        /// The last 8 KiB of stderr.
        package let errors: [UInt8]
        package let ending: Ending
    }

    /// A path, or a name that is looked for in our own `PATH`.
    package var program: String
    package var arguments: [String]
    /// nil: ours.
    package var environment: [String: String]?
    package var input = Input.none
    package var errors = Errors.collected
    /// Bytes of stdout; more are an error.
    package var outputLimit = 1 << 20

    /// How long a program has, after it was asked to end, before it is made to.
    private static let grace = Duration.milliseconds(500)

    package init(_ program: String, _ arguments: [String] = [], environment: [String: String]? = nil) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
    }

    /// Runs the program on a thread of its own. Cancelling the task ends the program.
    package func run(until deadline: ContinuousClock.Instant) async throws(SubprocessError) -> Outcome {
        let cancellation: WaitCancellation
        do throws(LocalError) {
            cancellation = try WaitCancellation()
        } catch {
            throw .failed(error.message)
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isStarted = BackgroundThread.start {
                    continuation.resume(returning: outcome(until: deadline, cancellation))
                }
                if !isStarted { continuation.resume(returning: .failure(.failed("cannot start a thread"))) }
            }
        } onCancel: {
            cancellation.cancel()
        }
        return try result.get()
    }

    /// Runs the program while the caller waits; for callers that are not async.
    package func runBlocking(until deadline: ContinuousClock.Instant) throws(SubprocessError) -> Outcome {
        try outcome(until: deadline, nil).get()
    }

    private func outcome(
        until deadline: ContinuousClock.Instant, _ cancellation: WaitCancellation?
    ) -> Result<Outcome, SubprocessError> {
        do throws(SubprocessError) {
            if cancellation?.isCancelled == true { throw .cancelled }
            if deadline <= .now { throw .timedOut(errors: []) }
            var child = try SubprocessChild(self)
            do throws(SubprocessError) {
                return .success(try child.finish(until: deadline, cancellation, outputLimit: outputLimit))
            } catch {
                child.end(within: Self.grace)
                throw error
            }
        } catch {
            return .failure(error)
        }
    }
}
