import CommandLineKit
import Reports

/// The options of `events`.
struct EventsOptions: OptionGroup {
    var selection = ServiceSelection()
    var watches = false
    var readsManagementOnly = false
    /// How long before now.
    var since: Duration?
    /// nil: all.
    var types: [String]?
    var source = SourceOptions()
    var choice = OutputChoice(EventReport.Format.table)
    var style = StyleOptions()

    static let heading = "Events"
    private static let allTypes = ["Normal", "Warning"]

    init() { source.evidence = EvidenceOptions(isRead: false, readsMetrics: false, readsEvents: true) }

    static var options: [OptionRow<Self>] {
        let all = allTypes.joined(separator: ",")
        return [
            .group(
                \.selection,
                ServiceSelection.options(allNamespaces: "Show Events of Services in all namespaces")
                    .without(\.showsIgnored)),
            .flag(\.watches, "watch", short: "w", "Follow new Events until interrupted"),
            .value(
                \.since, "since", .duration, "Show only Events newer than this, for example 10m, 90s or 1h30m"),
            .value(
                \.types, "types", types, default: all, "Show only Events of these types (comma-separated)"),
            .group(\.source, SourceOptions.options.without(\.evidence)),
            .flag(
                \.readsManagementOnly, "management-only",
                "Read the management cluster alone; show the Events of a tenant, LoadBalancer or Route",
                group: "Management cluster"),
            .output(\.choice, EventReport.Format.allCases), .group(\.style),
        ]
    }

    private static var types: OptionType<[String]> {
        .words(
            completion: .list(allTypes.map { CompletionCandidate($0) }),
            hint: "use one or both of \(allTypes.joined(separator: ","))",
            fault: { "\(quoted($0)) is not an Event type" },
            { word in allTypes.first { $0.lowercased() == word.lowercased() } })
    }

    mutating func check(_ given: GivenOptions<Self>) throws(UsageError) {
        selection.acceptsLoneLoadBalancers = true
        if readsManagementOnly {
            try given.refuse(
                \.readsManagementOnly,
                beside: [\.selection.namespace, \.selection.labelSelector, \.selection.fieldSelector])
            try selection.checkManagementOnly(tenant: source.tenantName, given.line.arguments)
        }
        guard watches else { return }
        try given.refuse(\.watches, beside: [\.source.bundle], hint: "a bundle does not change")
        if choice.format == .yaml || choice.query != nil {
            throw UsageError(
                message: "--watch and --output \(choice.name) are mutually exclusive",
                hint: "-o json prints one object per line")
        }
    }
}
