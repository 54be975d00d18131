/// What `--grep` looks for in lines: a regular expression, or text where it holds no special characters.
///
/// `Regex` may not be sent between tasks, so that each match makes its own; plain text, which is what most people look
/// for, costs nothing of that.
package struct LogPattern: Sendable, Hashable {
    private let text: String
    private let isPlain: Bool

    /// nil where the text is no regular expression.
    package init?(_ text: String) {
        self.text = text
        isPlain = !text.contains { "\\^$.|?*+()[]{}".contains($0) }
        if !isPlain, (try? Regex(text)) == nil { return nil }
    }

    package func matches(_ line: [UInt8]) -> Bool {
        if isPlain { return line.contains(text) }
        guard let regex = try? Regex(text).matchingSemantics(.unicodeScalar) else { return false }
        return String(decoding: line, as: UTF8.self).contains(regex)
    }
}
