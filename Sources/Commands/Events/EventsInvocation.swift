import CommandLineKit
import Reports

/// What `events` is asked for.
struct EventsInvocation {
    let format: EventReport.Format
    let watches: Bool
    /// Seconds before now.
    let since: Double?
    /// nil: all.
    let types: Set<String>?

    static let types = ["Normal", "Warning"]

    init(_ parsed: ParsedCommand) throws(CommandFailure) {
        let word = parsed.value("output") ?? EventReport.Format.table.rawValue
        guard let format = EventReport.Format(rawValue: word) else {
            throw CommandFailure(
                .usage, "unknown output format \(quoted(word))",
                hint: "must be one of \(EventReport.Format.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.format = format
        watches = parsed.flag("watch")
        since = try DurationText.option("since", parsed).map { $0 / .seconds(1) }
        types = try parsed.isGiven("types") ? Self.types(parsed.value("types") ?? "") : nil
        if watches, parsed.isGiven("from-bundle") {
            throw CommandFailure(
                .usage, "--watch and --from-bundle are mutually exclusive", hint: "a bundle does not change")
        }
        if watches, format == .yaml {
            throw CommandFailure(
                .usage, "--watch and --output yaml are mutually exclusive", hint: "-o json prints one object per line")
        }
    }

    private static func types(_ text: String) throws(CommandFailure) -> Set<String> {
        var chosen = Set<String>()
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let type = types.first(where: { $0.lowercased() == word.lowercased() }) else {
                throw CommandFailure(
                    .usage, "--types: \(quoted(String(word))) is not an Event type",
                    hint: "use one or both of \(types.joined(separator: ","))")
            }
            chosen.insert(type)
        }
        return chosen
    }
}
