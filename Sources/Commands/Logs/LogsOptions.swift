import CommandLineKit
import KubeLB
import Kubernetes
import Reports
import Topology

/// The options of `logs`.
struct LogsOptions: OptionGroup {
    var selection = ServiceSelection()
    /// nil: all.
    var namedComponents: [LogComponent]?
    var follows = false
    var isPrevious = false
    /// How long before now.
    var since: Duration?
    var sinceTime: Timestamp?
    /// Lines of each log, counted from its end; nil or negative: all.
    var tail: Int?
    var minimum: LogLine.Level?
    var pattern: LogPattern?
    /// Whether the lines that the manager logs for each snapshot are included.
    var showsAll = false
    var readsManagementOnly = false
    var source = SourceOptions()
    var choice = OutputChoice(LogFormat.Format.text)
    var showsPrefix = true
    var style = StyleOptions()

    /// Following begins with the last minutes if nothing else is requested.
    private static let followedSince = Duration.seconds(600)

    static let heading = "Log"

    init() { source.evidence = EvidenceOptions(isRead: false, readsMetrics: false) }

    static var options: [OptionRow<Self>] {
        [
            .group(
                \.selection,
                ServiceSelection.options(namespace: "Use this namespace of the tenant cluster")
                    .only(\.namespace))
        ] + filters + [
            .group(\.source, SourceOptions.options.without(\.evidence)),
            .flag(
                \.readsManagementOnly, "management-only",
                "Read the management cluster alone; show the logs for a tenant, LoadBalancer or Route",
                group: "Management cluster"),
            .output(
                \.choice, LogFormat.Format.allCases,
                "Select the output format"),
            .flag(\.showsPrefix, "no-prefix", sets: false, "Do not prefix lines with their source", group: "Output"),
            .group(\.style, StyleOptions.options.without(\.showsHeaders)),
        ]
    }

    private static var filters: [OptionRow<Self>] {
        [
            .value(
                \.namedComponents, "component", components,
                default: LogComponent.allCases.map(\.rawValue).joined(separator: ","),
                "Show only logs of these components (comma-separated)"),
            .flag(
                \.follows, "follow", short: "f",
                "Follow new lines, including those of new pods; starts 10 minutes back by default"),
            .flag(\.isPrevious, "previous", short: "p", "Show the logs from before the last restart"),
            .value(
                \.since, "since", .duration(allowsZero: true, hint: "use 10m, 90s or 1h30m"),
                "Show only lines newer than this, for example 10m, 90s or 1h30m"),
            .value(
                \.sinceTime, "since-time",
                OptionType("TIME", "is not a valid time", hint: "use a time such as 2026-11-22T12:00:00Z") {
                    Timestamp($0)
                },
                "Show only lines newer than this time, for example 2026-11-22T12:00:00Z"),
            .value(
                // -1 is kubectl's word for all lines.
                \.tail, "tail", .count(of: "lines", atLeast: -1, hint: "use --tail 100"),
                "Read only the last N lines of each log, before filtering"),
            .value(
                \.minimum, "level", .choice("LEVEL", [.debug, .info, .warning, .error], name: \.keyword),
                "Show only lines of at least this level, and lines without a level"),
            .value(
                \.pattern, "grep",
                OptionType(
                    "REGEX", "is not a valid regular expression",
                    hint: "escape special characters with a backslash: \\("
                ) { LogPattern($0) }, "Show only lines that match this regular expression"),
            .flag(
                \.showsAll, "all", "Include the lines that the manager logs for each snapshot sent to Envoy"),
        ]
    }

    private static var components: OptionType<[LogComponent]> {
        .words(
            completion: .list(LogComponent.allCases.map { CompletionCandidate($0.rawValue, "The \($0.title)") }),
            hint: "use one or more of \(LogComponent.allCases.map(\.rawValue).joined(separator: ","))",
            fault: { "unknown component \(quoted($0))" }, { LogComponent(rawValue: $0.lowercased()) })
    }

    mutating func check(_ given: GivenOptions<Self>) throws(UsageError) {
        selection.acceptsLoneLoadBalancers = true
        if let query = choice.query, query.listsColumns {
            throw UsageError(
                message: "logs does not support --output \(query.name)", hint: "use -o jsonpath, for each line")
        }
        if let lines = tail, lines < 0 { tail = nil }
        try given.refuse(\.since, beside: [\.sinceTime], hint: "omit one of them")
        if since == nil, sinceTime == nil, follows, tail == nil { since = Self.followedSince }
        if follows {
            try given.refuse(\.follows, beside: [\.isPrevious], hint: "a terminated container logs nothing new")
            try given.refuse(\.follows, beside: [\.source.bundle], hint: "a bundle does not change")
        }
        if readsManagementOnly {
            try given.refuse(\.readsManagementOnly, beside: [\.follows, \.selection.namespace])
            try selection.checkManagementOnly(tenant: source.tenantName, given.line.arguments)
            if namedComponents?.contains(.ccm) == true {
                throw UsageError(
                    message: "--management-only does not show the log of the CCM, which runs in the tenant cluster",
                    hint: "use --component manager,envoy")
            }
        }
        if !selection.isNamed, selection.namespace != nil {
            throw UsageError(
                message: "--namespace is given without a Service",
                hint: "add svc/NAME; without a Service, all lines are shown")
        }
    }

    var components: [LogComponent] {
        namedComponents?.uniqued()
            ?? LogComponent.allCases.filter { !readsManagementOnly || $0.side == .management }
    }

    /// Whether the run cannot be taken for whole with such a problem. Where neither the management cluster nor a component is
    /// named, what cannot be had of it is not missed: the CCM's own credentials never read its logs.
    func needs(_ problem: LogProblem, namesManagement: Bool) -> Bool {
        guard problem.kind != .absent else { return false }
        return namesManagement || namedComponents != nil || problem.component?.side != .management
    }

    /// The moment from which on lines are shown, by the tenant cluster's clock.
    func start(now: Timestamp) -> Timestamp? { since.map { now.adding(seconds: -($0 / .seconds(1))) } ?? sinceTime }
}
