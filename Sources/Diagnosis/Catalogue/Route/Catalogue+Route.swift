extension Catalogue {
    static let route: [any Check] = [P009Unexplained()]
}
