extension Catalogue {
    static let certificate: [any Check] = [
        K001NotSynced(), K002OtherSecret(), K004NotIssued(), K005SharedSecretName(), K007NamedSecretMissing(),
        K008SecretTerminating(),
    ]
}
