import LocalSystem

/// Finds the cluster to talk to, and as whom, as kubectl does.
package enum Kubeconfig {
    /// A kubeconfig larger than this is refused.
    private static let fileLimit = 16 << 20

    /// The cluster that the options, the environment and the kubeconfigs lead to.
    ///
    /// The kubeconfig is the one that is asked for, else those in `KUBECONFIG`, else `~/.kube/config`; where none exists and
    /// none of its entries is asked for, it is the pod's service account.
    ///
    /// - Parameters:
    ///   - request: what the command line says.
    ///   - variables: the environment.
    ///   - serviceAccount: the directory in which a pod finds its token.
    /// - Returns: the cluster. Certificates are read by now, a token in a file is not.
    /// - Throws: what is missing, or where a file is wrong.
    package static func resolve(
        _ request: KubeconfigRequest, variables: [String: String],
        serviceAccount: String = "/var/run/secrets/kubernetes.io/serviceaccount"
    ) throws(KubeconfigError) -> ClusterAccess {
        let request = request.withoutEmptyTexts
        let paths = try paths(request, variables)
        let files = try load(paths, isRequired: request.path != nil)
        guard files.isEmpty, request.server == nil else {
            return try KubeconfigSet(files, optionPrefix: request.optionPrefix).access(request)
        }
        if request.namesNoEntry, var access = InCluster.access(variables, directory: serviceAccount) {
            try request.override(&access)
            access.impersonation = try request.impersonation.applied(to: nil, optionPrefix: request.optionPrefix)
            return access
        }
        throw KubeconfigError(
            "no kubeconfig found: \(paths.joined(separator: ", ")) "
                + (paths.count == 1 ? "does not exist" : "do not exist"),
            hint: "use --\(request.optionPrefix)kubeconfig FILE or set KUBECONFIG")
    }

    /// The cluster that a kubeconfig out of a Secret names. It must not name files, nor programs, which would be run.
    ///
    /// `source` is what messages call it: `Secret kubelb/kubelb-cluster`.
    package static func parse(_ bytes: [UInt8], source: String) throws(KubeconfigError) -> ClusterAccess {
        try KubeconfigSet([KubeconfigFile(bytes, source: source, directory: nil)]).access(KubeconfigRequest())
    }

    /// What a kubeconfig has names for.
    package enum Entries: String, Sendable {
        case context
        case cluster
        case user
    }

    /// All names of one kind in the kubeconfigs, in their order; none where there is no kubeconfig.
    package static func names(
        of entries: Entries, _ request: KubeconfigRequest, variables: [String: String]
    ) throws(KubeconfigError) -> [String] {
        let request = request.withoutEmptyTexts
        let set = KubeconfigSet(try load(try paths(request, variables), isRequired: request.path != nil))
        switch entries {
        case .context: return set.contextNames
        case .cluster: return set.clusterNames
        case .user: return set.userNames
        }
    }

    private static func paths(
        _ request: KubeconfigRequest, _ variables: [String: String]
    ) throws(KubeconfigError) -> [String] {
        if let path = request.path { return [path] }
        var seen: Set<String> = []
        let listed = (variables["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
            .filter { seen.insert($0).inserted }
        if !listed.isEmpty { return listed }
        guard let home = variables["HOME"], !home.isEmpty else { return ["~/.kube/config"] }
        return ["\(home)/.kube/config"]
    }

    private static func load(_ paths: [String], isRequired: Bool) throws(KubeconfigError) -> [KubeconfigFile] {
        var files: [KubeconfigFile] = []
        for path in paths {
            guard !path.utf8.contains(0) else { throw KubeconfigError("the path of a kubeconfig contains a zero byte") }
            switch FileSystem.kind(of: path) {
            case .missing where isRequired: throw KubeconfigError("the kubeconfig \(path) does not exist")
            case .missing: continue
            case .directory: throw KubeconfigError("the kubeconfig \(path) is a directory")
            case .file, .link, .other, .unknown: break
            }
            let bytes: [UInt8]
            do throws(LocalError) {
                bytes = try FileSystem.contents(of: path, limit: fileLimit)
            } catch {
                throw KubeconfigError("the kubeconfig cannot be read: \(error.message)")
            }
            files.append(try KubeconfigFile(bytes, source: path, directory: directory(of: path)))
        }
        return files
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

extension KubeconfigRequest {
    fileprivate var namesNoEntry: Bool { context == nil && cluster == nil && user == nil }

    /// An option that is given without a value is as good as none.
    fileprivate var withoutEmptyTexts: KubeconfigRequest {
        func text(_ text: String?) -> String? { text?.isEmpty == true ? nil : text }
        var request = self
        request.path = text(path)
        request.context = text(context)
        request.cluster = text(cluster)
        request.user = text(user)
        request.impersonatedUser = text(impersonatedUser)
        request.impersonatedUID = text(impersonatedUID)
        request.server = text(server)
        request.certificateAuthority = text(certificateAuthority)
        request.tlsServerName = text(tlsServerName)
        request.clientCertificate = text(clientCertificate)
        request.clientKey = text(clientKey)
        if token?.value.isEmpty == true { request.token = nil }
        return request
    }
}
