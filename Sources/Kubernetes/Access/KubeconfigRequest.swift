/// What the command line says about a cluster; all of it may be missing.
package struct KubeconfigRequest: Sendable, Hashable {
    /// `--kubeconfig`: the one file to read, which has to exist.
    package var path: String?
    /// `--context`, `--cluster`, `--user`: names in the kubeconfig, in place of what it chooses itself.
    package var context: String?
    package var cluster: String?
    package var user: String?
    /// `--as`, `--as-group`, `--as-uid`, in place of what the user entry says.
    package var impersonatedUser: String?
    package var impersonatedGroups: [String]
    package var impersonatedUID: String?
    /// `--as-user-extra`, `KEY=VALUE` each.
    package var impersonatedExtra: [String] = []
    /// `--server`, `--certificate-authority`, `--tls-server-name`, `--insecure-skip-tls-verify`: see `KubeconfigOverrides.swift`.
    package var server: String?
    package var certificateAuthority: String?
    package var tlsServerName: String?
    package var skipsTLSVerification = false
    /// `--token`, `--client-certificate`, `--client-key`, in place of what the user entry has.
    package var token: SecretText?
    package var clientCertificate: String?
    package var clientKey: String?
    /// What stands between `--` and the names of the options above, for hints: `management-`, say.
    package var optionPrefix = ""

    package init(
        path: String? = nil, context: String? = nil, cluster: String? = nil, user: String? = nil,
        impersonatedUser: String? = nil, impersonatedGroups: [String] = [], impersonatedUID: String? = nil
    ) {
        self.path = path
        self.context = context
        self.cluster = cluster
        self.user = user
        self.impersonatedUser = impersonatedUser
        self.impersonatedGroups = impersonatedGroups
        self.impersonatedUID = impersonatedUID
    }
}
