extension Catalogue {
    static let dataPlane: [any Check] = []
}
