extension Catalogue {
    static let host: [any Check] = [H001HostUnresolved()]
}
