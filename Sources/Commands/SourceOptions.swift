import CommandLineKit

/// Where the clusters are read from.
struct SourceOptions {
    private let bundle: String?

    /// Options that name live clusters: they cannot stand beside a bundle.
    static let clusterOptions = [
        "kubeconfig", "context", "cluster", "user", "as", "as-group", "as-uid", "request-timeout", "chunk-size",
        "management-kubeconfig", "management-context", "management-cluster", "management-user", "no-ccm-credentials",
        "pair",
    ]

    init(_ parsed: ParsedCommand, _ environment: Environment) throws(CommandFailure) {
        bundle = parsed.value("from-bundle")
        let given = Self.clusterOptions.filter { parsed.isGiven($0) }
        if bundle != nil, let option = given.first {
            throw CommandFailure(
                .usage, "--from-bundle and --\(option) cannot stand together",
                hint:
                    "a bundle holds both clusters: leave --\(option) out, or leave --from-bundle out to read live clusters"
            )
        }
    }

    func open() throws(CommandFailure) -> BundleSource {
        guard let bundle else {
            throw CommandFailure(
                .usage, "this version reads bundles only, and --from-bundle is not given",
                hint: "kubelb-ctl doctor --from-bundle PATH, where PATH is a directory or a .tar.gz")
        }
        return try BundleSource(path: bundle)
    }
}
