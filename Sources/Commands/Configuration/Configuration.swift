import Documents

/// What the configuration file says: named pairs of clusters, and defaults. All values are as they would stand on the command
/// line.
struct Configuration: Sendable {
    /// The values of one key, and where they stand.
    struct Value: Sendable {
        /// One, but of lists.
        let texts: [String]
        let place: YAMLMark
    }

    struct Pair: Sendable {
        let name: String
        let place: YAMLMark
        /// By key.
        var values: [String: Value] = [:]
        /// Whether all that is said of it could be understood.
        var isWhole = true
    }

    /// As messages call it; nil: there is no file, nor a place for one.
    var path: String?
    /// Whether there is a file.
    var exists = false
    /// By key.
    var defaults: [String: Value] = [:]
    /// In the order of the file.
    var pairs: [Pair] = []

    func pair(_ name: String) -> Pair? { pairs.first { $0.name == name } }

    var pairNames: [String] { pairs.map(\.name) }
}
