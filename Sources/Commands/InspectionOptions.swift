import CommandLineKit
import Reports

/// The options of `status`, `doctor` and `trace`, of which each command takes its own.
struct InspectionOptions: OptionGroup, Sendable {
    var checksAllPairs = false
    var triesGenerated = false
    var checksAllTenants = false
    var readsManagementOnly = false
    var dryRun: DryRun?
    var selection = ServiceSelection()
    var showsOnlyProblems = false
    var listing = ListingOptions()
    var showsTimeline = false
    /// How far the timeline goes back; nil: as far as anything was recorded.
    var since: Duration?
    var source = SourceOptions()
    var judgement = JudgementOptions()
    var output = OutputOptions()
    var wait = WaitOptions()
    /// The command line itself, for what depends on the configuration.
    private(set) var line: ParsedCommand?

    static let heading = "Cluster"

    static var options: [OptionRow<Self>] {
        [
            allPairs, .group(\.selection), problems, .group(\.listing), .group(\.source), dryRunApply,
            .group(\.judgement), .group(\.output),
            .group(\.wait),
        ] + fleet + timeline
    }

    /// Whether tenants are judged by what the management cluster shows of them.
    var isOfFleet: Bool { checksAllTenants || readsManagementOnly }

    /// Whether something is asked for that only a pair of clusters shows, as `checkFleet` refuses it.
    var isOfPairOnly: Bool {
        selection.namesNamespace || selection.hasSelectors || !selection.kinds.isEmpty
            || selection.isNamed && !selection.namesOnlyUIDs || judgement.baseline != nil
    }

    /// Whether Services are named whose LoadBalancers show which they are of: the management cluster alone finds them.
    var namesServicesOfFleet: Bool {
        !selection.arguments.isEmpty && selection.kinds.isEmpty && !selection.hasSelectors
            && selection.routes.allSatisfy(\.isUID) && judgement.baseline == nil
    }

    static var allPairs: OptionRow<Self> {
        .flag(
            \.checksAllPairs, "all-pairs", "Check every pair in the configuration file, one row each")
    }

    static var dryRunApply: OptionRow<Self> {
        .flag(
            \.triesGenerated, "dry-run-apply",
            "Send missing or outdated generated objects as a server-side dry run, and report the responses",
            group: "Management cluster")
    }

    static var problems: OptionRow<Self> {
        .flag(
            \.showsOnlyProblems, "problems", "List only Services and routes that need attention", group: "Output")
    }

    static var fleet: [OptionRow<Self>] {
        [
            .flag(
                \.checksAllTenants, "all-tenants",
                "Check every tenant, using the management cluster and the tenant clusters of pairs that lead to it",
                group: "Management cluster"),
            .flag(
                \.readsManagementOnly, "management-only",
                "Read the management cluster alone; with --tenant, check that tenant",
                group: "Management cluster"),
            .value(
                \.source.evidence.metrics, "metrics", .choice("TENANTS", MetricsChoice.allCases),
                "Read the metrics of Envoy of tenants whose state depends on them, or of all tenants",
                group: "Management cluster"),
            .value(
                \.dryRun, "dry-run", .choice("WHAT", DryRun.allCases),
                "Print the requests that reading takes, and send none",
                group: "Management cluster"),
        ]
    }

