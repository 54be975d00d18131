/// Codes of checks as a person names them: `KLC-S005`, `s005`, `KLC-S*`, `S00*`, a group's letter `S`, or `*`.
package struct CodePattern: Sendable, Hashable, CustomStringConvertible {
    /// With the prefix, in capitals.
    package let description: String
    /// Without the prefix; what a code begins with.
    private let start: Substring
    private let isWhole: Bool

    /// nil where the text has not the form of a pattern.
    package init?(_ text: String) {
        let upper = text.uppercased()
        let body = upper.hasPrefix(CheckCode.prefix) ? upper.dropFirst(CheckCode.prefix.count) : upper[...]
        description = CheckCode.prefix + body
        if let code = CheckCode(typed: upper) {
            start = code.short[...]
            isWhole = true
            return
        }
        isWhole = false
        start = body.last == "*" ? body.dropLast() : body
        let isLetter = body.count == 1 && body != "*"
        guard isLetter || body.last == "*", start.count < 4 else { return nil }
        guard let group = start.first else { return }
        guard CheckGroup(rawValue: group) != nil,
            start.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
    }

    package func matches(_ code: CheckCode) -> Bool {
        isWhole ? code.short == start : code.short.hasPrefix(start)
    }

    /// The codes of the catalogue that it stands for.
    package var codes: [CheckCode] { Catalogue.checks.map(\.documentation.code).filter(matches) }
}
