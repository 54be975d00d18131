extension Catalogue {
    static let nodes: [any Check] = []
}
