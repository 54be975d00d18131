/// How a user of a kubeconfig authenticates, apart from a client certificate, which belongs to TLS.
package enum Credential: Sendable, Hashable, Redacted {
    case none
    case token(String)
    /// The path of a file that holds a token and may change at any time.
    case tokenFile(String)
    case basic(user: String, password: String)
    case exec(ExecPlugin)

    /// Whether another try may bring another credential than the one that a server has refused.
    package var isRenewable: Bool {
        switch self {
        case .tokenFile, .exec: true
        case .none, .token, .basic: false
        }
    }

    /// The kind alone, and what names it.
    package var description: String {
        switch self {
        case .none: "no credential"
        case .token: "a token"
        case .tokenFile(let path): "the token in \(path)"
        case .basic: "a password"
        case .exec(let plugin): plugin.description
        }
    }
}
