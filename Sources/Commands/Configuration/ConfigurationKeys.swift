import CommandLineKit

/// All keys of the configuration file.
package enum ConfigurationKeys {
    static let pairVariable = "KUBELB_CTL_PAIR"
    static let tenantVariable = "TENANT_NAME"
    static let managementKubeconfigVariable = "KUBELB_CTL_MANAGEMENT_KUBECONFIG"
    static let managementContextVariable = "KUBELB_CTL_MANAGEMENT_CONTEXT"

    static let pairs = "pairs"
    static let defaults = "defaults"

    /// At the top of the file.
    package static let top = [
        ConfigurationKey("apiVersion", .constant("kubelb-ctl/v1"), "Version of the format (optional)"),
        ConfigurationKey("kind", .constant("Config"), "Kind of the file (optional)"),
        ConfigurationKey(defaults, .mapping, "Default options, with or without a pair"),
        ConfigurationKey(pairs, .mapping, "Pairs of clusters by name"),
    ]

    /// Of one pair: the options of its clusters, and what is known of them and need not be given each time.
    package static let pair =
        (SourceOptions.options.without(
            \.bundle, \.printsPermissions, \.pair, \.configurationFile, \.cacheDirectory, \.verbosity,
            // A secret has no place in this file.
            \.tenant.token, \.namedManagement.token
        ).specs()
        + JudgementOptions.options.only(\.threshold, \.unwanted, \.rules, \.baseline).specs())
        .map { ConfigurationKey($0, variable: variables[$0.name]) }

    /// Under `defaults`.
    package static let general =
        [
            ConfigurationKey(
                SourceOptions.name(of: \.pair), .pair, "Pair to use if --pair is not given", variable: pairVariable)
        ] + ownGeneral + pair.filter { commonNames.contains($0.name) }

    /// Every key that is an option, once.
    static let settings = pair + ownGeneral

    /// Those under `defaults` alone.
    private static let ownGeneral =
        (OutputOptions.options.only(\.choice, \.style).specs()
        + ServiceSelection.options.only(\.showsIgnored).specs()
        + WaitOptions.options.only(\.interval, \.timeout).specs())
        .map { ConfigurationKey($0) }

    /// Those that a pair may have for itself, and that may be true of all.
    private static let commonNames = Set(
        SourceOptions.options.only(\.usesCCMCredentials, \.timeout, \.pageSize, \.evidence).specs().map(\.name)
            + JudgementOptions.options.only(\.threshold, \.unwanted, \.rules).specs().map(\.name))

    private static let variables = [
        SourceOptions.name(of: \.tenantName): tenantVariable,
        SourceOptions.name(of: \.namedManagement.path): managementKubeconfigVariable,
        SourceOptions.name(of: \.namedManagement.context): managementContextVariable,
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
