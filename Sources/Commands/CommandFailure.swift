import CommandLineKit

/// Why a command could not do its work; never a finding about a cluster.
package struct CommandFailure: Error, Sendable, Hashable {
    package let status: ExitStatus
    package let message: String
    /// What lies behind it, outermost first.
    package let causes: [String]
    package let hint: String?
    /// Which of the named objects do not exist; empty if the failure is about something else.
    private(set) var missing: [MissingObject] = []
    /// Failures of the same kind, about other objects.
    private(set) var others: [CommandFailure] = []

    package init(_ status: ExitStatus, _ message: String, causes: [String] = [], hint: String? = nil) {
        self.status = status
        self.message = message
        self.causes = causes
        self.hint = hint
    }

    init(_ error: UsageError) {
        self.init(.usage, error.message, hint: error.hint)
    }

    init(_ error: BundleError) {
        self.init(.usage, error.message, hint: error.hint)
    }

    /// `error:`, `caused by:` and `hint:` lines.
    package var text: String {
        var lines = ["error: \(message)"]
        lines += causes.map { "caused by: \($0)" }
        if let hint { lines.append("hint: \(hint)") }
        return lines.map { escaped($0) + "\n" }.joined() + others.map(\.text).joined()
    }

    /// The same failure, about one named object.
    func about(_ object: MissingObject) -> CommandFailure {
        var failure = self
        failure.missing = [object]
        return failure
    }

    /// One failure for several; nil if there is none.
    static func combined(_ failures: [CommandFailure]) -> CommandFailure? {
        guard var failure = failures.first else { return nil }
        failure.others += failures.dropFirst()
        failure.missing += failures.dropFirst().flatMap(\.missing)
        return failure
    }
}
