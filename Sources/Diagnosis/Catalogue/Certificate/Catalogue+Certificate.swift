extension Catalogue {
    static let certificate: [any Check] = []
}
