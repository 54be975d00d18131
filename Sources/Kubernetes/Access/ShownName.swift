import Documents

/// Names out of kubeconfigs, as they can stand in messages.
enum ShownName {
    /// In quotation marks, escaped and not longer than a line.
    static func quoted(_ name: String) -> String {
        let isLong = name.unicodeScalars.count > 80
        let start = String(name.unicodeScalars.prefix(80)) + (isLong ? "…" : "")
        return String(decoding: JSONValue.string(start).encoded(), as: UTF8.self)
    }

    /// `there are: "a", "b" and 3 more`, those that look like `wanted` first.
    static func choice(of names: [String], likeliest wanted: String? = nil) -> String {
        guard !names.isEmpty else { return "none are defined" }
        let ranked = wanted.map { sorted(names, by: $0) } ?? names
        let shown = ranked.prefix(8).map(quoted).joined(separator: ", ")
        return names.count > 8 ? "available: \(shown) and \(names.count - 8) more" : "available: \(shown)"
    }

    /// By the share of neighbouring letters that they have in common with a name, letter case aside.
    static func sorted(_ names: [String], by wanted: String) -> [String] {
        let wantedPairs = pairs(wanted)
        func likeness(_ name: String) -> Double {
            let pairs = pairs(name)
            return Double(2 * pairs.intersection(wantedPairs).count) / Double(pairs.count + wantedPairs.count)
        }
        return names.enumerated().map { (likeness: likeness($0.element), offset: $0.offset, name: $0.element) }
            .sorted { ($1.likeness, $0.offset) < ($0.likeness, $1.offset) }
            .map(\.name)
    }

    private static func pairs(_ name: String) -> Set<String> {
        // The blanks make the first and last letters count more, and leave no name without a pair.
        let letters = Array(" \(name.lowercased()) ")
        return Set(zip(letters, letters.dropFirst()).map { String([$0, $1]) })
    }
}
