extension Catalogue {
    static let dataPlane: [any Check] = [
        D001EnvoyServiceMissing(), D002NoAddress(), D003ClassDiffers(), D004PortCollision(), D005EnvoyMissing(),
        D006EnvoyPodsFailing(), D012UDPUnchecked(), D016TooFewEnvoys(), D018UDPLocal(), D020AffinityByNode(),
        D021StaleTargetPort(),
    ]
}
