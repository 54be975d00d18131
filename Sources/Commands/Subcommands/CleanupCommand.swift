import CommandLineKit

/// `kubelb-ctl cleanup`: what KubeLB left behind.
struct CleanupCommand: Subcommand {
    private static let formats = ["table", "json", "yaml", "name"]

    private static let ownOptions: [OptionSpec] = [
        OptionSpec(
            name: "yes", short: "y", kind: .flag, summary: "Delete objects marked DELETE without confirmation",
            group: "Cleanup"),
        OptionSpec(
            name: "apply", kind: .flag, summary: "Delete objects marked DELETE after confirmation on the terminal",
            group: "Cleanup"),
        OptionSpec(
            name: "plan-out", kind: .value(placeholder: "FILE"), summary: "Write the plan to a new file",
            group: "Cleanup"),
        OptionSpec(
            name: "plan", kind: .value(placeholder: "FILE"),
            summary: "Apply this plan, if all of it is still valid", group: "Cleanup"),
        OptionSpec(
            name: "include-replaced", kind: .flag,
            summary: "Include LoadBalancers whose Service was recreated under the same name", group: "Cleanup"),
        OptionSpec(
            name: "max-deletes", kind: .value(placeholder: "N"), defaultValue: "10",
            summary: "Refuse to delete more than this many objects", group: "Cleanup"),
        OptionSpec(
            name: "remove-finalizers", kind: .value(placeholder: "lb/UID|svc/NAME"),
            summary: "Remove KubeLB's finalizers from this object, as a last resort", group: "Cleanup"),
        OptionSpec(
            name: "namespace", short: "n", kind: .value(placeholder: "NAMESPACE"),
            summary: "Set the namespace of the Service given to --remove-finalizers", group: "Cleanup"),
    ]

    private static let outputOptions: [OptionSpec] = CommandTables.outputOptions.compactMap { option in
        switch option.name {
        case "output":
            OptionSpec(
                name: "output", short: "o", kind: .value(placeholder: "FORMAT"), choices: formats,
                defaultValue: "table", summary: "Select the output format", group: "Output")
        case "no-headers": nil
        default: option
        }
    }

    var specification: CommandSpec {
        CommandSpec(
            name: "cleanup",
            summary: "Find orphaned KubeLB objects and delete them on request",
            discussion: """
                A dry run by default. Lists LoadBalancers whose Service is gone, was recreated or is no longer managed by KubeLB, \
                and Services of the manager without a LoadBalancer, each with the reason and the address it still holds. \
                DELETE is orphaned beyond doubt, REVIEW needs a decision, KEEP belongs to something else.
                Nothing is deleted, and the exit status is 6, if it is not proven that the two clusters belong together, if not all \
                Services could be read, if another cluster may use the tenant, or if there is more to delete than --max-deletes. \
                Before each deletion, all objects are read and checked again, and the object is deleted only if it has not \
                changed. An interrupt stops the command after the deletion in progress.
                """,
            arguments: [],
            options: Self.ownOptions + CommandTables.sourceOptions + Self.outputOptions,
            examples: [
                ("kubelb-ctl cleanup --management-context mgmt", "List orphaned objects without changing anything"),
                ("kubelb-ctl cleanup --yes", "Delete them"),
                ("kubelb-ctl cleanup --plan-out plan.json", "Write the plan to a file for review"),
                ("kubelb-ctl cleanup --plan plan.json --yes", "Apply the plan, if it is still valid"),
                (
                    "kubelb-ctl cleanup --remove-finalizers svc/web -n shop",
                    "Unblock a Service that is stuck deleting, after confirmation"
                ),
                ("kubelb-ctl cleanup --print-rbac", "Print the RBAC permissions that cleanup needs"),
            ])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        try await CleanupRun(parsed: parsed, environment: environment).run()
    }
}
