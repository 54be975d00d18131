import Characters
import CommandLineKit
import Diagnosis
import Documents

/// Colours and wraps text for one output device. Colour only ever repeats what a word says.
struct Painter {
    let style: TextStyle

    enum Ink: String {
        case red = "31"
        case yellow = "33"
        case green = "32"
        case blue = "34"
        case bold = "1"
        case dim = "2"
        case inverse = "7"
    }

    func paint(_ text: String, _ ink: Ink) -> String {
        guard style.usesColor, !text.isEmpty else { return text }
        return TerminalText.own("\u{1B}[\(ink.rawValue)m") + text + TerminalText.own("\u{1B}[0m")
    }

    func paint(_ severity: Severity) -> String {
        switch severity {
        case .error: paint("error", .red)
        case .warning: paint("warning", .yellow)
        case .info: paint("info", .blue)
        }
    }

    /// A label and text that hangs beneath it when it is wrapped: `  evidence  …`.
    func hanging(_ label: String, _ text: String, indent: Int = 2, labelWidth: Int = 8) -> [String] {
        let margin = indent + labelWidth + 2
        let head =
            String(repeating: " ", count: indent) + label
            + String(repeating: " ", count: max(1, labelWidth + 2 - displayWidth(label)))
        let lines = wrapped(text, margin: margin)
        guard let first = lines.first else { return [head] }
        return [head + first] + lines.dropFirst().map { String(repeating: " ", count: margin) + $0 }
    }

    /// Text broken at the width that is left beside a margin.
    func wrapped(_ text: String, margin: Int = 0) -> [String] {
        guard let width = style.width else { return [plain(text)] }
        return wrap(plain(text), width: max(20, width - margin), indent: 0)
    }

    /// The same, with words that are longer than a line shortened in the middle.
    func fitted(_ text: String, margin: Int = 0) -> [String] {
        guard let width = style.width else { return [plain(text)] }
        let room = max(20, width - margin)
        return wrapped(text, margin: margin).map { displayWidth($0) > room ? shortened($0, to: room) : $0 }
    }

    /// The text on one line, with what the device cannot show replaced, and the tool called as the user calls it.
    func plain(_ text: String) -> String {
        let text = style.program?.applied(to: text) ?? text
        // Taking characters apart is slow, and most text has none that needs it.
        if text.utf8.allSatisfy(\.isPrintableASCII) { return text }
        var shown = ""
        for character in text {
            switch character {
            case "…" where style.isASCII: shown += "..."
            case "×" where style.isASCII: shown += "x"
            case "→" where style.isASCII: shown += "->"
            case "\n", "\r\n", "\t": shown.append(" ")
            // Here already, so that widths are right.
            case _ where character.unicodeScalars.contains(where: \.isUnprintable):
                shown += String(character).escapingUnprintable
            case _ where style.isASCII && !character.isASCII: shown += "?"
            default: shown.append(character)
            }
        }
        return shown
    }

    /// Text shortened in the middle to a number of columns.
    func shortened(_ text: String, to width: Int) -> String {
        truncateMiddle(plain(text), to: max(4, width), ellipsis: style.isASCII ? "..." : "…")
    }

    /// Text that ends where a number of columns does.
    func cut(_ text: String, to width: Int) -> String {
        let text = plain(text)
        guard displayWidth(text) > width else { return text }
        let ellipsis = style.isASCII ? "..." : "…"
        let room = max(1, width - displayWidth(ellipsis))
        var kept = ""
        for character in text {
            guard displayWidth(kept + String(character)) <= room else { break }
            kept.append(character)
        }
        return kept + ellipsis
    }

    /// Rows of the device that lines take up: commands are not wrapped, so that they can be copied.
    func height(of lines: [String]) -> Int {
        guard let width = style.width.map({ max(1, $0) }) else { return lines.count }
        return lines.reduce(0) {
            $0 + max(1, displayWidth(TerminalText.withoutOwn($1)).saturatingSum(width - 1) / width)
        }
    }

    /// `7c1e…9b2`: enough of a UID to recognise it.
    func shortUID(_ uid: String) -> String { shortened(uid, to: style.isASCII ? 10 : 8) }
}
