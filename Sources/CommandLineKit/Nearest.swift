/// The candidates that a mistyped word may have meant, nearest first: at most a third of its letters differ.
package func nearest(to word: String, in candidates: [String], limit: Int = 3) -> [String] {
    let typed = Array(word.lowercased().unicodeScalars.prefix(100))
    return
        candidates
        .map { (candidate: $0, distance: editDistance(typed, Array($0.lowercased().unicodeScalars.prefix(100)))) }
        .filter { $0.distance <= max(1, max(typed.count, $0.candidate.count) / 3) }
        .sorted { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }
        .prefix(limit)
        .map(\.candidate)
}

/// Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment).
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast = [Int]()
    var last = Array(0...right.count)
    for (row, letter) in left.enumerated() {
        var current = [row + 1]
        for (column, other) in right.enumerated() {
            var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
            if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                cost = min(cost, beforeLast[column - 1] + 1)
            }
            current.append(cost)
        }
        (beforeLast, last) = (last, current)
    }
    return last[right.count]
}
