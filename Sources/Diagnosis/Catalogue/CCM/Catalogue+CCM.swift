extension Catalogue {
    static let ccm: [any Check] = [
        C007ClassMismatch()
    ]
}
