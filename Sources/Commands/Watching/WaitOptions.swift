import CommandLineKit
import Diagnosis
import Reports

/// Whether a command reads once, or again until a condition is met.
struct WaitOptions: OptionGroup, Sendable {
    var watches = false
    var waitsFor: WaitCondition?
    var interval = Duration.seconds(5)
    var timeout: Duration?

    /// How long `--wait` waits by default.
    static let defaultTimeout = Duration.seconds(300)

    static let heading = "Wait"

    static var options: [OptionRow<Self>] {
        [
            .flag(
                \.watches, "watch", short: "w",
                "Watch for changes: redraw on a terminal, otherwise print a line per change")
        ] + waiting(for: WaitCondition.allCases)
    }

    /// Without `--watch`.
    static func waiting(for conditions: [WaitCondition]) -> [OptionRow<Self>] {
        [
            .value(
                \.waitsFor, "wait", condition(conditions),
                "Wait until the condition is met; exit status 4 on timeout"),
            .value(
                \.interval, "interval", .duration, "Read objects that cannot be watched at this interval"),
            .value(
                \.timeout, "timeout", .duration, "Stop waiting after this long (--wait alone: 5m)"),
        ]
    }

    private static func condition(_ conditions: [WaitCondition]) -> OptionType<WaitCondition> {
        OptionType(
            conditions.map(\.rawValue).joined(separator: "|"), implied: WaitCondition.healthy.rawValue,
            completion: .words(conditions.map { CompletionCandidate($0.rawValue) })
        ) {
            word, option throws(UsageError) in
            guard let condition = WaitCondition(rawValue: word) else {
                let isTime = DurationText.seconds(word) != nil
                throw UsageError(
                    message: "\(option)=\(word): \(isTime ? "the duration is set by --timeout" : "unknown condition")",
                    hint: isTime ? "use \(option) --timeout \(word)" : "use healthy, address or deleted")
            }
            guard conditions.contains(condition) else {
                throw UsageError(
                    message: "\(option)=\(word): doctor supports only --wait=healthy",
                    hint: "use kubelb-ctl status --wait=\(word)")
            }
            return condition
        }
    }

    /// Whether more than one reading is needed.
    var isRepeated: Bool { watches || waitsFor != nil }

    mutating func check(_ given: GivenOptions<Self>) throws(UsageError) {
        let words = given.line.arguments
        if waitsFor == .deleted, words.isEmpty {
            throw UsageError(message: "--wait=deleted needs Service names", hint: "add svc/NAME")
        }
        // A word behind --wait is no value of it.
        if waitsFor != nil, let word = words.first(where: { WaitCondition(rawValue: $0) != nil }) {
            throw UsageError(
                message: "\(quoted(word)) is in the place of a Service name", hint: "use --wait=\(word)")
        }
        let options: [PartialKeyPath<Self>] = [\.interval, \.timeout]
        if !isRepeated, let option = options.first(where: given.contains) {
            throw UsageError(
                message: "--\(Self.name(of: option)) has no effect on a single run",
                hint: given.offers(\.watches) ? "add --wait or --watch" : "add --wait")
        }
        if waitsFor != nil { timeout = timeout ?? Self.defaultTimeout }
    }
}
