import CommandLineKit
import Documents
import Kubernetes
import Topology

/// Where the clusters are read from, and what is read beside their objects.
struct SourceOptions: OptionGroup, Sendable {
    var bundle: String?
    var tenantName: String?
    var printsPermissions = false
    /// The name of a pair of the configuration file; empty for none.
    var pair: String?
    var configurationFile: String?
    var tenant = KubeconfigRequest()
    /// What is given for the management cluster.
    var namedManagement = KubeconfigRequest()
    var usesCCMCredentials = true
    /// Whether any server is contacted that the CCM's kubeconfig names.
    var allowsAnyCCMServer = false
    var verbosity = Verbosity()
    var timeout = APIClient.Settings().timeout
    var pageSize = APIClient.Settings().pageSize
    /// Taken for kubectl's sake: nothing is cached.
    var cacheDirectory: String?
    var evidence = EvidenceOptions()
    /// Contexts that are given beside a bundle: for the commands that are printed.
    private var bundleContexts: [ClusterSide: String] = [:]

    static let heading = "Cluster"
    private static let managementPrefix = "management-"

    init() { namedManagement.optionPrefix = Self.managementPrefix }

    static var options: [OptionRow<Self>] {
        [
            .value(
                \.bundle, "from-bundle", .text("PATH"),
                "Read both clusters from a bundle (a directory or .tar.gz file)"),
            .value(
                \.tenantName, "tenant", .text("NAME", completion: .dynamic(CompletionNames.Kind.tenant.rawValue)),
                "Set the tenant name (default: the CCM's --cluster-name)"),
            .flag(
                \.printsPermissions, "print-rbac", "Print the RBAC permissions that the tool needs, then exit"),
        ] + live + [.group(\.evidence)] + [
            .value(
                \.verbosity, "verbose", short: "v", aliases: ["v"], Verbosity.type,
                "Also list suppressed findings and reads that were not collected; from 6 on, log requests to stderr, "
                    + "from 8 on with headers",
                group: "Output")
        ]
    }

    /// Options that select and reach live clusters.
    static var live: [OptionRow<Self>] {
        [
            .value(
                \.pair, "pair", .text("NAME", completion: .dynamic(CompletionNames.Kind.pair.rawValue)),
                "Use this pair of clusters from the configuration file"),
            .value(
                \.configurationFile, "config", .text("FILE"),
                "Use this configuration file (default: ~/.config/kubelb-ctl/config.yaml)"),
        ] + access.joined() + [
            .flag(
                \.usesCCMCredentials, "no-ccm-credentials", sets: false,
                "Do not fall back to the CCM's credentials if no management cluster is set",
                group: "Management cluster"),
            .flag(
                \.allowsAnyCCMServer, "insecure-ccm-server",
                "Connect to the server in the CCM's kubeconfig even if it is link-local or plain HTTP",
                group: "Management cluster"),
            .value(
                \.timeout, "request-timeout", .duration(allowsZero: true), "Time out a request after this long"),
            .value(
                \.pageSize, "chunk-size", .count(of: "objects", atLeast: 1, hint: "use --chunk-size 500"),
                "Read lists in pages of this many objects"),
            .value(
                \.cacheDirectory, "cache-dir", .text("DIR"), "Accepted as in kubectl, without effect: nothing is cached"
            ),
        ]
    }

    /// How each cluster is reached: the tenant's, then the management cluster. The kubeconfig comes first, then the
    /// context, the cluster and the user.
    static var access: [[OptionRow<Self>]] {
        [
            access(\.tenant, "", .tenant, context: .context, cluster: .cluster, user: .user),
            access(
                \.namedManagement, managementPrefix, .management, context: .managementContext,
                cluster: .managementCluster, user: .managementUser),
        ]
    }

    private static func access(
        _ side: WritableKeyPath<Self, KubeconfigRequest>, _ prefix: String, _ cluster: ClusterSide,
        context: CompletionNames.Kind, cluster clusters: CompletionNames.Kind, user: CompletionNames.Kind
    ) -> [OptionRow<Self>] {
        func option(
            _ property: WritableKeyPath<KubeconfigRequest, String?>, _ name: String, _ placeholder: String,
            _ summary: String, _ names: CompletionNames.Kind? = nil
        ) -> OptionRow<Self> {
            .value(
                side.appending(path: property), prefix + name, aliases: aliases(name),
                .text(placeholder, completion: names.map { .dynamic($0.rawValue) } ?? .none), summary, group: group)
        }
        func aliases(_ name: String) -> [String] { prefix.isEmpty ? [] : ["mgmt-" + name] }
        var group: String { prefix.isEmpty ? "Tenant cluster" : "Management cluster" }
        return [
            option(\.path, "kubeconfig", "PATH", "Use this kubeconfig file for the \(cluster.rawValue) cluster"),
            option(
                \.context, "context", "NAME", "Use this kubeconfig context for the \(cluster.rawValue) cluster", context
            ),
            option(
                \.cluster, "cluster", "NAME", "Use this cluster of the kubeconfig instead of the context's", clusters),
            option(\.user, "user", "NAME", "Use this user of the kubeconfig instead of the context's", user),
            option(\.impersonatedUser, "as", "USER", "Impersonate this user"),
            .list(
                side.appending(path: \.impersonatedGroups), prefix + "as-group", aliases: aliases("as-group"),
                .text("GROUP"), "Impersonate this group", group: group),
            option(\.impersonatedUID, "as-uid", "UID", "Impersonate this UID"),
            .list(
                side.appending(path: \.impersonatedExtra), prefix + "as-user-extra", aliases: aliases("as-user-extra"),
                OptionType("KEY=VALUE", "is not KEY=VALUE", hint: "use for example scopes=view") {
                    ($0.firstIndex(of: "=") ?? $0.startIndex) > $0.startIndex ? $0 : nil
                }, "Impersonate a user with this extra attribute", group: group),
        ] + overrides(side, prefix, aliases: aliases, group: group)
    }

