extension Catalogue {
    static let ccm: [any Check] = [
        C001NoCCM(), C002NotReady(), C003CrashLoop(), C004NoClusterName(), C005UnknownTenant(), C006PrefixedName(),
        C007ClassMismatch(), C008TwoOwners(), C009NoKubeconfig(), C010WrongServer(), C011BadCredentials(),
        C012OperationsFail(), C013StaleLease(), C014CloudProviderOff(), C015IngressOnly(), C016SeveralCCMs(),
        C017ServiceErrors(), C018RepeatedRestarts(), C019MeshBlocks(),
    ]
}
