extension Catalogue {
    static let leftBehind: [any Check] = [
        X001OriginGone(),
        X002OriginReplaced(),
        X003NoLongerTaken(),
        X004EnvoyServiceAlone(),
        X005TenantRemains(),
        X006Protected(), X007RouteOrphaned(), X008StillServed(),
        X009GeneratedOrphaned(), X010BackendUnused(),
    ]
}
