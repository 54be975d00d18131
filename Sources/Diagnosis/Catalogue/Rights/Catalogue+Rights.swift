extension Catalogue {
    static let rights: [any Check] = [
        R001ForbiddenReads(),
        R002CCMTenantRights(),
        R003CCMManagementRights(),
        R004ManagerRights(),
    ]
}
