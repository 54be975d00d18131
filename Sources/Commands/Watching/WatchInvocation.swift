import CommandLineKit
import Diagnosis
import Reports

/// The options of commands that look more than once.
struct WatchInvocation: Sendable {
    let watches: Bool
    let waitsFor: WaitCondition?
    let interval: Duration
    let timeout: Duration?

    /// How long `--wait` waits where nothing says it.
    static let defaultTimeout = Duration.seconds(300)

    /// nil where the command looks once.
    init?(_ parsed: ParsedCommand, _ environment: Environment, isDoctor: Bool) throws(CommandFailure) {
        watches = parsed.flag("watch")
        interval = try DurationText.option("interval", parsed) ?? .seconds(5)
        let timeout = try DurationText.option("timeout", parsed)
        waitsFor = try Self.condition(parsed, isDoctor: isDoctor)
        self.timeout = timeout ?? (waitsFor == nil ? nil : Self.defaultTimeout)
        let word = watches ? "--watch" : "--wait"
        guard watches || waitsFor != nil else {
            for option in ["interval", "timeout"] where parsed.isGiven(option) {
                throw CommandFailure(
                    .usage, "--\(option) has no effect on a single run",
                    hint: isDoctor ? "add --wait" : "add --wait or --watch")
            }
            return nil
        }
        if parsed.isGiven("from-bundle") {
            throw CommandFailure(
                .usage, "\(word): a bundle does not change", hint: "omit --from-bundle or \(word)")
        }
        if watches {
            for option in ["report", "update-baseline"] where parsed.isGiven(option) {
                throw CommandFailure(.usage, "--watch and --\(option) are mutually exclusive")
            }
        }
    }

    private static func condition(_ parsed: ParsedCommand, isDoctor: Bool) throws(CommandFailure) -> WaitCondition? {
        guard let word = parsed.value("wait") else { return nil }
        guard let condition = WaitCondition(rawValue: word) else {
            let isTime = DurationText.seconds(word) != nil
            throw CommandFailure(
                .usage, "--wait=\(word): \(isTime ? "the duration is set by --timeout" : "unknown condition")",
                hint: isTime ? "use --wait --timeout \(word)" : "use healthy, address or deleted")
        }
        guard condition == .healthy || !isDoctor else {
            throw CommandFailure(
                .usage, "--wait=\(word): doctor supports only --wait=healthy",
                hint: "use kubelb-ctl status --wait=\(word)")
        }
        if condition == .deleted, parsed.arguments.isEmpty {
            throw CommandFailure(.usage, "--wait=deleted needs Service names", hint: "add svc/NAME")
        }
        // A word behind --wait is no value of it.
        if let word = parsed.arguments.first(where: { WaitCondition(rawValue: $0) != nil }) {
            throw CommandFailure(
                .usage, "\(quoted(word)) is in the place of a Service name", hint: "use --wait=\(word)")
        }
        return condition
    }
}
