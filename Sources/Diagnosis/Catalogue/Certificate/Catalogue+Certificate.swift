extension Catalogue {
    static let certificate: [any Check] = [
        K001NotSynced(), K002OtherSecret(), K003SyncFails(), K004NotIssued(), K005SharedSecretName(),
        K006SeveralSecrets(),
        K007NamedSecretMissing(), K008SecretTerminating(), K009CertificateUnusable(), K010CertManagerFails(),
        K011ProxyRejectsCertificate(),
    ]
}
