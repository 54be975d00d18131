extension Catalogue {
    static let leftBehind: [any Check] = []
}
