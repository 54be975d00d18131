import CommandLineKit

/// All keys of the configuration file.
package enum ConfigurationKeys {
    static let pairVariable = "KUBELB_CTL_PAIR"
    static let tenantVariable = "TENANT_NAME"
    static let managementKubeconfigVariable = "KUBELB_CTL_MANAGEMENT_KUBECONFIG"
    static let managementContextVariable = "KUBELB_CTL_MANAGEMENT_CONTEXT"

    /// Keys that code asks for by name.
    static let color = "color"
    static let kubeconfig = "kubeconfig"
    static let managementKubeconfig = SourceOptions.managementPrefix + "kubeconfig"
    static let managementContext = SourceOptions.managementPrefix + "context"
    static let timeout = "timeout"
    static let pairs = "pairs"
    static let defaults = "defaults"

    /// At the top of the file.
    package static let top = [
        ConfigurationKey("apiVersion", .constant("kubelb-ctl/v1"), "Version of the format (optional)"),
        ConfigurationKey("kind", .constant("Config"), "Kind of the file (optional)"),
        ConfigurationKey(defaults, .mapping, "Default options, with or without a pair"),
        ConfigurationKey(pairs, .mapping, "Pairs of clusters by name"),
    ]

    /// Of one pair.
    package static let pair =
        [ConfigurationKey(CommandTables.tenantOption, variable: tenantVariable)]
        + (CommandTables.liveOptions + CommandTables.evidenceOptions + judgement)
        .filter { ![CommandTables.pairOption, CommandTables.configOption].contains($0) }
        .map { ConfigurationKey($0, variable: variables[$0.name]) }

    /// Under `defaults`.
    package static let general =
        [
            ConfigurationKey(
                CommandTables.pairOption.name, .pair, "Pair to use if --pair is not given",
                variable: pairVariable)
        ] + ownGeneral + pair.filter { commonNames.contains($0.name) }

    /// Every key that is an option, once.
    static let settings = pair + ownGeneral

    /// Those under `defaults` alone.
    private static let ownGeneral =
        (CommandTables.outputOptions + CommandTables.doctorOptions + CommandTables.waitOptions([.healthy]))
        .filter { ["output", color, "ascii", "no-headers", "show-ignored", "interval", timeout].contains($0.name) }
        .map { ConfigurationKey($0) }

    /// Those that a pair may have for itself, and that may be true of all.
    private static let commonNames = [
        "no-ccm-credentials", "request-timeout", "chunk-size", "no-metrics", "no-logs", "fail-on", "skip-checks",
        "suppress",
    ]

    /// What is known of a cluster, and is not to be told each time.
    private static let judgement = CommandTables.judgementOptions
        .filter { ["fail-on", "skip-checks", "suppress", "baseline"].contains($0.name) }

    private static let variables = [
        managementKubeconfig: managementKubeconfigVariable, managementContext: managementContextVariable,
    ]

    /// A file that the manual page shows.
    package static let example = """
        apiVersion: kubelb-ctl/v1
        kind: Config
        defaults:
          pair: acme
          color: auto
          request-timeout: 10s
        pairs:
          acme:
            tenant: acme
            kubeconfig: clusters/acme.kubeconfig
            management-kubeconfig: ~/.kube/management
            management-context: kubelb
          globex:
            context: globex
            management-context: kubelb
            request-timeout: 30s
          initech:
            kubeconfig: clusters/initech.kubeconfig
            no-ccm-credentials: true

        """
}
