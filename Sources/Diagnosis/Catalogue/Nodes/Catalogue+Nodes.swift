extension Catalogue {
    static let nodes: [any Check] = [
        N001NoAddresses(), N002NoNodeAddress(), N003AddressesDiffer(), N004NoNodeReachable(),
        N005SomeNodesUnreachable(),
        N006AddressUnreachable(), N008PortNotServed(), N009NetworkNotReady(), N010AddressesUnreachable(),
        N011OutsideOfRange(),
    ]
}
