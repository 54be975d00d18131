/// Gives each request to a cluster its credential.
package actor CredentialProvider {
    private let access: ClusterAccess

    package init(
        _ access: ClusterAccess, variables: [String: String], isTerminal: Bool,
        onWait: (@Sendable (String) -> Void)? = nil, onMessage: (@Sendable (String) -> Void)? = nil
    ) {
        self.access = access
    }

    package func current(until deadline: ContinuousClock.Instant) async throws(CredentialError) -> RequestCredential {
        let impersonation = access.impersonation?.headers ?? []
        switch access.credential {
        case .none: return RequestCredential(headers: impersonation)
        case .token(let token):
            return RequestCredential(headers: [.init("Authorization", "Bearer \(token)")] + impersonation)
        case .tokenFile, .basic, .exec: throw CredentialError("not supported: \(access.credential)")
        }
    }

    package func refused(_ used: RequestCredential) {}
}
