/// Settings in text whose names say that their values are secret: `password: …` in YAML, `"token": "…"` in JSON,
/// `DB_PASSWORD=…` in properties and shell, `--password …` and `--user name:…` on a command line.
struct SettingText {
    enum Form {
        /// Words end at blanks, and an option may stand before its value.
        case commandLine
        /// A value without quotes goes to the end of its line.
        case document
    }

    private let bytes: [UInt8]
    private let form: Form

    /// The text without the values, and how many they were; nil where there are none.
    static func redacted(_ bytes: [UInt8], form: Form) -> (bytes: [UInt8], count: Int)? {
        SettingText(bytes: bytes, form: form).redacted()
    }

    private func redacted() -> (bytes: [UInt8], count: Int)? {
        var replacing = Replacing(bytes)
        var index = 0
        while index < bytes.count {
            guard bytes[index].isSettingName else {
                index += 1
                continue
            }
            let end = bytes.end(of: \.isSettingName, from: index)
            if let range = value(of: index..<end), !range.isEmpty, !SecretName.isPlain(bytes.string(range)) {
                replacing.replace(range)
                index = range.upperBound
            } else {
                index = end
            }
        }
        return replacing.result
    }

    /// Where the secret value of a setting stands whose name stands there.
    private func value(of name: Range<Int>) -> Range<Int>? {
        let isUser = form == .commandLine && ["-u", "--user", "--proxy-user"].contains(bytes.string(name))
        guard isUser || name.count >= 5 && SecretName.isOfSecret(bytes.string(name)) else { return nil }
        let quote = bytes.end(of: \.isQuoting, from: name.upperBound)
        let separator = bytes.end(of: \.isBlank, from: quote)
        guard separator < bytes.count else { return nil }
        let isSetting = bytes[separator] == UInt8(ascii: ":") || bytes[separator] == UInt8(ascii: "=")
        if isSetting {
            let start = bytes.end(of: \.isBlank, from: separator + 1)
            let isJSON = quote > name.upperBound
            return isUser ? password(at: start) : value(at: start, indentedBy: indentation(of: name), isJSON: isJSON)
        }
        guard form == .commandLine, bytes[name.lowerBound] == UInt8(ascii: "-"), separator > quote,
            bytes[separator] != UInt8(ascii: "-")
        else { return nil }
        return isUser ? password(at: separator) : value(at: separator, indentedBy: 0, isJSON: false)
    }

    private func value(at start: Int, indentedBy indentation: Int, isJSON: Bool) -> Range<Int>? {
        guard start < bytes.count else { return nil }
        let first = bytes[start]
        if first == UInt8(ascii: "\\"), start + 1 < bytes.count, bytes[start + 1].isQuoting {
            // JSON within JSON: the quotes are escaped themselves.
            return (start + 2)..<bytes.end(of: { !$0.isQuoting }, from: start + 2)
        }
        if first.isQuoting { return (start + 1)..<closingQuote(first, from: start + 1) }
        if form == .document {
            // More structure, a tag, an alias.
            if "{[&*!".utf8.contains(first) { return nil }
            if first == UInt8(ascii: "|") || first == UInt8(ascii: ">") { return block(at: start, indentation) }
            let lineEnd = bytes.end(of: { !$0.isNewline && !(isJSON && ",}]".utf8.contains($0)) }, from: start)
            return start..<lineEnd
        }
        if "{[".utf8.contains(first) { return nil }
        return
            start..<bytes.end(
                of: { !$0.isSpaceOrControl && !$0.isQuoting && !";&|,)}`".utf8.contains($0) }, from: start)
    }

    private func closingQuote(_ quote: UInt8, from start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] != quote {
            index += bytes[index] == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") ? 2 : 1
        }
        return min(index, bytes.count)
    }

    /// What follows the colon in `name:password`; two numbers are a user and a group.
    private func password(at start: Int) -> Range<Int>? {
        let start = bytes.end(of: \.isQuoting, from: start)
        let end = bytes.end(of: { !$0.isSpaceOrControl && !$0.isQuoting }, from: start)
        guard let colon = bytes[start..<end].firstIndex(of: UInt8(ascii: ":")),
            !bytes[start..<end].allSatisfy({ $0.isASCIIDigit || $0 == UInt8(ascii: ":") })
        else { return nil }
        return (colon + 1)..<end
    }

    /// A block of YAML, with the sign before it: the lines that are indented more than their name.
    private func block(at start: Int, _ indentation: Int) -> Range<Int>? {
        var end = bytes.end(of: { !$0.isNewline }, from: start)
        // The sign stands alone, but for what says how to read the block.
        guard bytes[(start + 1)..<end].allSatisfy({ "+-".utf8.contains($0) || $0.isASCIIDigit || $0.isBlank }) else {
            return start..<end
        }
        while end < bytes.count {
            let line = bytes.end(of: \.isNewline, from: end)
            let text = bytes.end(of: \.isBlank, from: line)
            guard text < bytes.count, text - line > indentation else { break }
            end = bytes.end(of: { !$0.isNewline }, from: text)
        }
        return start..<end
    }

    private func indentation(of name: Range<Int>) -> Int {
        var line = name.lowerBound
        while line > 0, !bytes[line - 1].isNewline { line -= 1 }
        return bytes.end(of: \.isBlank, from: line) - line
    }
}
