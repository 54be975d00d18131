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
