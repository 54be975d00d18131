/// Kubeconfigs that count as one: of each name the first entry, of each setting the first value.
struct KubeconfigSet {
    let files: [KubeconfigFile]
    private let optionPrefix: String

    init(_ files: [KubeconfigFile], optionPrefix: String = "") {
        self.files = files
        self.optionPrefix = optionPrefix
    }

    /// All files, for messages.
    var source: String { files.map(\.source).joined(separator: ", ") }

    var contextNames: [String] { names(\.contexts) }
    var clusterNames: [String] { names(\.clusters) }
    var userNames: [String] { names(\.users) }

    private func names(_ list: KeyPath<KubeconfigFile, [KubeconfigFile.Entry]>) -> [String] {
        var seen: Set<String> = []
        return files.flatMap { $0[keyPath: list] }.map(\.name).filter { seen.insert($0).inserted }
    }

    private func entry(
        _ name: String, _ list: KeyPath<KubeconfigFile, [KubeconfigFile.Entry]>
    ) -> KubeconfigFields? {
        files.lazy.flatMap { $0[keyPath: list] }.first { $0.name == name }?.fields
    }

    /// The cluster that a request leads to.
    func access(_ request: KubeconfigRequest) throws(KubeconfigError) -> ClusterAccess {
        guard files.contains(where: { !$0.isEmpty }) || request.server != nil else {
            throw KubeconfigError("\(source) is empty", hint: "use another file with --\(optionPrefix)kubeconfig FILE")
        }
        let contextName = request.context ?? files.lazy.compactMap(\.currentContext).first
        var context: KubeconfigFields?
        if let contextName { context = try self.context(contextName, isAskedFor: request.context != nil) }
        let cluster = try clusterFields(request, context)
        let user = try user(request, context)
        var tls: KubeconfigCluster
        if let cluster {
            tls = try KubeconfigCluster(cluster, server: request.server)
        } else {
            tls = KubeconfigCluster(server: request.server ?? "")
        }
        try request.override(&tls)
        var access = ClusterAccess(
            context: contextName, source: cluster?.source ?? "--\(optionPrefix)server", server: tls.server,
            namespace: try context?.string("namespace"))
        access.tls = tls.settings
        access.proxyURL = tls.proxyURL
        access.disablesCompression = tls.disablesCompression
        if let user { try KubeconfigUser(user, cluster: tls).apply(to: &access) }
        try request.override(&access)
        let override = request.impersonation
        access.impersonation = try override.applied(to: access.impersonation, optionPrefix: optionPrefix)
        access.server = try ServerURL.normalized(
            tls.server,
            assumesTLS: access.tls.certificateAuthority != nil || access.tls.clientCertificate != nil
                || access.tls.skipsVerification, request.server == nil ? cluster : nil)
        return access
    }

    private func context(_ name: String, isAskedFor: Bool) throws(KubeconfigError) -> KubeconfigFields {
        if let context = entry(name, \.contexts) { return context }
        let quoted = ShownName.quoted(name)
        throw KubeconfigError(
            isAskedFor
                ? "no context \(quoted) in \(source)"
                : "the current context \(quoted) does not exist in \(source)",
            hint: ShownName.choice(of: contextNames, likeliest: name))
    }

    /// nil: the command line names a server, and the kubeconfig has no entry for it.
    private func clusterFields(
        _ request: KubeconfigRequest, _ context: KubeconfigFields?
    ) throws(KubeconfigError) -> KubeconfigFields? {
        if request.server != nil, request.cluster == nil, try context?.string("cluster") == nil { return nil }
        return try cluster(request, context)
    }

    private func cluster(
        _ request: KubeconfigRequest, _ context: KubeconfigFields?
    ) throws(KubeconfigError) -> KubeconfigFields {
        let names = names(\.clusters)
        if let name = request.cluster {
            if let cluster = entry(name, \.clusters) { return cluster }
            throw KubeconfigError(
                "no cluster \(ShownName.quoted(name)) in \(source)",
                hint: ShownName.choice(of: names, likeliest: name))
        }
        guard let context else {
            let choice = ShownName.choice(of: contextNames)
            throw KubeconfigError(
                "\(source) has no current context",
                hint: contextNames.isEmpty ? choice : "use --\(optionPrefix)context; \(choice)")
        }
        guard let name = try context.string("cluster") else {
            throw context.error("\(context.owner) has no cluster", hint: ShownName.choice(of: names))
        }
        if let cluster = entry(name, \.clusters) { return cluster }
        throw context.error(
            at: "cluster", "\(context.owner) refers to the cluster \(ShownName.quoted(name)), which does not exist",
            hint: ShownName.choice(of: names, likeliest: name))
    }

    /// nil: whoever asks stays anonymous.
    private func user(
        _ request: KubeconfigRequest, _ context: KubeconfigFields?
    ) throws(KubeconfigError) -> KubeconfigFields? {
        let names = names(\.users)
        if let name = request.user {
            if let user = entry(name, \.users) { return user }
            throw KubeconfigError(
                "no user \(ShownName.quoted(name)) in \(source)",
                hint: ShownName.choice(of: names, likeliest: name))
        }
        guard let context, let name = try context.string("user") else { return nil }
        if let user = entry(name, \.users) { return user }
        throw context.error(
            at: "user", "\(context.owner) refers to the user \(ShownName.quoted(name)), which does not exist",
            hint: ShownName.choice(of: names, likeliest: name))
    }
}
