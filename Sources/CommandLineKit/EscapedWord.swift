/// Text with characters that could steer a terminal, or that show as nothing, written out as `\n`, `\t` or `\u{1b}`.
package func escaped(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\n": shown += "\\n"
        case "\r": shown += "\\r"
        case "\t": shown += "\\t"
        case _ where isUnprintable(scalar): shown += "\\u{\(String(scalar.value, radix: 16))}"
        default: shown.unicodeScalars.append(scalar)
        }
    }
    return shown
}

/// A word of the user in an error message: escaped, in quotation marks, and not longer than a line.
package func quoted(_ word: String) -> String {
    "\"\(truncateMiddle(escaped(word), to: 60))\""
}

private func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    // Format characters turn the writing direction or have no width.
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
}
