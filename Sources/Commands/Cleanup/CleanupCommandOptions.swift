import CommandLineKit
import Reports
import Topology

/// The options of `cleanup`.
struct CleanupCommandOptions: OptionGroup {
    var isConfirmed = false
    var applies = false
    var planOut: String?
    var plan: String?
    var cleanup = CleanupOptions()
    var losesFinalizers: ServiceArgument?
    var namespace: String?
    var source = SourceOptions()
    var format = ListFormat.table
    var style = StyleOptions()

    static let heading = "Cleanup"

    static var options: [OptionRow<Self>] {
        [
            .flag(
                \.isConfirmed, "yes", short: "y", "Delete objects marked DELETE without confirmation"),
            .flag(
                \.applies, "apply", "Delete objects marked DELETE after confirmation on the terminal"),
            .value(\.planOut, "plan-out", .text("FILE"), "Write the plan to a new file"),
            .value(\.plan, "plan", .text("FILE"), "Apply this plan, if all of it is still valid"),
            .flag(
                \.cleanup.includesReplaced, "include-replaced",
                "Include LoadBalancers whose Service was recreated under the same name"),
            .value(
                \.cleanup.maxDeletes, "max-deletes", .count(of: "objects", atLeast: 0, hint: "use --max-deletes 10"),
                "Refuse to delete more than this many objects"),
            .value(
                \.losesFinalizers, "remove-finalizers", object,
                "Remove KubeLB's finalizers from this object, as a last resort"),
            .value(
                \.namespace, "namespace", short: "n", .text("NAMESPACE"),
                "Set the namespace of the Service given to --remove-finalizers"),
            .group(\.source, SourceOptions.options.without(\.evidence)),
            .format(\.format, ListFormat.allCases), .group(\.style, StyleOptions.options.without(\.showsHeaders)),
        ]
    }

    private static var object: OptionType<ServiceArgument> {
        OptionType("lb/UID|svc/NAME") { name, option throws(UsageError) in
            let arguments = try ServiceArgument.parse([name])
            guard arguments.count == 1, let argument = arguments.first, name.contains("/") else {
                throw UsageError(
                    message: "\(option): \"\(name)\" does not name an object", hint: "use lb/UID or svc/NAME")
            }
            return argument
        }
    }

    mutating func check(_ given: GivenOptions<Self>) throws(UsageError) {
        try given.refuse(
            \.plan, beside: [\.planOut, \.cleanup.includesReplaced, \.losesFinalizers],
            hint: "the plan determines what is deleted")
        try given.refuse(
            \.planOut, beside: [\.isConfirmed, \.applies, \.losesFinalizers],
            hint: "write the plan first, then apply it with --plan")
        try given.refuse(
            \.losesFinalizers, beside: [\.applies, \.cleanup.includesReplaced, \.cleanup.maxDeletes],
            hint: "finalizers are removed from one named object")
        try given.refuse(
            \.source.bundle, beside: [\.isConfirmed, \.applies, \.plan, \.losesFinalizers],
            hint: "a bundle is read-only; omit --from-bundle to change live clusters")
    }
}

/// What `cleanup` does.
enum CleanupMode {
    /// Shows the plan, or writes it to a file.
    case dryRun
    /// Deletes what the plan says.
    case apply
    /// Deletes what an earlier plan says, if it is still true.
    case applyFile(CleanupPlan)
    case removeFinalizers(ServiceArgument)

    /// Reads the plan that is to be applied.
    init(_ options: CleanupCommandOptions) throws(CommandFailure) {
        if let object = options.losesFinalizers {
            self = .removeFinalizers(object)
        } else if let path = options.plan {
            self = .applyFile(try PlanFile.read(path))
        } else {
            self = options.isConfirmed || options.applies ? .apply : .dryRun
        }
    }

    /// Whether clusters may be changed.
    var changesClusters: Bool { if case .dryRun = self { false } else { true } }
}
