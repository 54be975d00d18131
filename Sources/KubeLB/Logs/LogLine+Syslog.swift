import Characters
import Kubernetes

/// Syslog (RFC 5424), as the NSX Container Plugin writes it into the log of its container.
extension LogLine {
    /// `1 2026-11-22T20:31:09.600Z node-1 NSX 7 - [nsx@6876 comp="nsx-container-ncp" level="ERROR"] module message`; a priority,
    /// `<11>`, may come first. After the structured data, NCP writes the name of a module.
    mutating func readSyslog(_ text: String) -> Bool {
        guard let first = text.utf8.first, first == UInt8(ascii: "1") || first == UInt8(ascii: "<") else {
            return false
        }
        let words = text.prefix(300).split(separator: " ", maxSplits: 6, omittingEmptySubsequences: false)
        guard words.count == 7, words[0] == "1" || words[0].hasPrefix("<") && words[0].hasSuffix(">1"),
            let stamp = Timestamp(String(words[1])), words[6].hasPrefix("[") || words[6].hasPrefix("-")
        else { return false }
        time = stamp
        if words[0].hasPrefix("<"), let priority = Int(words[0].dropFirst().prefix { $0 != ">" }) {
            level = Self.level(severity: priority % 8)
        }
        let rest = text[words[6].startIndex...]
        guard rest.hasPrefix("["), let end = rest.firstByteRange(of: "] ") else {
            message = String(rest.dropFirst(rest.hasPrefix("- ") ? 2 : 0))
            return true
        }
        let data = rest[..<end.lowerBound]
        if let range = data.firstByteRange(of: " level=\"") {
            let named = Level(named: data[range.upperBound...].prefix { $0 != "\"" })
            if named != .unknown { level = named }
        }
        var statement = rest[end.upperBound...]
        let module = statement.prefix { !$0.isWhitespace }
        if module.contains("."), !module.contains(":"), module.endIndex < statement.endIndex {
            logger = String(module)
            statement = statement[statement.index(after: module.endIndex)...]
        }
        message = String(statement)
        return true
    }

    /// The severities of RFC 5424, from 0, an emergency, to 7.
    private static func level(severity: Int) -> Level {
        switch severity {
        case 0...3: .error
        case 4: .warning
        case 5, 6: .info
        default: .debug
        }
    }
}
