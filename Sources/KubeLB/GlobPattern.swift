/// A shell pattern as Go's `path.Match` reads it: `*` and `?` match anything but `/`, `[…]` one character of a set, `\` takes
/// the next character literally.
package struct GlobPattern: Sendable, Hashable {
    private enum Part: Sendable, Hashable {
        case anything
        case character
        case literal(Unicode.Scalar)
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    private let parts: [Part]

    /// nil for a malformed pattern.
    package init?(_ text: String) {
        var parts: [Part] = []
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.popFirst() {
            switch scalar {
            // Several in a row match what one matches.
            case "*": if parts.last != .anything { parts.append(.anything) }
            case "?": parts.append(.character)
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                parts.append(.literal(next))
            case "[":
                guard let set = Self.set(from: &rest) else { return nil }
                parts.append(set)
            default: parts.append(.literal(scalar))
            }
        }
        self.parts = parts
    }

    private static func set(from rest: inout Substring.UnicodeScalarView) -> Part? {
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        let isNegated = rest.first == "^"
        if isNegated { rest.removeFirst() }
        while true {
            if rest.first == "]", !ranges.isEmpty {
                rest.removeFirst()
                return .set(ranges, isNegated: isNegated)
            }
            guard let low = member(from: &rest) else { return nil }
            guard rest.first == "-" else {
                ranges.append(low...low)
                continue
            }
            rest.removeFirst()
            guard let high = member(from: &rest) else { return nil }
            // Go takes a reversed range for one that matches nothing.
            if low <= high { ranges.append(low...high) } else { ranges.append("\u{10FFFF}"..."\u{10FFFF}") }
        }
    }

    private static func member(from rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
        guard let scalar = rest.popFirst(), scalar != "-", scalar != "]" else { return nil }
        return scalar == "\\" ? rest.popFirst() : scalar
    }

    /// Whether it matches the whole text; the time is at most the product of both lengths.
    package func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var (part, position) = (0, 0)
        // Where the last `*` stands, and how far it reaches so far.
        var star: (part: Int, position: Int)?
        while position < scalars.count || part < parts.count {
            if part < parts.count, parts[part] == .anything {
                star = (part, position)
                part += 1
            } else if part < parts.count, position < scalars.count, Self.fits(scalars[position], parts[part]) {
                part += 1
                position += 1
            } else if let last = star, last.position < scalars.count, scalars[last.position] != "/" {
                star = (last.part, last.position + 1)
                (part, position) = (last.part + 1, last.position + 1)
            } else {
                return false
            }
        }
        return true
    }

    private static func fits(_ scalar: Unicode.Scalar, _ part: Part) -> Bool {
        switch part {
        case .anything: false
        case .character: scalar != "/"
        case .literal(let expected): scalar == expected
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        }
    }
}
