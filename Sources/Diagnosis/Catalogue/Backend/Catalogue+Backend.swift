extension Catalogue {
    static let backend: [any Check] = []
}
