import CommandLineKit
import Reports
import Topology

/// What `cleanup` was asked to do.
struct CleanupInvocation {
    let mode: Mode
    let options: CleanupOptions
    let isConfirmed: Bool
    let planOut: String?
    let format: CleanupReport.Format
    let namespace: String?

    enum Mode {
        /// Shows the plan, or writes it to a file.
        case dryRun
        /// Deletes what the plan says.
        case apply
        /// Deletes what an earlier plan says, if it is still true.
        case applyFile(CleanupPlan)
        case removeFinalizers(ServiceArgument)
    }

    init(_ parsed: ParsedCommand) throws(CommandFailure) {
        isConfirmed = parsed.flag("yes")
        planOut = parsed.value("plan-out")
        namespace = parsed.value("namespace")
        guard let format = CleanupReport.Format(rawValue: parsed.value("output") ?? "table") else {
            throw CommandFailure(.usage, "unknown output format", hint: "must be one of table, json, yaml, name")
        }
        self.format = format
        guard let maxDeletes = Int(parsed.value("max-deletes") ?? "10"), maxDeletes >= 0 else {
            throw CommandFailure(.usage, "--max-deletes must be a number", hint: "use --max-deletes 10")
        }
        try Self.refuseMixtures(parsed)
        let wantsChange = isConfirmed || parsed.flag("apply")
        if let name = parsed.value("remove-finalizers") {
            mode = .removeFinalizers(try Self.argument(name))
        } else if let path = parsed.value("plan") {
            let plan = try PlanFile.read(path)
            mode = .applyFile(plan)
            options = CleanupOptions(includesReplaced: plan.options.includesReplaced, maxDeletes: maxDeletes)
            return
        } else {
            mode = wantsChange ? .apply : .dryRun
        }
        options = CleanupOptions(includesReplaced: parsed.flag("include-replaced"), maxDeletes: maxDeletes)
    }

    private static func refuseMixtures(_ parsed: ParsedCommand) throws(CommandFailure) {
        let mixtures = [
            ("plan", ["plan-out", "include-replaced", "remove-finalizers"], "the plan determines what is deleted"),
            ("plan-out", ["yes", "apply", "remove-finalizers"], "write the plan first, then apply it with --plan"),
            (
                "remove-finalizers", ["apply", "include-replaced", "max-deletes"],
                "finalizers are removed from one named object"
            ),
            (
                "from-bundle", ["yes", "apply", "plan", "remove-finalizers"],
                "a bundle is read-only; omit --from-bundle to change live clusters"
            ),
        ]
        for (option, others, hint) in mixtures where parsed.isGiven(option) {
            if let other = others.first(where: { parsed.isGiven($0) }) {
                throw CommandFailure(.usage, "--\(option) and --\(other) are mutually exclusive", hint: hint)
            }
        }
    }

    private static func argument(_ name: String) throws(CommandFailure) -> ServiceArgument {
        let arguments = try ServiceArgument.parse([name])
        let isTyped = name.contains("/")
        guard arguments.count == 1, let argument = arguments.first, isTyped else {
            throw CommandFailure(
                .usage, "--remove-finalizers: \"\(name)\" does not name an object",
                hint: "use lb/UID or svc/NAME")
        }
        return argument
    }

    /// Whether clusters may be changed.
    var changesClusters: Bool { if case .dryRun = mode { false } else { true } }
}