    /// What replaces parts of the kubeconfig, as in kubectl.
    private static func overrides(
        _ side: WritableKeyPath<Self, KubeconfigRequest>, _ prefix: String, aliases: (String) -> [String],
        group: String
    ) -> [OptionRow<Self>] {
        func option(
            _ property: WritableKeyPath<KubeconfigRequest, String?>, _ name: String, short: Character? = nil,
            _ type: OptionType<String>, _ summary: String
        ) -> OptionRow<Self> {
            .value(
                side.appending(path: property), prefix + name, short: prefix.isEmpty ? short : nil,
                aliases: aliases(name), type, summary, group: group)
        }
        let file = OptionType.text("FILE", completion: .file)
        return [
            option(
                \.server, "server", short: "s", .text("URL"), "Connect to this API server instead of the kubeconfig's"),
            option(
                \.certificateAuthority, "certificate-authority", file,
                "Verify the server with the CA certificates in this file"),
            .flag(
                side.appending(path: \.skipsTLSVerification), prefix + "insecure-skip-tls-verify",
                "Do not verify the server's certificate", group: group),
            option(
                \.tlsServerName, "tls-server-name", .text("NAME"), "Verify the server's certificate for this name"),
            .value(
                side.appending(path: \.token), prefix + "token", aliases: aliases("token"),
                OptionType("TOKEN") { text, _ throws(UsageError) in SecretText(text) },
                "Authenticate with this bearer token; other users of the machine can see it", group: group),
            option(
                \.clientCertificate, "client-certificate", file, "Authenticate with the client certificate in this file"
            ),
            option(\.clientKey, "client-key", file, "Use the key in this file for the client certificate"),
        ]
    }

    mutating func check(_ given: GivenOptions<Self>) throws(UsageError) {
        // As for kubectl, 0 is no timeout; here it is the longest one.
        let longest = Duration.seconds(3600)
        timeout = timeout == .zero ? longest : min(timeout, longest)
        if let option = unusedManagementOption(given) {
            throw UsageError(
                message: "--\(option) has no effect without a management cluster",
                hint: "add --management-context, --management-kubeconfig or --management-server")
        }
        if given.contains(\.tenant.context) { bundleContexts[.tenant] = tenant.context }
        if given.contains(\.namedManagement.context) { bundleContexts[.management] = namedManagement.context }
        let live = Self.live.without(
            \.configurationFile, \.cacheDirectory, \.tenant.context, \.namedManagement.context
        ).specs()
        guard bundle != nil, let option = live.first(where: { given.line.isGiven($0.name) })?.name else { return }
        throw UsageError(
            message: "--from-bundle and --\(option) are mutually exclusive",
            hint: "a bundle contains both clusters; omit --\(option), or omit --from-bundle to read live clusters")
    }

    /// How kubectl reaches the clusters, by the contexts that were chosen of the kubeconfigs.
    func kubeconfigs(
        tenant tenantContext: String?, management managementContext: String?
    ) -> [ClusterSide: KubeconfigRequest] {
        if bundle != nil { return bundleContexts.mapValues { KubeconfigRequest(context: $0) } }
        var (tenant, management) = (tenant, management)
        tenant.context = tenantContext
        management?.context = managementContext
        return [.tenant: tenant, .management: management].compactMapValues { $0 }
    }

    /// The first option on the command line for reaching the tenant cluster with another identity or in another way. Its
    /// kubeconfig and context may be those of an alias, and choose nothing where the management cluster has its own.
    func tenantOption(_ line: ParsedCommand) -> String? {
        Self.access[0].specs().map(\.name).first { !["kubeconfig", "context"].contains($0) && line.isGiven($0) }
    }

    /// An option for a management cluster that is not named: with `--all-tenants` that is the current context's.
    private func unusedManagementOption(_ given: GivenOptions<Self>) -> String? {
        guard management == nil else { return nil }
        return Self.access[1].specs().map(\.name).first { given.line.isGiven($0) }
    }

    /// nil if nothing names a management cluster. A kubeconfig or a context alone is enough: the other one is kubectl's own.
    var management: KubeconfigRequest? {
        var request = namedManagement
        guard
            request.path != nil || request.context != nil || request.cluster != nil || request.server != nil
        else { return nil }
        request.path = request.path ?? tenant.path
        return request
    }
}
