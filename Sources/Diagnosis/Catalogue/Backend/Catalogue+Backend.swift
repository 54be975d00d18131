extension Catalogue {
    static let backend: [any Check] = [
        B001Missing(), B002NotCarried(), B003LoadBalancerBackend(), B004CopyName(), B005NoSuchPort(),
        B006ManagementService(), B007OtherNamespace(), B008NoEndpoints(), B009SharedPort(), B010NoWeight(),
        B011CopyWithoutEndpoints(),
    ]
}
