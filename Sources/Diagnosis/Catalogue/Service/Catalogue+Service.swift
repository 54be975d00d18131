extension Catalogue {
    static let service: [any Check] = [
        S001NotLoadBalancer(), S002NoNodePort(), S003UnsupportedProtocol(), S004NoReadyEndpoints(), S005LocalPolicy(),
        S006SourceRangesIgnored(), S007RequestIgnored(), S008ProxyProtocol(), S009ClientAffinity(), S010DeletionStuck(),
        S011NotSeenByCCM(), S012AddressDiffers(), S013TargetUnresolved(), S014Unexplained(), S015ForeignEndpoints(),
        S016ForeignPods(),
        S017ForeignEnvoyEndpoints(), S018MeshDemandsTLS(),
    ]
}
