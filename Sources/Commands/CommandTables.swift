import CommandLineKit
import Diagnosis
import Reports
import Topology

/// The command table: the one source of parser, help, completions and manual pages.
package enum CommandTables {
    package static let table = CommandTable(
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
        placeholders: placeholders, commonOptions: common,
        hints: [
            "get": "status, for example \(Tool.name) status svc/web",
            "describe": "status NAME or \(Tool.name) trace NAME",
            "top": "status -o wide", "wait": "status NAME --wait", "diff": "trace NAME", "delete": "cleanup",
            "check": "doctor", "analyze": "doctor", "tree": "trace NAME", "dump": "collect", "alerts": "events",
            "ls": "status -A", "list": "status -A", "auth": "doctor --print-rbac",
        ],
        optionHints: optionHints,
        footer: "Run kubelb-ctl explain CODE to see what a finding means and how to fix it.")

    /// Options of kubectl that mean something else here, or nothing.
    private static let optionHints: [String: [String: String]] = {
        let components = LogComponent.allCases.map(\.rawValue).joined(separator: ",")
        let container = "use --component with one or more of \(components)"
        let everywhere =
            "omit it: doctor checks all namespaces; \(Tool.name) status -n NAMESPACE shows one"
        let wait = "use --wait"
        return [
            "events": ["--for": "name the resource itself: \(Tool.name) events svc/NAME"],
            "status": ["--for": wait],
            "doctor": [
                "--for": wait, "-A": everywhere, "--all-namespaces": everywhere, "-n": everywhere,
                "--namespace": everywhere,
            ],
            "verify": ["--for": wait],
            "logs": ["-c": container, "--container": container, "--all-containers": "omit it: all logs are shown"],
            "version": ["--short": "omit it"],
        ]
    }()

    /// Options that several commands have, which one command's help does not list.
    private static let common = Set(
        (SourceOptions.options.specs() + JudgementOptions.options.specs() + StyleOptions.options.specs()
            + OutputOptions.options.only(\.reports).specs() + WaitOptions.options.only(\.interval).specs()
            + InspectionOptions.fleet.specs() + ServiceSelection.options.only(\.fieldSelector, \.layer).specs())
            .map(\.name))

    private static let codes = Catalogue.checks.map(\.documentation).map { CompletionCandidate("\($0.code)", $0.title) }

    private static let codesAndConditions: [CompletionCandidate] = {
        let conditions = ConditionMeaning.all.map { CompletionCandidate($0.name, "Condition of \($0.of)") }
        return codes + conditions.uniqued(by: \.word)
    }()

    /// What placeholders stand for, in whichever command: so shells can complete them.
    private static let placeholders: [String: CompletionKind] = [
        "FILE": .file,
        "PATH": .file,
        "DIR": .directory,
        "COMMAND": .command,
        "CODE": .words(codesAndConditions), "CODES": .list(codes), "CODE[=TYPE/NS/NAME]": .list(codes),
        "COLUMN": .words(SortKey.columns.map { CompletionCandidate($0) }),
        "NAMESPACE": .dynamic(CompletionNames.Kind.namespace.rawValue),
        ServiceArgument.placeholder: .dynamic(CompletionNames.Kind.service.rawValue),
        "KIND/NAME": .dynamic(CompletionNames.Kind.service.rawValue),
        TenantArgument.placeholder: .dynamic(CompletionNames.Kind.tenantArgument.rawValue),
    ]
}
