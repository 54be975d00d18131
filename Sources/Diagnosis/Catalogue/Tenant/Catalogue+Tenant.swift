extension Catalogue {
    static let tenant: [any Check] = []
}
