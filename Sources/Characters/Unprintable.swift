extension Unicode.Scalar {
    /// Whether the character steers a terminal or a page, or shows as nothing: the control characters (C0, DEL, C1), those
    /// that set the writing direction or have no width, the separators of lines and paragraphs, and noncharacters.
    ///
    /// This is the one place that decides it, for terminals, documents and printed commands.
    package var isUnprintable: Bool {
        if isASCII { return value < 0x20 || value == 0x7F }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value)
        }
    }

    /// How an unprintable character is shown: `\n`, `\t`, `\u{1b}`.
    package var visibleEscape: String {
        switch self {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(value, radix: 16))}"
        }
    }
}

extension UInt8 {
    /// A blank, or a visible character of ASCII.
    package var isPrintableASCII: Bool { (0x20..<0x7F).contains(self) }
}

extension StringProtocol {
    /// The text on one line, every unprintable character in its visible form.
    package var escapingUnprintable: String {
        if utf8.allSatisfy(\.isPrintableASCII) { return String(self) }
        guard unicodeScalars.contains(where: \.isUnprintable) else { return String(self) }
        var shown = ""
        for scalar in unicodeScalars {
            if scalar.isUnprintable { shown += scalar.visibleEscape } else { shown.unicodeScalars.append(scalar) }
        }
        return shown
    }
}
