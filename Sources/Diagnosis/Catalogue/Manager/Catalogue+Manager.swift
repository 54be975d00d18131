extension Catalogue {
    static let manager: [any Check] = [
        M001ManagerDown(),
        M002WrongNamespace(),
        M003ControlPlaneService(),
        M004ResourcesNotServed(),
        M005NoConfig(),
        M006DisabledForAll(),
        M007Topology(),
        M008StaleLease(),
        M009ReconcileErrors(),
        M010NoImplementation(),
        M012NotAnnounced(),
        M013RepeatedRestarts(), M014LayerSevenDisabled(), M015NoGatewayAPI(), M016DifferentCRDs(),
        M017ConfigurationRefused(), M018SomePodsFail(), M019ImplementationStopped(), M020PoolNearlyExhausted(),
    ]
}
