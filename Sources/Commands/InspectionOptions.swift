import CommandLineKit
import Reports

/// The options of `status`, `doctor` and `trace`, of which each command takes its own.
struct InspectionOptions: OptionGroup, Sendable {
    var checksAllPairs = false
    var selection = ServiceSelection()
    var showsTimeline = false
    /// How far the timeline goes back; nil: as far as anything was recorded.
    var since: Duration?
    var source = SourceOptions()
    var judgement = JudgementOptions()
    var output = OutputOptions()
    var wait = WaitOptions()

    static let heading = "Cluster"

    static var options: [OptionRow<Self>] {
        [
            allPairs, .group(\.selection), .group(\.source), .group(\.judgement), .group(\.output), .group(\.wait),
        ] + timeline
    }

    static var allPairs: OptionRow<Self> {
        .flag(
            \.checksAllPairs, "all-pairs", "Check every pair in the configuration file, one row each")
    }

    static var timeline: [OptionRow<Self>] {
        [
            .flag(
                \.showsTimeline, "timeline",
                "Show a timeline of writes, conditions, Events, restarts and log lines in both clusters", group: "Trace"
            ),
            .value(
                \.since, "since", .duration, "Show a timeline of this period, for example 10m or 2h", group: "Trace"),
        ]
    }

    mutating func check(_ given: GivenOptions<Self>) throws(UsageError) {
        source.isVerbose = output.isVerbose
        showsTimeline = showsTimeline || since != nil
        source.evidence.readsHistory = showsTimeline
        if wait.isRepeated, given.contains(\.source.bundle) {
            let option = wait.watches ? "--watch" : "--wait"
            throw UsageError(
                message: "\(option): a bundle does not change", hint: "omit --from-bundle or \(option)")
        }
        try given.refuse(\.wait.watches, beside: [\.output.reports, \.judgement.updatesBaseline])
        let roomless: Set<OutputFormat> = [.mermaid, .svg, .short, .name, .markdown, .html]
        if showsTimeline, roomless.contains(output.format) {
            let option = given.contains(\.showsTimeline) ? "timeline" : "since"
            throw UsageError(
                message: "--output \(output.format.rawValue) does not support --\(option)",
                hint: "use -o tree, wide, json or yaml")
        }
    }
}
