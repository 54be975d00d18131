import CommandLineKit
import Reports

/// What `trace` was asked for.
struct TraceInvocation: Sendable, Hashable {
    let showsTimeline: Bool
    /// How far the timeline goes back, in seconds; nil: as far as anything tells.
    let since: Double?

    init(_ parsed: ParsedCommand) throws(CommandFailure) {
        showsTimeline = parsed.flag("timeline") || parsed.isGiven("since")
        since = try DurationText.option("since", parsed).map { $0 / .seconds(1) }
        let roomless: Set<OutputFormat> = [.mermaid, .svg, .short, .name, .markdown, .html]
        if showsTimeline, let format = OutputFormat(rawValue: parsed.value("output") ?? ""), roomless.contains(format) {
            let option = parsed.flag("timeline") ? "timeline" : "since"
            throw CommandFailure(
                .usage, "--output \(format.rawValue) does not support --\(option)",
                hint: "use -o tree, wide, json or yaml")
        }
    }
}
