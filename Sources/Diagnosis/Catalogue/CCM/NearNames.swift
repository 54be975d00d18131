/// Names that somebody may have meant.
enum NearNames {
    /// The names at a small edit distance from `name`, nearest first, at most three.
    static func of(_ name: String, among names: [String]) -> [String] {
        let limit = max(1, min(3, name.count / 3))
        return
            names
            .map { (name: $0, distance: distance(Array(name.lowercased()), Array($0.lowercased()))) }
            .filter { $0.distance <= limit }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(3).map(\.name)
    }

    /// Levenshtein's distance.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var previous = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                current.append(
                    min(previous[column] + (character == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
