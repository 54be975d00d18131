import CommandLineKit
import Reports

/// The command table: the one source of parser and help.
package enum CommandTables {
    package static var table: CommandTable {
        CommandTable(
            toolName: Tool.name,
            summary: "Find out why a KubeLB Service has no address or carries no traffic",
            commands: Tool.commands.map(\.specification),
            globalOptions: [],
            exitStatuses: ExitStatus.allCases.filter {
                [.success, .findings, .usage, .undetermined, .notFound].contains($0)
            }
            .map { (Int($0.rawValue), $0.meaning) },
            environment: [
                ("TENANT_NAME", "The tenant's name, like --tenant"),
                ("NO_COLOR", "Any value switches colour off"),
                ("CLICOLOR_FORCE", "Any value but 0 switches colour on where there is no terminal"),
            ],
            footer: "kubelb-ctl explain CODE tells what a finding means and how to mend it.")
    }

    static let selectionOptions: [OptionSpec] = [
        OptionSpec(
            name: "namespace", short: "n", kind: .value(placeholder: "NAMESPACE"),
            summary: "Look at this namespace of the tenant cluster", group: "Service"),
        OptionSpec(
            name: "all-namespaces", short: "A", kind: .flag, summary: "Look at all namespaces, one row a Service",
            group: "Service"),
        OptionSpec(
            name: "selector", short: "l", kind: .value(placeholder: "SELECTOR"),
            summary: "Only Services with these labels, as in kubectl", group: "Service"),
        OptionSpec(
            name: "show-ignored", kind: .flag, summary: "List Services of other controllers, too", group: "Service"),
    ]

    static let doctorOptions: [OptionSpec] = [
        OptionSpec(
            name: "show-ignored", kind: .flag, summary: "List Services of other controllers, too", group: "Service")
    ]

    static let sourceOptions: [OptionSpec] =
        [
            OptionSpec(
                name: "from-bundle", kind: .value(placeholder: "PATH"),
                summary: "Read both clusters from a bundle: a directory or a .tar.gz", group: "Cluster"),
            OptionSpec(
                name: "tenant", kind: .value(placeholder: "NAME"),
                summary: "The tenant's name (default: the CCM's --cluster-name)", group: "Cluster"),
            OptionSpec(
                name: "print-rbac", kind: .flag, summary: "Print the rights that the tool asks for, and end",
                group: "Cluster"),
        ] + liveOptions

    /// Options of live clusters: known, so that they are not mistaken for typing errors, and not yet of use.
    private static let liveOptions: [OptionSpec] = SourceOptions.clusterOptions.map { name in
        OptionSpec(
            name: name, aliases: name.hasPrefix("management-") ? ["mgmt-" + name.dropFirst("management-".count)] : [],
            kind: name == "no-ccm-credentials" ? .flag : .value(placeholder: "VALUE"),
            summary: "Names a live cluster; not in this version", group: "Cluster", hidden: true)
    }

    static let outputOptions: [OptionSpec] = [
        OptionSpec(
            name: "output", short: "o", kind: .value(placeholder: "FORMAT"),
            choices: OutputFormat.allCases.map(\.rawValue), defaultValue: OutputFormat.table.rawValue,
            summary: "Output format", group: "Output"),
        OptionSpec(
            name: "color", kind: .value(placeholder: "WHEN"), choices: ["auto", "always", "never"],
            defaultValue: "auto",
            summary: "Use colour", group: "Output"),
        OptionSpec(name: "ascii", kind: .flag, summary: "Print ASCII characters only", group: "Output"),
        OptionSpec(name: "no-headers", kind: .flag, summary: "Print tables without their heading", group: "Output"),
    ]
}
