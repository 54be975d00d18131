import Transport

/// Where the API server of a cluster is and as whom it is asked: what a kubeconfig comes down to once a context is chosen.
package struct ClusterAccess: Sendable, Hashable, Redacted {
    /// The name of the context; nil in a pod, and where the cluster was named without a context.
    package var context: String?
    /// Where all this stands, for people: `/home/me/.kube/config` or `the pod's service account`.
    package var source: String
    /// `https://host:port/prefix`, without a slash at its end.
    package var server: String
    /// The namespace to work in; nil where none is named.
    package var namespace: String?
    package var tls: TLSSettings
    /// `proxy-url` of the cluster: `http://`, `https://` or `socks5://`. May hold a password.
    package var proxyURL: String?
    package var disablesCompression: Bool
    package var credential: Credential
    package var impersonation: Impersonation?

    package init(
        context: String? = nil, source: String, server: String, namespace: String? = nil,
        tls: TLSSettings = TLSSettings(),
        proxyURL: String? = nil, disablesCompression: Bool = false, credential: Credential = .none,
        impersonation: Impersonation? = nil
    ) {
        self.context = context
        self.source = source
        self.server = server
        self.namespace = namespace
        self.tls = tls
        self.proxyURL = proxyURL
        self.disablesCompression = disablesCompression
        self.credential = credential
        self.impersonation = impersonation
    }

    package var description: String {
        "\(server) with \(credential) from \(source)" + (context.map { ", context \($0)" } ?? "")
    }
}
