import CommandLineKit
import KubeLB
import Kubernetes
import Reports
import Topology

/// What `logs` is asked for.
struct LogsInvocation {
    let components: [LogComponent]
    /// Whether the components were named, rather than all taken that there are.
    let namesComponents: Bool
    let follows: Bool
    let isPrevious: Bool
    /// Lines of each log, counted from its end.
    let tail: Int?
    let since: Since?
    let format: LogFormat.Format
    let showsPrefix: Bool
    let minimum: LogLine.Level?
    let pattern: LogPattern?
    let showsAll: Bool

    enum Since {
        /// Seconds before now.
        case ago(Double)
        case time(Timestamp)
    }

    /// Where nothing says where to begin, following begins with what was said last.
    private static let followedSince = 600.0

    init(_ parsed: ParsedCommand) throws(CommandFailure) {
        components = try Self.components(parsed.value("component"))
        namesComponents = parsed.isGiven("component")
        follows = parsed.flag("follow")
        isPrevious = parsed.flag("previous")
        tail = try Self.tail(parsed.value("tail"))
        let since = try Self.since(parsed.value("since"), parsed.value("since-time"))
        self.since = since ?? (follows && tail == nil ? .ago(Self.followedSince) : nil)
        format = LogFormat.Format(rawValue: parsed.value("output") ?? "") ?? .text
        showsPrefix = !parsed.flag("no-prefix")
        minimum = Self.levels.first { $0.keyword == parsed.value("level") }
        pattern = try Self.pattern(parsed.value("grep"))
        showsAll = parsed.flag("all")
        if follows, isPrevious {
            throw CommandFailure(
                .usage, "--follow and --previous are mutually exclusive",
                hint: "a terminated container logs nothing new")
        }
        if follows, parsed.isGiven("from-bundle") {
            throw CommandFailure(
                .usage, "--follow and --from-bundle are mutually exclusive", hint: "a bundle does not change")
        }
    }

    /// Whether the run cannot be taken for whole with such a problem. Where neither the management cluster nor a component is
    /// named, what cannot be had of it is not missed: the CCM's own credentials never read its logs.
    func needs(_ problem: LogProblem, namesManagement: Bool) -> Bool {
        guard problem.kind != .absent else { return false }
        return namesManagement || namesComponents || problem.component?.side != .management
    }

    static let levels: [LogLine.Level] = [.debug, .info, .warning, .error]

    private static func components(_ text: String?) throws(CommandFailure) -> [LogComponent] {
        guard let text else { return LogComponent.allCases }
        var components: [LogComponent] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let component = LogComponent(rawValue: word.lowercased()) else {
                throw CommandFailure(
                    .usage, "--component: unknown component \(quoted(String(word)))",
                    hint: "use one or more of \(LogComponent.allCases.map(\.rawValue).joined(separator: ","))")
            }
            components.append(component)
        }
        return components.uniqued()
    }

    private static func tail(_ text: String?) throws(CommandFailure) -> Int? {
        // kubectl's word for all lines.
        guard let text, text != "-1" else { return nil }
        guard let count = Int(text), count >= 0 else {
            throw CommandFailure(.usage, "--tail: \(quoted(text)) is not a number of lines", hint: "use --tail 100")
        }
        return count
    }

    private static func since(_ ago: String?, _ time: String?) throws(CommandFailure) -> Since? {
        if ago != nil, time != nil {
            throw CommandFailure(
                .usage, "--since and --since-time are mutually exclusive", hint: "omit one of them")
        }
        if let ago {
            guard let seconds = DurationText.seconds(ago) else {
                throw CommandFailure(
                    .usage, "--since: \(quoted(ago)) is not a valid duration", hint: "use 10m, 90s or 1h30m")
            }
            return .ago(seconds)
        }
        guard let time else { return nil }
        guard let moment = Timestamp(time) else {
            throw CommandFailure(
                .usage, "--since-time: \(quoted(time)) is not a valid time",
                hint: "use a time such as 2026-11-22T12:00:00Z")
        }
        return .time(moment)
    }

    private static func pattern(_ text: String?) throws(CommandFailure) -> LogPattern? {
        guard let text else { return nil }
        guard let pattern = LogPattern(text) else {
            throw CommandFailure(
                .usage, "--grep: \(quoted(text)) is not a valid regular expression",
                hint: "escape special characters with a backslash: \\(")
        }
        return pattern
    }

    /// The moment from which on lines are shown, by the tenant cluster's clock.
    func start(now: Timestamp) -> Timestamp? {
        switch since {
        case .ago(let seconds): now.adding(seconds: -seconds)
        case .time(let time): time
        case nil: nil
        }
    }
}
