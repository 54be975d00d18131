import CommandLineKit
import Documents
import Kubernetes
import Topology

/// Where the clusters are read from, as the command line and the environment say.
struct SourceOptions {
    let bundle: String?
    let tenantName: String?
    let tenant: KubeconfigRequest
    /// nil where nothing names a management cluster.
    let management: KubeconfigRequest?
    let usesCCMCredentials: Bool
    /// Whether any server is contacted that the CCM's kubeconfig names.
    let allowsAnyCCMServer: Bool
    /// Whether somebody wants to know more than the report.
    let isVerbose: Bool
    var timeout: Duration
    let pageSize: Int
    /// Whether pods are asked for their statistics; not by commands that have no use for them.
    let readsMetrics: Bool
    /// Whether logs are read that are in question.
    let readsLogs: Bool
    /// Whether logs and Events are read that tell what happened, not only those that are in question.
    var readsHistory = false

    /// Contexts that are given beside a bundle: for the commands that are printed.
    private let bundleContexts: [ClusterSide: String]

    static let managementPrefix = "management-"
    private static let contextOptions: [ClusterSide: String] = [
        .tenant: "context", .management: managementPrefix + "context",
    ]

    /// Options that name live clusters: they cannot stand beside a bundle.
    private static var clusterOptions: [String] {
        CommandTables.liveOptions.map(\.name).filter { $0 != CommandTables.configOption.name }
    }

    /// `parsed` knows of the environment and the configuration file already: see `Settings`.
    init(_ parsed: ParsedCommand) throws(CommandFailure) {
        bundle = parsed.value("from-bundle")
        tenantName = parsed.value("tenant")
        let contexts = Self.contextOptions
        bundleContexts = contexts.filter { parsed.isGiven($0.value) }.compactMapValues { parsed.value($0) }
        let given = Self.clusterOptions.filter { parsed.isGiven($0) && !contexts.values.contains($0) }
        if bundle != nil, let option = given.first {
            throw CommandFailure(
                .usage, "--from-bundle and --\(option) are mutually exclusive",
                hint:
                    "a bundle contains both clusters; omit --\(option), or omit --from-bundle to read live clusters"
            )
        }
        tenant = Self.request(parsed, prefix: "")
        management = Self.management(parsed)
        usesCCMCredentials = !parsed.flag("no-ccm-credentials")
        allowsAnyCCMServer = parsed.flag("insecure-ccm-server")
        isVerbose = parsed.flag("verbose")
        timeout = try Self.timeout(parsed.value("request-timeout"))
        pageSize = try Self.pageSize(parsed.value("chunk-size"))
        let knowsMetrics = parsed.spec?.options.contains { $0.name == CommandTables.metricsOption.name } ?? false
        readsMetrics = knowsMetrics && !parsed.flag(CommandTables.metricsOption.name)
        let knowsLogs = parsed.spec?.options.contains { $0.name == CommandTables.logsOption.name } ?? false
        readsLogs = !knowsLogs || !parsed.flag(CommandTables.logsOption.name)
    }

    /// How kubectl reaches the clusters, by the contexts that were chosen of the kubeconfigs.
    func kubeconfigs(tenant tenantContext: String?, management managementContext: String?) -> [ClusterSide:
        KubeconfigRequest]
    {
        if bundle != nil { return bundleContexts.mapValues { KubeconfigRequest(context: $0) } }
        var (tenant, management) = (tenant, management)
        tenant.context = tenantContext
        management?.context = managementContext
        return [.tenant: tenant, .management: management].compactMapValues { $0 }
    }

    private static func request(_ parsed: ParsedCommand, prefix: String) -> KubeconfigRequest {
        var request = KubeconfigRequest(
            path: parsed.value(prefix + "kubeconfig"), context: parsed.value(prefix + "context"),
            cluster: parsed.value(prefix + "cluster"), user: parsed.value(prefix + "user"),
            impersonatedUser: parsed.value(prefix + "as"), impersonatedGroups: parsed.values(prefix + "as-group"),
            impersonatedUID: parsed.value(prefix + "as-uid"))
        request.optionPrefix = prefix
        return request
    }

    /// A kubeconfig or a context alone is enough: the other one is kubectl's own.
    private static func management(_ parsed: ParsedCommand) -> KubeconfigRequest? {
        var request = request(parsed, prefix: managementPrefix)
        guard request.path != nil || request.context != nil || request.cluster != nil else { return nil }
        if request.path == nil { request.path = parsed.value("kubeconfig") }
        return request
    }

    /// kubectl's forms: `20`, `20s`, `1m30s`, `500ms`; 0 is no timeout there, and the longest one here.
    static func timeout(_ text: String?) throws(CommandFailure) -> Duration {
        guard let text else { return APIClient.Settings().timeout }
        guard let seconds = DurationText.seconds(text) else {
            throw CommandFailure(
                .usage, "--request-timeout: \"\(text)\" is not a valid duration", hint: "use 20s, 500ms or 1m30s")
        }
        let longest = 3600.0
        return .bounded(seconds: seconds == 0 ? longest : min(seconds, longest))
    }

    private static func pageSize(_ text: String?) throws(CommandFailure) -> Int {
        guard let text else { return APIClient.Settings().pageSize }
        guard let size = Int(text), size > 0 else {
            throw CommandFailure(
                .usage, "--chunk-size: \"\(text)\" is not a number of objects", hint: "use --chunk-size 500")
        }
        return size
    }
}

/// Lengths of time as Go and kubectl write them.
enum DurationText {
    /// The length of time of an option; nil where it is not given and has no default. 0 is none.
    static func option(_ name: String, _ parsed: ParsedCommand) throws(CommandFailure) -> Duration? {
        guard let text = parsed.value(name) else { return nil }
        guard let seconds = seconds(text), seconds > 0 else {
            throw CommandFailure(
                .usage, "--\(name): \(quoted(text)) is not a valid duration", hint: "use 20s, 500ms or 1m30s")
        }
        return .bounded(seconds: seconds)
    }

    /// nil where the text is none; a number alone counts seconds.
    static func seconds(_ text: String) -> Double? {
        if let seconds = Int(text), seconds >= 0 { return Double(seconds) }
        let units: [(String, Double)] = [("ms", 0.001), ("h", 3600), ("m", 60), ("s", 1)]
        var rest = text[...]
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            guard let number = Double(digits), let unit = units.first(where: { rest.hasPrefix($0.0) }) else {
                return nil
            }
            total += number * unit.1
            rest = rest.dropFirst(unit.0.count)
        }
        return text.isEmpty ? nil : total
    }
}
