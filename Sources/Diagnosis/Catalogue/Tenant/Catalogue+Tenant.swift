extension Catalogue {
    static let tenant: [any Check] = [
        T001TenantMissing(),
        T002TenantNotReady(),
        T003NamespaceGone(),
        T004NamespaceUnlabelled(),
        T005LayerFourDisabled(),
    ]
}
