extension Catalogue {
    static let route: [any Check] = [
        P001NoRoute(), P002RouteDiffers(), P003CopyMissing(), P004NotGenerated(), P005BackendNotApplied(),
        P006StatusNotSynced(), P007Terminating(), P008RouteTerminating(), P009Unexplained(), P010NotAccepted(),
        P011KindNotApplied(),
    ]
}
