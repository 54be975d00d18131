import Characters

/// Text with characters that could steer a terminal, or that show as nothing, written out as `\n`, `\t` or `\u{1b}`.
package func escaped(_ text: String) -> String { text.escapingUnprintable }

/// A word of the user in an error message: escaped, in quotation marks, and not longer than a line.
package func quoted(_ word: String) -> String {
    "\"\(truncateMiddle(escaped(word), to: 60))\""
}
