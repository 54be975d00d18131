import CommandLineKit
import Diagnosis
import Reports

/// The command table: the one source of parser, help, completions and manual pages.
package enum CommandTables {
    package static var table: CommandTable {
        CommandTable(
            toolName: Tool.name,
            summary: "Find out why a KubeLB Service has no address or carries no traffic",
            commands: Tool.commands.map(\.specification),
            globalOptions: [],
            exitStatuses: ExitStatus.allCases.filter {
                [.success, .findings, .usage, .undetermined, .timedOut, .notFound, .refused, .partial, .interrupted]
                    .contains($0)
            }
            .map { (Int($0.rawValue), $0.meaning) },
            environment: [
                ("KUBECONFIG", "Kubeconfig files, as for kubectl"),
                (ConfigurationKeys.managementKubeconfigVariable, "Like --management-kubeconfig"),
                (ConfigurationKeys.managementContextVariable, "Like --management-context"),
                (ConfigurationKeys.tenantVariable, "The tenant's name, like --tenant"),
                (ConfigurationKeys.pairVariable, "Like --pair"),
                (ConfigurationLocation.variable, "Like --config"),
                ("XDG_CONFIG_HOME", "The directory of configuration files (default: ~/.config)"),
                ("NO_COLOR", "Any value switches colour off"),
                ("CLICOLOR_FORCE", "Any value but 0 switches colour on where there is no terminal"),
            ],
            files: [
                ("~/.config/kubelb-ctl/config.yaml", "Pairs of clusters, and defaults of options"),
                ("~/.kube/config", "The kubeconfig, where neither an option nor KUBECONFIG names one"),
                (
                    "/var/run/secrets/kubernetes.io/serviceaccount",
                    "A pod's own credentials, where there is no kubeconfig at all"
                ),
            ],
            placeholders: placeholders,
            footer: "kubelb-ctl explain CODE tells what a finding means and how to mend it.")
    }

    /// What placeholders stand for, in whichever command: so shells can complete them.
    private static let placeholders: [String: CompletionKind] = [
        "FILE": .file,
        "PATH": .file,
        "DIR": .directory,
        "COMMAND": .command,
        "CODE": .words(Catalogue.checks.map(\.documentation).map { CompletionCandidate("\($0.code)", $0.title) }),
        "NAMESPACE": .dynamic(CompletionNames.Kind.namespace.rawValue),
        "svc/NAME": .dynamic(CompletionNames.Kind.service.rawValue),
        "lb/UID|svc/NAME": .dynamic(CompletionNames.Kind.service.rawValue),
        "tenant/NAME": .dynamic(CompletionNames.Kind.tenantArgument.rawValue),
    ]

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
            tenantOption,
            OptionSpec(
                name: "print-rbac", kind: .flag, summary: "Print the rights that the tool asks for, and end",
                group: "Cluster"),
        ] + liveOptions

    static let collectOptions: [OptionSpec] =
        [tenantOption] + evidenceOptions + liveOptions

    /// For commands that judge whether traffic passes.
    static let metricsOption = OptionSpec(
        name: "no-metrics", kind: .flag,
        summary: "Do not ask Envoy and the controllers for their statistics (pods/proxy)", group: "Cluster")

    /// For commands that judge by what the controllers say.
    static let logsOption = OptionSpec(
        name: "no-logs", kind: .flag, summary: "Do not read what the CCM and the manager log (pods/log)",
        group: "Cluster")

    /// For commands that ask for more than objects where they are in question.
    static let evidenceOptions = [metricsOption, logsOption]

    /// The file that holds pairs of clusters and defaults.
    static let configOption = OptionSpec(
        name: "config", kind: .value(placeholder: "FILE"),
        summary: "The configuration file (default: ~/.config/kubelb-ctl/config.yaml)", group: "Cluster")

    static let pairOption = OptionSpec(
        name: "pair", kind: .value(placeholder: "NAME"),
        summary: "The pair of clusters of this name in the configuration file", group: "Cluster",
        completion: .dynamic(CompletionNames.Kind.pair.rawValue))

    static let tenantOption = OptionSpec(
        name: "tenant", kind: .value(placeholder: "NAME"),
        summary: "The tenant's name (default: the CCM's --cluster-name)", group: "Cluster",
        completion: .dynamic(CompletionNames.Kind.tenant.rawValue))

    /// Options that name live clusters and say how they are asked.
    static let liveOptions: [OptionSpec] =
        [pairOption, configOption]
        + accessOptions("", "tenant", group: "Tenant cluster")
        + accessOptions(SourceOptions.managementPrefix, "management", group: "Management cluster")
        + [
            OptionSpec(
                name: "no-ccm-credentials", kind: .flag,
                summary: "Without a management cluster named, do not use the CCM's own credentials",
                group: "Management cluster"),
            OptionSpec(
                name: "insecure-ccm-server", kind: .flag,
                summary: "Connect to the server of the CCM's kubeconfig even if it is link-local or plain HTTP",
                group: "Management cluster"),
            OptionSpec(
                name: "request-timeout", kind: .value(placeholder: "TIME"), defaultValue: "20s",
                summary: "Give up on a request after this time", group: "Cluster"),
            OptionSpec(
                name: "chunk-size", kind: .value(placeholder: "N"), defaultValue: "500",
                summary: "Read lists in pages of this many objects", group: "Cluster"),
        ]

    private static func accessOptions(_ prefix: String, _ side: String, group: String) -> [OptionSpec] {
        func option(
            _ name: String, _ placeholder: String, _ summary: String, isRepeatable: Bool = false,
            completion: CompletionNames.Kind? = nil
        ) -> OptionSpec {
            OptionSpec(
                name: prefix + name, aliases: prefix.isEmpty ? [] : ["mgmt-" + name],
                kind: .value(placeholder: placeholder), repeatable: isRepeatable, summary: summary, group: group,
                completion: completion.map { .dynamic($0.rawValue) } ?? .none)
        }
        let isTenant = prefix.isEmpty
        return [
            option("kubeconfig", "PATH", "The kubeconfig file of the \(side) cluster"),
            option(
                "context", "NAME", "The kubeconfig context of the \(side) cluster",
                completion: isTenant ? .context : .managementContext),
            option(
                "cluster", "NAME", "The cluster of the kubeconfig, in place of the context's",
                completion: isTenant ? .cluster : .managementCluster),
            option(
                "user", "NAME", "The user of the kubeconfig, in place of the context's",
                completion: isTenant ? .user : .managementUser),
            option("as", "USER", "Act as this user"),
            option("as-group", "GROUP", "Act as a member of this group", isRepeatable: true),
            option("as-uid", "UID", "Act with this UID"),
        ]
    }

    /// For commands that look once, or again until something has come about.
    static func waitOptions(_ conditions: [WaitCondition]) -> [OptionSpec] {
        let choices = conditions.map(\.rawValue)
        return [
            OptionSpec(
                name: "wait",
                kind: .optionalValue(
                    placeholder: choices.joined(separator: "|"), implied: WaitCondition.healthy.rawValue),
                summary: "Look again at every change until it is so; exit status 4 when the time is up", group: "Wait"),
            OptionSpec(
                name: "interval", kind: .value(placeholder: "TIME"), defaultValue: "5s",
                summary: "Let this time pass between two looks at what cannot be watched", group: "Wait"),
            OptionSpec(
                name: "timeout", kind: .value(placeholder: "TIME"),
                summary: "Give up after this time (with --wait alone: 5m)", group: "Wait"),
        ]
    }

    static let watchOption = OptionSpec(
        name: "watch", short: "w", kind: .flag,
        summary: "Go on looking: drawn in place on a terminal, otherwise a line for each change", group: "Wait")

    static let outputOptions: [OptionSpec] = [
        OptionSpec(
            name: "output", short: "o", kind: .value(placeholder: "FORMAT"),
            choices: OutputFormat.ofReports.map(\.rawValue), defaultValue: OutputFormat.table.rawValue,
            summary: "Output format", group: "Output"),
        OptionSpec(
            name: "color", kind: .value(placeholder: "WHEN"), choices: ["auto", "always", "never"],
            defaultValue: "auto",
            summary: "Use colour", group: "Output"),
        OptionSpec(name: "ascii", kind: .flag, summary: "Print ASCII characters only", group: "Output"),
        OptionSpec(name: "no-headers", kind: .flag, summary: "Print tables without their heading", group: "Output"),
    ]
}
