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
        let meant = wanted.flatMap { likeness(ranked[0], $0) > 0.6 ? "did you mean \(quoted(ranked[0]))? " : nil } ?? ""
        let shown = ranked.prefix(8).map(quoted).joined(separator: ", ")
        return meant + (names.count > 8 ? "available: \(shown) and \(names.count - 8) more" : "available: \(shown)")
    }

    /// By the share of neighbouring letters that they have in common with a name, letter case aside.
    static func sorted(_ names: [String], by wanted: String) -> [String] {
        names.enumerated().map { (likeness: likeness($0.element, wanted), offset: $0.offset, name: $0.element) }
            .sorted { ($1.likeness, $0.offset) < ($0.likeness, $1.offset) }
            .map(\.name)
    }

    private static func likeness(_ name: String, _ wanted: String) -> Double {
        let (one, other) = (pairs(name), pairs(wanted))
        return Double(2 * one.intersection(other).count) / Double(one.count + other.count)
    }

    private static func pairs(_ name: String) -> Set<String> {
        // The blanks make the first and last letters count more, and leave no name without a pair.
        let letters = Array(" \(name.lowercased()) ")
        return Set(zip(letters, letters.dropFirst()).map { String([$0, $1]) })
    }
}
