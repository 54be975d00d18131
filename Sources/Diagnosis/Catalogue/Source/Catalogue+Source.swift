extension Catalogue {
    static let source: [any Check] = [I001NotTaken()]
}
