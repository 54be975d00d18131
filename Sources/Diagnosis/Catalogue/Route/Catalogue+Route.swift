extension Catalogue {
    static let route: [any Check] = [
        P001NoRoute(), P002RouteDiffers(), P004NotGenerated(), P005BackendNotApplied(), P006StatusNotSynced(),
        P007Terminating(), P009Unexplained(), P010NotAccepted(),
    ]
}
