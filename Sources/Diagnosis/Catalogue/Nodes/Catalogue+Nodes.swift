extension Catalogue {
    static let nodes: [any Check] = [N001NoAddresses(), N002NoNodeAddress(), N003AddressesDiffer()]
}
