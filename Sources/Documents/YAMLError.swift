/// What is wrong with a YAML text, and where.
package struct YAMLError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file, as the user named it.
    package let name: String
    /// Both from 1.
    package let line: Int
    package let column: Int
    package let message: String
    /// The line at fault and a caret below the column; empty where there is none to show.
    package let excerpt: String

    init(name: String, mark: YAMLMark, message: String, bytes: [UInt8]) {
        self.name = name
        line = mark.line
        column = mark.column
        self.message = message
        excerpt = Self.excerpt(of: bytes, at: mark)
    }

    package var description: String {
        "\(name):\(line):\(column): \(message)" + (excerpt.isEmpty ? "" : "\n" + excerpt)
    }

    private static func excerpt(of bytes: [UInt8], at mark: YAMLMark) -> String {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.indices.contains(mark.line - 1) else { return "" }
        // Long lines are shown around the place, control characters never.
        let characters = String(decoding: lines[mark.line - 1], as: UTF8.self).map { character in
            character.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? " " : character
        }
        let start = max(0, mark.column - 61)
        let shown = characters.dropFirst(start).prefix(100)
        guard !shown.isEmpty else { return "" }
        return "  \(String(shown))\n  \(String(repeating: " ", count: min(mark.column - 1 - start, shown.count)))^"
    }
}

/// A place in a YAML text, from 1.
package struct YAMLMark: Sendable, Hashable {
    package let line: Int
    package let column: Int
}
