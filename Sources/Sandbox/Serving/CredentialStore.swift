#if Sandbox
    import APIServer
    import NIOSSL
    import Synchronization

    /// Who is who on one server: the bearer tokens and client certificates that were given out.
    final class CredentialStore: Sendable {
        enum Outcome {
            case anonymous
            case known(Identity)
            /// Credentials were shown that nobody was given.
            case unknown
        }

        private struct Holders {
            var byToken: [String: Identity] = [:]
            var byCertificate: [[UInt8]: Identity] = [:]
        }

        private let holders = Mutex(Holders())

        /// Makes a token for an identity and returns it.
        func issueToken(to identity: Identity) -> String {
            var random = SystemRandomNumberGenerator()
            let token = (0..<4).map { _ in
                let digits = String(UInt64.random(in: .min ... .max, using: &random), radix: 36)
                return String(repeating: "0", count: 13 - digits.count) + digits
            }.joined()
            holders.withLock { $0.byToken[token] = identity }
            return token
        }

        /// The token is refused from now on, as one that has expired. Returns whose it was.
        @discardableResult
        func revoke(_ token: String) -> Identity? { holders.withLock { $0.byToken.removeValue(forKey: token) } }

        func restore(_ token: String, to identity: Identity) { holders.withLock { $0.byToken[token] = identity } }

        func register(_ certificate: IssuedCertificate, of identity: Identity) {
            holders.withLock { $0.byCertificate[certificate.bytes] = identity }
        }

        /// A certificate that is known goes first, as in Kubernetes; one that is not counts only where no token does better.
        func authenticate(certificate: [UInt8]?, authorization: String?) -> Outcome {
            holders.withLock { holders in
                if let certificate, let identity = holders.byCertificate[certificate] { return .known(identity) }
                if let token = authorization.flatMap(Self.bearerToken) {
                    return holders.byToken[token].map { .known($0) } ?? .unknown
                }
                return certificate == nil ? .anonymous : .unknown
            }
        }

        /// The token of `Bearer TOKEN`; nil for other schemes, which Kubernetes does not look at.
        private static func bearerToken(_ authorization: String) -> String? {
            let words = authorization.split(separator: " ", maxSplits: 1)
            guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
            return String(words[1]).filter { $0 != " " }
        }
    }
#endif
