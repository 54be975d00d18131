extension Catalogue {
    static let rights: [any Check] = []
}
