extension Catalogue {
    static let manager: [any Check] = []
}
