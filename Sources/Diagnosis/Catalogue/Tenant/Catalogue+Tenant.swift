extension Catalogue {
    static let tenant: [any Check] = [
        T001TenantMissing(),
        T002TenantNotReady(),
        T003NamespaceGone(),
        T004NamespaceUnlabelled(),
        T005LayerFourDisabled(),
        T006CCMRightsMissing(),
        T007NoClusterInfo(),
        T008SharedTenant(),
        T009QuotaExhausted(),
        T010NetworkPolicy(),
        T011LimitReached(), T012SameNamespace(), T013KubeconfigMissing(), T014SilentCCM(), T015QuotaNear(),
        T016WaitingForCCM(),
    ]
}
