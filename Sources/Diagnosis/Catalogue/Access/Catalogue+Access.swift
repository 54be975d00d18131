extension Catalogue {
    static let access: [any Check] = [
        A001TenantUnreachable(),
        A002ManagementUnreachable(),
        A003CredentialsRefused(),
        A004SameCluster(),
        A005SidesSwapped(),
        A006ClockSkew(),
        A007InsecureTLS(),
        A008SlowServer(),
        A009WritesFail(),
    ]
}
