extension Catalogue {
    static let generated: [any Check] = []
}
