import Diagnosis

/// What a text for people leaves out of many Services: those that fare best, counted by how they fare.
struct HiddenRows {
    let healths: [Health]

    /// Paths and tests of so many Services are printed before the rest is counted.
    static let fullPaths = 50
    /// Of more rows than this in all tables, so many are listed, worst first.
    static let fullRows = 24
    static let shownRows = 20

    /// Whether some of so many are left out. Only on a terminal: what is piped to grep or wc, or written to a file, is whole.
    static func areNeeded(of count: Int, over limit: Int = fullRows, style: TextStyle, isWide: Bool) -> Bool {
        style.width != nil && !isWide && count > limit
    }

    /// `… and 450 more (2 DOWN, 448 HEALTHY)`; nil if nothing is hidden.
    var line: String? {
        guard !healths.isEmpty else { return nil }
        let counts = Health.allCases.compactMap { health -> String? in
            let count = healths.count { $0 == health }
            return count == 0 ? nil : "\(count) \(health.rawValue)"
        }
        return "… and \(healths.count) more (\(counts.joined(separator: ", ")))"
    }
}
