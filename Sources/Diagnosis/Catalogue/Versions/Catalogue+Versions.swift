extension Catalogue {
    static let versions: [any Check] = []
}
