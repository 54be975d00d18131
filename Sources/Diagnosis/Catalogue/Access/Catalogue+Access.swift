extension Catalogue {
    static let access: [any Check] = []
}
