/// A word as somebody typed it in a shell that has not evaluated it yet.
enum ShellWord {
    /// What a shell would most likely make of it: without quotation marks and backslashes, with `~/` and variables replaced.
    static func value(of word: String, variables: [String: String]) -> String {
        var value = ""
        var quote: Character?
        var rest = word[...]
        if rest.hasPrefix("~/"), let home = variables["HOME"] {
            value = home
            rest = rest.dropFirst()
        }
        while let character = rest.popFirst() {
            switch character {
            case quote: quote = nil
            case "'" where quote == nil, "\"" where quote == nil: quote = character
            case "\\" where quote != "'": if let next = rest.popFirst() { value.append(next) }
            case "$" where quote != "'": value += variable(&rest, variables)
            default: value.append(character)
            }
        }
        return value
    }

    /// The value of `NAME` or `{NAME}`; whatever else stands behind the dollar stays as it is.
    private static func variable(_ rest: inout Substring, _ variables: [String: String]) -> String {
        let isBraced = rest.first == "{"
        let name = rest.dropFirst(isBraced ? 1 : 0).prefix { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let behind = rest[name.endIndex...]
        guard !name.isEmpty, !isBraced || behind.first == "}" else { return "$" }
        rest = behind.dropFirst(isBraced ? 1 : 0)
        return variables[String(name)] ?? ""
    }
}
