#if Sandbox
    import Crypto
    import FoundationEssentials
    import X509

    /// A certificate authority made at start, whose key never leaves memory.
    struct CertificateAuthority: Sendable {
        private let certificate: Certificate
        private let key: Certificate.PrivateKey
        /// The certificate that clients are to trust.
        let issued: IssuedCertificate

        init(name: String) throws {
            let privateKey = P256.Signing.PrivateKey()
            let subject = try DistinguishedName {
                CommonName(name)
            }
            let now = Date.now
            let key = Certificate.PrivateKey(privateKey)
            self.key = key
            certificate = try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
                // Old enough to have issued certificates that expired.
                notValidBefore: now.addingTimeInterval(-90 * Self.day),
                notValidAfter: now.addingTimeInterval(365 * Self.day),
                issuer: subject, subject: subject,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                    Critical(KeyUsage(digitalSignature: true, keyCertSign: true))
                    SubjectKeyIdentifier(hash: key.publicKey)
                },
                issuerPrivateKey: key)
            issued = try IssuedCertificate(certificate, key: privateKey)
        }

        /// A server's certificate for the names given and, where there are none, for this machine alone.
        func serverCertificate(for name: String? = nil, validity: CertificateValidity = .current) throws
            -> IssuedCertificate
        {
            let names: [GeneralName] =
                name.map { [.dnsName($0)] } ?? [
                    .dnsName("localhost"), .ipAddress(.init(contentBytes: [127, 0, 0, 1])),
                    .ipAddress(.init(contentBytes: Array(repeating: 0, count: 15) + [1])),
                ]
            return try issue(
                subject: DistinguishedName { CommonName("kube-apiserver") }, usage: .serverAuth, names: names,
                validity: validity)
        }

        /// A client's certificate, which Kubernetes reads as the user (common name) and its groups (organizations).
        func clientCertificate(user: String, groups: [String]) throws -> IssuedCertificate {
            let subject = try DistinguishedName {
                for group in groups {
                    OrganizationName(group)
                }
                CommonName(user)
            }
            return try issue(subject: subject, usage: .clientAuth, names: [], validity: .current)
        }

        private func issue(
            subject: DistinguishedName, usage: ExtendedKeyUsage.Usage, names: [GeneralName],
            validity: CertificateValidity
        ) throws -> IssuedCertificate {
            let privateKey = P256.Signing.PrivateKey()
            let publicKey = Certificate.PublicKey(privateKey.publicKey)
            let (from, until) = validity.days
            let now = Date.now
            let certificate = try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
                notValidBefore: now.addingTimeInterval(from * Self.day),
                notValidAfter: now.addingTimeInterval(until * Self.day),
                issuer: certificate.subject, subject: subject,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.notCertificateAuthority)
                    Critical(KeyUsage(digitalSignature: true))
                    try ExtendedKeyUsage([usage])
                    AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: key.publicKey).keyIdentifier)
                    if !names.isEmpty {
                        SubjectAlternativeNames(names)
                    }
                },
                issuerPrivateKey: key)
            return try IssuedCertificate(certificate, key: privateKey)
        }

        private static let day: Double = 86_400
    }

    /// When a certificate is valid, seen from its making.
    enum CertificateValidity: Sendable {
        case current, expired, notYetValid

        fileprivate var days: (from: Double, until: Double) {
            switch self {
            case .current: (-1, 90)
            case .expired: (-60, -1)
            case .notYetValid: (1, 90)
            }
        }
    }
#endif
