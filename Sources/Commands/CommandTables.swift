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
                (ConfigurationKeys.managementKubeconfigVariable, "Same as --management-kubeconfig"),
                (ConfigurationKeys.managementContextVariable, "Same as --management-context"),
                (ConfigurationKeys.tenantVariable, "Tenant name, same as --tenant"),
                (ConfigurationKeys.pairVariable, "Same as --pair"),
                (ConfigurationLocation.variable, "Same as --config"),
                ("XDG_CONFIG_HOME", "Directory of configuration files (default: ~/.config)"),
                ("NO_COLOR", "Disable colour if set"),
                ("CLICOLOR_FORCE", "Enable colour without a terminal, unless set to 0"),
            ],
            files: [
                ("~/.config/kubelb-ctl/config.yaml", "Pairs of clusters and default options"),
                ("~/.kube/config", "Kubeconfig, if neither an option nor KUBECONFIG sets one"),
                (
                    "/var/run/secrets/kubernetes.io/serviceaccount",
                    "Service account of the pod, if no kubeconfig is found"
                ),
            ],
            placeholders: placeholders,
            footer: "Run kubelb-ctl explain CODE to see what a finding means and how to fix it.")
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
            summary: "Use this namespace of the tenant cluster", group: "Service"),
        OptionSpec(
            name: "all-namespaces", short: "A", kind: .flag,
            summary: "Show Services in all namespaces, one row per Service",
            group: "Service"),
        OptionSpec(
            name: "selector", short: "l", kind: .value(placeholder: "SELECTOR"),
            summary: "Select Services by label, as in kubectl", group: "Service"),
        OptionSpec(
            name: "show-ignored", kind: .flag, summary: "Also list Services of other controllers", group: "Service"),
    ]

    static let doctorOptions: [OptionSpec] = [
        OptionSpec(
            name: "show-ignored", kind: .flag, summary: "Also list Services of other controllers", group: "Service")
    ]

    static let sourceOptions: [OptionSpec] =
        [
            OptionSpec(
                name: "from-bundle", kind: .value(placeholder: "PATH"),
                summary: "Read both clusters from a bundle (a directory or .tar.gz file)", group: "Cluster"),
            tenantOption,
            OptionSpec(
                name: "print-rbac", kind: .flag, summary: "Print the RBAC permissions that the tool needs, then exit",
                group: "Cluster"),
        ] + liveOptions

    static let collectOptions: [OptionSpec] =
        [tenantOption] + evidenceOptions + liveOptions

    /// For commands that judge whether traffic passes.
    static let metricsOption = OptionSpec(
        name: "no-metrics", kind: .flag,
        summary: "Do not read metrics of Envoy and the controllers (pods/proxy)", group: "Cluster")

    /// For commands that judge by what the controllers say.
    static let logsOption = OptionSpec(
        name: "no-logs", kind: .flag, summary: "Do not read the logs of the CCM and the manager (pods/log)",
        group: "Cluster")

    /// For commands that ask for more than objects where they are in question.
    static let evidenceOptions = [metricsOption, logsOption]

    /// The file that holds pairs of clusters and defaults.
    static let configOption = OptionSpec(
        name: "config", kind: .value(placeholder: "FILE"),
        summary: "Use this configuration file (default: ~/.config/kubelb-ctl/config.yaml)", group: "Cluster")

    static let pairOption = OptionSpec(
        name: "pair", kind: .value(placeholder: "NAME"),
        summary: "Use this pair of clusters from the configuration file", group: "Cluster",
        completion: .dynamic(CompletionNames.Kind.pair.rawValue))

    static let tenantOption = OptionSpec(
        name: "tenant", kind: .value(placeholder: "NAME"),
        summary: "Set the tenant name (default: the CCM's --cluster-name)", group: "Cluster",
        completion: .dynamic(CompletionNames.Kind.tenant.rawValue))

    /// Options that name live clusters and say how they are asked.
    static let liveOptions: [OptionSpec] =
        [pairOption, configOption]
        + accessOptions("", "tenant", group: "Tenant cluster")
        + accessOptions(SourceOptions.managementPrefix, "management", group: "Management cluster")
        + [
            OptionSpec(
                name: "no-ccm-credentials", kind: .flag,
                summary: "Do not fall back to the CCM's credentials if no management cluster is set",
                group: "Management cluster"),
            OptionSpec(
                name: "insecure-ccm-server", kind: .flag,
                summary: "Connect to the server in the CCM's kubeconfig even if it is link-local or plain HTTP",
                group: "Management cluster"),
            OptionSpec(
                name: "request-timeout", kind: .value(placeholder: "TIME"), defaultValue: "20s",
                summary: "Time out a request after this long", group: "Cluster"),
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
            option("kubeconfig", "PATH", "Use this kubeconfig file for the \(side) cluster"),
            option(
                "context", "NAME", "Use this kubeconfig context for the \(side) cluster",
                completion: isTenant ? .context : .managementContext),
            option(
                "cluster", "NAME", "Use this cluster of the kubeconfig instead of the context's",
                completion: isTenant ? .cluster : .managementCluster),
            option(
                "user", "NAME", "Use this user of the kubeconfig instead of the context's",
                completion: isTenant ? .user : .managementUser),
            option("as", "USER", "Impersonate this user"),
            option("as-group", "GROUP", "Impersonate this group", isRepeatable: true),
            option("as-uid", "UID", "Impersonate this UID"),
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
                summary: "Wait until the condition is met; exit status 4 on timeout", group: "Wait"),
            OptionSpec(
                name: "interval", kind: .value(placeholder: "TIME"), defaultValue: "5s",
                summary: "Read objects that cannot be watched at this interval", group: "Wait"),
            OptionSpec(
                name: "timeout", kind: .value(placeholder: "TIME"),
                summary: "Stop waiting after this long (5m if only --wait is given)", group: "Wait"),
        ]
    }

    static let watchOption = OptionSpec(
        name: "watch", short: "w", kind: .flag,
        summary: "Watch for changes: redraw on a terminal, otherwise print a line per change", group: "Wait")

    static let outputOptions: [OptionSpec] = [
        OptionSpec(
            name: "output", short: "o", kind: .value(placeholder: "FORMAT"),
            choices: OutputFormat.ofReports.map(\.rawValue), defaultValue: OutputFormat.table.rawValue,
            summary: "Select the output format", group: "Output"),
        OptionSpec(
            name: "color", kind: .value(placeholder: "WHEN"), choices: ["auto", "always", "never"],
            defaultValue: "auto",
            summary: "Use colour in the output", group: "Output"),
        OptionSpec(name: "ascii", kind: .flag, summary: "Print ASCII characters only", group: "Output"),
        OptionSpec(name: "no-headers", kind: .flag, summary: "Print tables without headers", group: "Output"),
    ]
}
