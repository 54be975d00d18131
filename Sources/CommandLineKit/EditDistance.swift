/// The Damerau–Levenshtein distance of two words, each pair of neighbours swapped at most once: how many letters are
/// missing, added, replaced or swapped.
package func editDistance(_ first: String, _ second: String) -> Int {
    distance(Array(first.unicodeScalars), Array(second.unicodeScalars))
}

/// The candidates a person may have meant by a word, the likeliest first: those with few letters different, letter case
/// aside, then those that the word begins. The word itself is not among them.
package func nearest(to word: String, in candidates: [String], limit: Int = 3) -> [String] {
    let typed = Array(word.lowercased().unicodeScalars)
    guard !typed.isEmpty else { return [] }
    let tolerance = tolerance(for: typed.count)
    var found: [(candidate: String, distance: Int)] = []
    var seen: Set<String> = []
    for candidate in candidates where candidate != word && seen.insert(candidate).inserted {
        let scalars = Array(candidate.lowercased().unicodeScalars)
        if abs(scalars.count - typed.count) <= tolerance {
            let distance = distance(typed, scalars)
            // A candidate of which no letter was typed is not meant.
            if distance <= tolerance, distance < max(typed.count, scalars.count) {
                found.append((candidate, distance))
                continue
            }
        }
        if typed.count >= 2, scalars.starts(with: typed) { found.append((candidate, tolerance + 1)) }
    }
    let ranked = found.enumerated().sorted { ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset) }
    return ranked.prefix(max(0, limit)).map(\.element.candidate)
}

/// How many letters may differ in a word of a length.
private func tolerance(for length: Int) -> Int {
    switch length {
    case ...1: 0
    case ...4: 1
    case ...8: 2
    default: 3
    }
}

private func distance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...second.count)
    for row in 0..<first.count {
        var current = [row + 1]
        current.reserveCapacity(second.count + 1)
        for column in 0..<second.count {
            let isSame = first[row] == second[column]
            var best = min(previous[column] + (isSame ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                best = min(best, beforePrevious[column - 1] + 1)
            }
            current.append(best)
        }
        beforePrevious = previous
        previous = current
    }
    return previous[second.count]
}
