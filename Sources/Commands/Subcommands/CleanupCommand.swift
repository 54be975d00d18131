import CommandLineKit

/// `kubelb-ctl cleanup`: what KubeLB left behind.
struct CleanupCommand: Subcommand {
    private static let formats = ["table", "json", "yaml", "name"]

    private static let ownOptions: [OptionSpec] = [
        OptionSpec(
            name: "yes", short: "y", kind: .flag, summary: "Delete what is marked DELETE, without asking",
            group: "Cleanup"),
        OptionSpec(
            name: "apply", kind: .flag, summary: "Delete what is marked DELETE, after a question on the terminal",
            group: "Cleanup"),
        OptionSpec(
            name: "plan-out", kind: .value(placeholder: "FILE"), summary: "Write the plan to a new file",
            group: "Cleanup"),
        OptionSpec(
            name: "plan", kind: .value(placeholder: "FILE"),
            summary: "Delete what this plan says, if all of it is still true", group: "Cleanup"),
        OptionSpec(
            name: "include-replaced", kind: .flag,
            summary: "Also LoadBalancers whose Service was made anew under the same name", group: "Cleanup"),
        OptionSpec(
            name: "max-deletes", kind: .value(placeholder: "N"), defaultValue: "10",
            summary: "Refuse where more is to be deleted", group: "Cleanup"),
        OptionSpec(
            name: "remove-finalizers", kind: .value(placeholder: "lb/UID|svc/NAME"),
            summary: "Take KubeLB's finalizers off this one object, as a last resort", group: "Cleanup"),
        OptionSpec(
            name: "namespace", short: "n", kind: .value(placeholder: "NAMESPACE"),
            summary: "The namespace of the Service after --remove-finalizers", group: "Cleanup"),
    ]

    private static let outputOptions: [OptionSpec] = CommandTables.outputOptions.compactMap { option in
        switch option.name {
        case "output":
            OptionSpec(
                name: "output", short: "o", kind: .value(placeholder: "FORMAT"), choices: formats,
                defaultValue: "table", summary: "Output format", group: "Output")
        case "no-headers": nil
        default: option
        }
    }

    var specification: CommandSpec {
        CommandSpec(
            name: "cleanup",
            summary: "Find what KubeLB left behind, and delete it if told so",
            discussion: """
                A dry run unless told otherwise: LoadBalancers whose Service is gone, was made anew or is no longer one of \
                KubeLB's, and Services of the manager without their LoadBalancer, each with why it is dead and what it holds. \
                DELETE is dead beyond doubt, REVIEW needs a person, KEEP is somebody else's.
                Nothing is deleted, with status 6, where it is not proven that the two clusters belong together, where not all \
                Services could be read, where another cluster may use the tenant, and where there is more to delete than \
                --max-deletes. Before each deletion everything is read and judged again, and the object is deleted only if \
                nobody has changed it. An interrupt stops after the deletion that is under way.
                """,
            arguments: [],
            options: Self.ownOptions + CommandTables.sourceOptions + Self.outputOptions,
            examples: [
                ("kubelb-ctl cleanup --management-context mgmt", "What is left behind; nothing is changed"),
                ("kubelb-ctl cleanup --yes", "Delete it"),
                ("kubelb-ctl cleanup --plan-out plan.json", "Write the plan, for somebody to look at"),
                ("kubelb-ctl cleanup --plan plan.json --yes", "Apply it, if it is still true"),
                (
                    "kubelb-ctl cleanup --remove-finalizers svc/web -n shop",
                    "A Service that cannot be deleted, after a question"
                ),
                ("kubelb-ctl cleanup --print-rbac", "The rights that this takes"),
            ])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        try await CleanupRun(parsed: parsed, environment: environment).run()
    }
}
