/// Why a program did not run to its end. That it ended with a status other than 0 is none of these.
package enum SubprocessError: Error, Sendable, Hashable {
    /// There is no such program, or it cannot be executed: what the system says.
    case notFound(String)
    case timedOut(errors: [UInt8])
    case cancelled
    /// It wrote more than the limit, in bytes, to stdout.
    case tooMuchOutput(limit: Int)
    /// What the system says.
    case failed(String)
}
