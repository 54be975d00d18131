extension Catalogue {
    static let source: [any Check] = [
        I001NotTaken(), I002ControllerOff(), I003OtherGateway(), I004LongName(), I005NoHost(), I006NotPropagated(),
        I007Conversion(),
        I008CCMPanics(), I009TwoControllers(), I010RedirectLoop(), I011StickySessions(),
    ]
}
