extension Catalogue {
    static let dataPlane: [any Check] = [
        D001EnvoyServiceMissing(), D002NoAddress(), D003ClassDiffers(), D004PortCollision(), D005EnvoyMissing(),
        D006EnvoyPodsFailing(), D007NoControlPlane(), D008ConfigurationRejected(), D009PortNotConfigured(),
        D010NoHealthyNode(), D011TooFewHealthyNodes(), D012UDPUnchecked(), D015AdminExposed(), D016TooFewEnvoys(),
        D017BlankEnvoy(), D018UDPLocal(), D019UDPUnanswered(), D020AffinityByNode(), D021StaleTargetPort(),
        D022LoadBalancerWarning(), D023SeveralImplementations(), D024NodesExcluded(),
        D025NotAdvertised(), D026ConnectionLimit(), D027SharedAddress(), D028RolloutStuck(), D029NodeWithoutReach(),
        D030NoAnnouncingNode(), D031CiliumNotAnnounced(), D032NotListening(), D033AddressOfNode(),
        D034IdleAnnouncer(), D035NodeDropsConnections(), D036ScaledByOther(), D037EnvoyRestarts(),
        D038SourceRangesByHand(), D039ClientLimit(), D040RepeatedErrors(), D041SpeakersApart(), D042DeletedAgain(),
        D043CalicoRanges(), D044ManagerRefuses(), D045LeftoverWorkload(), D046ChangedInTurns(), D047ProxyHeaders(),
        D048DifferentEnvoy(), D049KubeRouterSilent(), D050BoundAddress(),
    ]
}
