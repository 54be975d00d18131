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
    var losesFinalizers: FinalizerArgument?
    var namespace: String?
    var checksAllTenants = false
    var source = SourceOptions()
    var choice = OutputChoice(ListFormat.table)
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
                "Include LoadBalancers and SyncSecrets whose Service or SyncSecret was recreated under the same name"),
            .flag(
                \.cleanup.includesGateways, "include-gateways",
                "Include orphaned Gateways, which release their address"),
            .value(
                \.cleanup.maxDeletes, "max-deletes", .count(of: "objects", atLeast: 0, hint: "use --max-deletes 10"),
                "Refuse to delete more than this many objects"),
            .value(
                \.losesFinalizers, "remove-finalizers", object,
                "Remove KubeLB's finalizers from this object, as a last resort"),
            .value(
                \.namespace, "namespace", short: "n", .text("NAMESPACE"),
                "Set the namespace of the object given to --remove-finalizers"),
            .flag(
                \.checksAllTenants, "all-tenants",
                "List what looks orphaned in every tenant, using the management cluster alone; nothing is deleted",
                group: "Management cluster"),
            .group(\.source, SourceOptions.options.without(\.evidence)),
            .output(\.choice, ListFormat.allCases), .group(\.style, StyleOptions.options.without(\.showsHeaders)),
        ]
    }

    private static var object: OptionType<FinalizerArgument> {
        OptionType("KIND/NAME") { name, option throws(UsageError) in
            let named = try ResourceArguments([name])
            // Of which kind it is has to be said: its deletion cannot be undone.
            guard let slash = name.firstIndex(of: "/"), named.kinds.isEmpty,
                name[slash...].dropFirst().contains("/") || ArgumentKind(String(name[..<slash])) != nil,
                let argument = named.services.first.map(FinalizerArgument.service)
                    ?? named.routes.first.map(FinalizerArgument.routing)
            else {
                throw UsageError(
                    message: "\(option): \"\(name)\" does not name an object",
                    hint: "use svc/NAME, ing/NAME, gateway/NAME, httproute/NAME, grpcroute/NAME, lb/UID or route/UID")
            }
            return argument
        }
    }

    mutating func check(_ given: GivenOptions<Self>) throws(UsageError) {
        try given.refuse(
            \.checksAllTenants,
            beside: [
                \.isConfirmed, \.applies, \.plan, \.planOut, \.losesFinalizers, \.cleanup.includesReplaced,
                \.cleanup.includesGateways, \.cleanup.maxDeletes, \.source.tenantName, \.choice,
            ], hint: "only the tenant cluster proves what is orphaned; omit --all-tenants to delete")
        try given.refuse(
            \.plan,
            beside: [\.planOut, \.cleanup.includesReplaced, \.cleanup.includesGateways, \.losesFinalizers],
            hint: "the plan determines what is deleted")
        try given.refuse(
            \.planOut, beside: [\.isConfirmed, \.applies, \.losesFinalizers],
            hint: "write the plan first, then apply it with --plan")
        try given.refuse(
            \.losesFinalizers,
            beside: [
                \.applies, \.cleanup.includesReplaced, \.cleanup.includesGateways, \.cleanup.maxDeletes,
            ],
            hint: "finalizers are removed from one named object")
        try given.refuse(\.namespace, without: [\.losesFinalizers])
        try given.refuse(
            \.source.bundle, beside: [\.isConfirmed, \.applies, \.plan, \.losesFinalizers],
            hint: "a bundle is read-only; omit --from-bundle to change live clusters")
    }
}

/// An object whose finalizers are to be removed.
enum FinalizerArgument: Sendable, Hashable {
    /// A Service, or a LoadBalancer by its UID.
    case service(ServiceArgument)
    /// An Ingress, Gateway or route, or a Route by its UID.
    case routing(RouteArgument)
}

/// What `cleanup` does.
enum CleanupMode {
    /// Shows the plan, or writes it to a file.
    case dryRun
    /// Deletes what the plan says.
    case apply
    /// Deletes what an earlier plan says, if it is still true.
    case applyFile(CleanupPlan)
    case removeFinalizers(FinalizerArgument)

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
