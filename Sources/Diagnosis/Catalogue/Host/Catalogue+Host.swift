extension Catalogue {
    static let host: [any Check] = []
}
