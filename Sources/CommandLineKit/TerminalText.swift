import Characters

/// What reaches stdout, stderr and report files: the tool's text, in which everything from outside is harmless.
///
/// Names, messages and other values may come from clusters, bundles, kubeconfigs or the command line, and anything may be
/// in them. So text is filtered where it is written, once, whatever made it: of control characters and their like only the
/// line feed passes; others are shown as `\u{1b}`. What the tool itself says to a terminal (colours, cleared lines, the tab
/// of a completion) is marked when it is made, with a key that is drawn anew in every process: no value can bear it.
package enum TerminalText {
    /// A noncharacter, 64 random bits, and a noncharacter.
    private static let key: [Unicode.Scalar] = {
        let digits = String(UInt64.random(in: .min ... .max), radix: 36)
        return ["\u{10FFFF}"] + digits.unicodeScalars + ["\u{10FFFF}"]
    }()
    private static let keyText: String = {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: key)
        return String(text)
    }()

    /// Text that is the tool's own and passes as it is.
    package static func own(_ text: String) -> String { keyText + text + keyText }

    /// The text without what is marked as the tool's own.
    package static func withoutOwn(_ text: String) -> String {
        var rest = String.UnicodeScalarView()
        forEach(in: text) { scalar, isOwn in if !isOwn { rest.append(scalar) } }
        return String(rest)
    }

    /// The text as it is written: marks taken off, and everything else made harmless.
    ///
    /// CI systems act on commands in what they log. GitHub's runner takes a line that begins with `::` for one, also after
    /// white space, and `##[…]` anywhere in a line; Azure Pipelines and TeamCity take `##vso[…]` and `##teamcity[…]`. So the
    /// first colon of such a line is escaped, and a `#` after another, unless a blank or another `#` follows, as in headings
    /// of Markdown. The tool's own text passes.
    package static func written(_ text: String) -> String {
        if isHarmless(text) { return text }
        var written = String.UnicodeScalarView()
        var line = LineStart()
        /// A colon at the beginning of a line, or a `#` after another, that is held back until the next character is known.
        var held: Unicode.Scalar?
        var isAfterHash = false
        forEach(in: text) { scalar, isOwn in
            if let character = held {
                held = nil
                let isCommand =
                    character == "#"
                    ? scalar != "#" && !scalar.properties.isWhitespace : scalar == ":" && !isOwn
                if isCommand {
                    written.append(contentsOf: character.visibleEscape.unicodeScalars)
                } else {
                    written.append(character)
                }
            }
            defer { isAfterHash = scalar == "#" }
            if isOwn {
                written.append(scalar)
                if scalar == "\n" || scalar == "\r" { line.isAtStart = true }
            } else if scalar == ":" && line.isAtStart || scalar == "#" && isAfterHash {
                held = scalar
                line.isAtStart = false
            } else if scalar.isUnprintable, scalar != "\n" {
                written.append(contentsOf: scalar.visibleEscape.unicodeScalars)
                line.isAtStart = false
            } else {
                written.append(scalar)
                line.pass(scalar)
            }
        }
        if let held { written.append(held) }
        return String(written)
    }

    private struct LineStart {
        var isAtStart = true

        mutating func pass(_ scalar: Unicode.Scalar) {
            if scalar == "\n" {
                isAtStart = true
            } else if scalar != " ", scalar.isASCII || !scalar.properties.isWhitespace {
                isAtStart = false
            }
        }
    }

    /// Printable ASCII and line feeds, no line of which begins with a colon, and no two `#`: most of what is written.
    private static func isHarmless(_ text: String) -> Bool {
        var isAtStart = true
        var isAfterHash = false
        for byte in text.utf8 {
            defer { isAfterHash = byte == UInt8(ascii: "#") }
            switch byte {
            case 0x0A: isAtStart = true
            case 0x20: break
            case UInt8(ascii: ":") where isAtStart: return false
            case UInt8(ascii: "#") where isAfterHash: return false
            case 0x21..<0x7F: isAtStart = false
            default: return false
            }
        }
        return true
    }

    private static func forEach(in text: String, _ body: (_ scalar: Unicode.Scalar, _ isOwn: Bool) -> Void) {
        let scalars = text.unicodeScalars
        var isOwn = false
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let scalar = scalars[index]
            if scalar == key[0], scalars[index...].starts(with: key) {
                isOwn.toggle()
                index = scalars.index(index, offsetBy: key.count)
            } else {
                body(scalar, isOwn)
                index = scalars.index(after: index)
            }
        }
    }
}
