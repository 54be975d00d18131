import LocalSystem

/// A user of a kubeconfig.
struct KubeconfigUser {
    private let fields: KubeconfigFields
    private let clientCertificate: [UInt8]?
    private let clientKey: [UInt8]?
    private let credential: Credential
    private let impersonation: ImpersonationFields

    init(_ fields: KubeconfigFields, cluster: KubeconfigCluster) throws(KubeconfigError) {
        self.fields = fields
        try Self.refuseAuthProvider(fields)
        let certificate = try fields.pem("client-certificate")
        let key = try fields.pem("client-key")
        if certificate != nil, key == nil {
            throw fields.error(
                "\(fields.owner) has a client certificate without its key",
                hint: "add client-key or client-key-data")
        }
        // A key alone proves nothing; client-go passes over it.
        clientCertificate = certificate
        clientKey = certificate == nil ? nil : key
        credential = try Self.credential(fields, cluster)
        impersonation = ImpersonationFields(
            user: try fields.string("as"), groups: try fields.strings("as-groups"), uid: try fields.string("as-uid"),
            extra: try fields.stringLists("as-user-extra"))
    }

    func apply(to access: inout ClusterAccess) throws(KubeconfigError) {
        access.tls.clientCertificate = clientCertificate
        access.tls.clientKey = clientKey
        access.credential = credential
        access.impersonation = try impersonation.impersonation { message in fields.error(message) }
    }

    private static func refuseAuthProvider(_ fields: KubeconfigFields) throws(KubeconfigError) {
        guard let provider = try fields.fields("auth-provider", owner: "auth-provider of \(fields.owner)") else {
            return
        }
        let name = try provider.string("name") ?? ""
        let program = ["gcp": "gke-gcloud-auth-plugin", "azure": "kubelogin", "oidc": "kubectl oidc-login"][name]
        throw fields.error(
            at: "auth-provider",
            "\(fields.owner) has the auth-provider \(ShownName.quoted(name)), which Kubernetes has replaced with plugins",
            hint: "use exec with \(program ?? "the credential plugin of your provider")")
    }

    private static func credential(
        _ fields: KubeconfigFields, _ cluster: KubeconfigCluster
    ) throws(KubeconfigError) -> Credential {
        let plugin = try fields.fields("exec", owner: "exec of \(fields.owner)")
            .map { exec throws(KubeconfigError) in try ExecPlugin(exec, user: fields.owner, cluster) }
        let token = try token(fields)
        let user = try fields.string("username")
        let password = try fields.string("password")
        if user != nil || password != nil {
            guard token == nil else {
                throw fields.error(
                    "\(fields.owner) has a token and a password, which are mutually exclusive",
                    hint: "remove one of them")
            }
            return .basic(user: user ?? "", password: password ?? "")
        }
        // A token that is there already spares the plugin.
        return token ?? plugin.map { .exec($0) } ?? .none
    }

    /// The file counts before the token beside it, which may be an old one.
    private static func token(_ fields: KubeconfigFields) throws(KubeconfigError) -> Credential? {
        let token = try fields.string("token")
        if let token, !HeaderValue.isValid(token) {
            throw fields.error(
                at: "token", "the token of \(fields.owner) contains a line break or another control character")
        }
        if let path = try fields.path("tokenFile") {
            if FileSystem.kind(of: path) != .missing { return .tokenFile(path) }
            guard token != nil else {
                throw fields.error(at: "tokenFile", "tokenFile of \(fields.owner): \(path) does not exist")
            }
        }
        return token.map { .token($0) }
    }
}
