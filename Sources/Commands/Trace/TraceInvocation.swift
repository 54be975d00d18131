import CommandLineKit
import Reports

/// What `trace` was asked for.
struct TraceInvocation: Sendable, Hashable {
    let format: TraceFormat
    let showsTimeline: Bool
    /// How far the timeline goes back, in seconds; nil: as far as anything tells.
    let since: Double?

    init(_ parsed: ParsedCommand) throws(CommandFailure) {
        let word = parsed.value("output") ?? TraceFormat.table.rawValue
        guard let format = TraceFormat(rawValue: word) else {
            throw CommandFailure(
                .usage, "unknown output format \(quoted(word))",
                hint: "one of \(TraceFormat.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.format = format
        showsTimeline = parsed.flag("timeline") || parsed.isGiven("since")
        since = try DurationText.option("since", parsed).map { $0 / .seconds(1) }
        let pictures: Set<TraceFormat> = [.mermaid, .svg, .short, .name]
        if showsTimeline, pictures.contains(format) {
            let option = parsed.flag("timeline") ? "timeline" : "since"
            throw CommandFailure(
                .usage, "--output \(format.rawValue) has no room for --\(option)",
                hint: "write -o tree, wide, json or yaml")
        }
    }
}