    static var managementOnly: OptionRow<Self> {
        .flag(
            \.readsManagementOnly, "management-only",
            "Read the management cluster alone; trace the path of a tenant's LoadBalancers and Routes there",
            group: "Management cluster")
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

    private func checkFleet(_ given: GivenOptions<Self>) throws(UsageError) {
        try given.refuse(\.source.evidence.metrics, without: [\.checksAllTenants, \.readsManagementOnly])
        try given.refuse(\.source.evidence.metrics, beside: [\.source.evidence.readsMetrics])
        try given.refuse(\.dryRun, without: [\.checksAllTenants, \.readsManagementOnly])
        try given.refuse(
            \.dryRun,
            beside: [\.source.bundle, \.wait.watches, \.wait.waitsFor, \.output.choice, \.output.reports])
        guard isOfFleet else { return }
        try given.refuse(
            \.checksAllTenants, beside: [\.source.tenantName],
            hint: "use --management-only with --tenant to check one tenant")
        let option: PartialKeyPath<Self> = checksAllTenants ? \.checksAllTenants : \.readsManagementOnly
        // Without options of its own the management cluster is reached by those of the tenant cluster.
        if source.management != nil, let unused = source.tenantOption(given.line) {
            throw UsageError(
                message: "--\(unused) has no effect with --\(Self.name(of: option))",
                hint: "it is about the tenant cluster; use --management-\(unused)")
        }
        // The namespace of a Service is on its LoadBalancer.
        if !(given.offers(\.checksAllTenants) && namesServicesOfFleet) {
            try given.refuse(option, beside: [\.selection.namespace])
        }
        try given.refuse(
            option,
            beside: [
                \.selection.labelSelector, \.selection.fieldSelector, \.listing.sortKey,
                \.listing.showsLabels, \.listing.labelKeys, \.judgement.baseline, \.judgement.updatesBaseline,
            ])
        if wait.waitsFor == .deleted {
            throw UsageError(
                message: "--wait=deleted and --\(Self.name(of: option)) are mutually exclusive",
                hint: "wait for Services to be deleted in their tenant cluster")
        }
        // `trace` is of one tenant.
        if !given.offers(\.checksAllTenants) {
            return try selection.checkManagementOnly(tenant: source.tenantName, given.line.arguments)
        }
        // One LoadBalancer or Route is found by its UID, whosever it is.
        if selection.namesOnlyUIDs && selection.isNamed || namesServicesOfFleet { return }
        if let argument = given.line.arguments.first {
            throw UsageError(
                message:
                    "--\(Self.name(of: option)) shows every Service of a tenant and does not take \(quoted(argument))",
                hint: "omit it, or use svc/NAME, lb/UID or route/UID")
        }
    }

    mutating func check(_ given: GivenOptions<Self>) throws(UsageError) {
        line = given.line
        try output.take(source.verbosity)
        showsTimeline = showsTimeline || since != nil
        source.evidence.readsHistory = showsTimeline
        source.evidence.triesGenerated = triesGenerated
        if triesGenerated, given.contains(\.source.bundle) {
            throw UsageError(
                message: "--dry-run-apply: a bundle has no API server to ask",
                hint: "omit --from-bundle or --dry-run-apply")
        }
        try given.refuse(
            \.triesGenerated,
            beside: [
                \.checksAllPairs, \.checksAllTenants, \.readsManagementOnly, \.wait.watches, \.wait.waitsFor,
            ])
        if wait.isRepeated, given.contains(\.source.bundle) {
            let option = wait.watches ? "--watch" : "--wait"
            throw UsageError(
                message: "\(option): a bundle does not change", hint: "omit --from-bundle or \(option)")
        }
        if wait.waitsFor == .deleted,
            !selection.kinds.isEmpty || selection.arguments.count + selection.routes.count > 1,
            !selection.routes.isEmpty || !selection.isNamed
        {
            throw UsageError(
                message: "--wait=deleted waits for Services, or for one Ingress, Gateway or route",
                hint: "use one name, such as ing/NAME")
        }
        try checkFleet(given)
        try given.refuse(\.wait.watches, beside: [\.output.reports, \.judgement.updatesBaseline])
        let roomless: Set<OutputFormat> = [.mermaid, .svg, .short, .name, .markdown, .html]
        if showsTimeline, roomless.contains(output.format) {
            let option = given.contains(\.showsTimeline) ? "timeline" : "since"
            throw UsageError(
                message: "--output \(output.choice.name) does not support --\(option)",
                hint: "use -o tree, wide, json or yaml")
        }
    }
}

/// What is shown instead of being done.
enum DryRun: String, CaseIterable, Sendable {
    /// The requests of a look.
    case reads
}
