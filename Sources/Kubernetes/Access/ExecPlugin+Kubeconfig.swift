extension ExecPlugin {
    /// `exec` of a user.
    init(_ fields: KubeconfigFields, user: String, _ cluster: KubeconfigCluster) throws(KubeconfigError) {
        guard let directory = fields.directory else {
            throw fields.error(
                "\(fields.owner) uses a credential plugin, which is not run for a kubeconfig from a Secret",
                hint: "use a token or a client certificate")
        }
        guard let command = try fields.string("command") else { throw fields.error("\(fields.owner) has no command") }
        guard let versionName = try fields.string("apiVersion") else {
            throw fields.error("\(fields.owner) has no apiVersion", hint: Self.versionHint)
        }
        guard let version = Version(rawValue: versionName) else {
            let isRemoved = versionName == "client.authentication.k8s.io/v1alpha1"
            throw fields.error(
                at: "apiVersion",
                "\(fields.owner) has the apiVersion \(ShownName.quoted(versionName)), which "
                    + (isRemoved ? "Kubernetes has removed" : "is unknown"), hint: Self.versionHint)
        }
        self.init(
            command: command.contains("/") ? KubeconfigFields.path(command, from: directory) : command,
            version: version)
        arguments = try fields.strings("args")
        environment = try Self.variables(fields)
        interactiveMode = try Self.interactiveMode(fields, version)
        providesClusterInfo = try fields.bool("provideClusterInfo")
        clusterConfiguration = cluster.pluginConfiguration
        installHint = try fields.string("installHint")
    }

    private static var versionHint: String {
        "use " + Version.allCases.map(\.rawValue).joined(separator: " or ") + ", whichever the plugin supports"
    }

    private static func variables(_ fields: KubeconfigFields) throws(KubeconfigError) -> [Variable] {
        var variables: [Variable] = []
        for node in try fields.list("env") {
            let entry = try fields.fields(node, owner: "each of env of \(fields.owner)")
            guard let name = try entry.string("name"), !name.contains("=") else {
                throw entry.error("a variable in env of \(fields.owner) has no valid name")
            }
            variables.append(Variable(name: name, value: try entry.string("value") ?? ""))
        }
        return variables
    }

    private static func interactiveMode(
        _ fields: KubeconfigFields, _ version: Version
    ) throws(KubeconfigError) -> InteractiveMode {
        let hint = "use " + InteractiveMode.allCases.map(\.rawValue).joined(separator: ", ")
        guard let name = try fields.string("interactiveMode") else {
            if version == .v1beta1 { return .ifAvailable }
            throw fields.error("\(fields.owner) has no interactiveMode, which \(version.rawValue) requires", hint: hint)
        }
        guard let mode = InteractiveMode(rawValue: name) else {
            throw fields.error(
                at: "interactiveMode",
                "\(fields.owner) has the unknown interactiveMode \(ShownName.quoted(name))", hint: hint)
        }
        return mode
    }
}
