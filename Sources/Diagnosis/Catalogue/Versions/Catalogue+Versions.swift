extension Catalogue {
    static let versions: [any Check] = [
        V001MinorMismatch(),
        V002CCMNewer(),
        V003ReducedCertainty(), V004LayerSevenLimits(), V005LimitMet(),
    ]
}
