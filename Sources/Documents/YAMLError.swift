/// A place in a YAML text, both from 1. Columns count characters, not bytes.
package struct YAMLMark: Sendable, Hashable {
    package let line: Int
    package let column: Int
}

/// What is wrong with a YAML text, and where.
package struct YAMLError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file, as the user named it.
    package let name: String
    /// From 1.
    package let line: Int
    /// From 1, in characters.
    package let column: Int
    package let message: String
    /// The line at fault and, below it, a caret under the column; empty where there is nothing to show.
    package let excerpt: String

    init(name: String, mark: YAMLMark, message: String, bytes: [UInt8]) {
        self.name = name
        line = mark.line
        column = mark.column
        self.message = message
        excerpt = Self.excerpt(of: YAMLLines.line(mark.line, of: bytes), column: mark.column)
    }

    package var mark: YAMLMark { YAMLMark(line: line, column: column) }

    /// `file:line:column: message`, with the excerpt on two more lines.
    package var description: String {
        "\(name):\(line):\(column): \(message)" + (excerpt.isEmpty ? "" : "\n" + excerpt)
    }

    /// Of a long line, what is around the place. Control characters would upset the terminal or the caret.
    private static func excerpt(of line: [Unicode.Scalar], column: Int) -> String {
        let start = max(0, column - 61)
        var shown = ""
        for scalar in line.dropFirst(start).prefix(76) {
            let isControl =
                scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
            shown.unicodeScalars.append(isControl ? " " : scalar)
        }
        guard shown.contains(where: { $0 != " " }) else { return "" }
        return "  \(shown)\n  \(String(repeating: " ", count: min(column - 1 - start, shown.unicodeScalars.count)))^"
    }
}

/// Lines as libyaml counts them.
enum YAMLLines {
    /// The characters of the line with this number, from 1, without its break.
    static func line(_ number: Int, of bytes: [UInt8]) -> [Unicode.Scalar] {
        var current = 1
        var line: [Unicode.Scalar] = []
        var previous: Unicode.Scalar = " "
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            defer { previous = scalar }
            if scalar == "\n", previous == "\r" { continue }
            if isBreak(scalar) {
                if current == number { return line }
                current += 1
            } else if current == number {
                line.append(scalar)
            }
        }
        return line
    }

    /// The place after these bytes.
    static func mark(after bytes: some Sequence<UInt8>) -> YAMLMark {
        var line = 1
        var column = 1
        var previous: Unicode.Scalar = " "
        for scalar in String(decoding: Array(bytes), as: UTF8.self).unicodeScalars {
            defer { previous = scalar }
            if scalar == "\n", previous == "\r" { continue }
            if isBreak(scalar) {
                line += 1
                column = 1
            } else if scalar != "\u{FEFF}" {
                column += 1
            }
        }
        return YAMLMark(line: line, column: column)
    }

    /// The line breaks of YAML 1.1, section 5.4, which libyaml keeps to.
    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }
}
