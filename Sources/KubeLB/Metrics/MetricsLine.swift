/// One line of a metrics page: a sample, a comment or nothing.
struct MetricsLine {
    private let bytes: ArraySlice<UInt8>
    private let number: Int
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>, number: Int) {
        self.bytes = bytes
        self.number = number
        position = bytes.startIndex
    }

    /// A sample by its name; without a value where nobody wants its family.
    struct Found {
        let name: String
        let value: MetricsPage.Sample?
    }

    /// nil for a comment and for a blank line.
    mutating func read(keeping wanted: Set<String>) throws(MetricsError) -> Found? {
        skipSpace()
        guard let first = peek else { return nil }
        if first == UInt8(ascii: "#") {
            try comment()
            return nil
        }
        let name = try name(allowsColon: true, "a metric name")
        let isWanted = wanted.contains(name)
        var labels: [String: String] = [:]
        skipSpace()
        if takes(UInt8(ascii: "{")) { labels = try self.labels(isWanted: isWanted) }
        skipSpace()
        let value = try number(word())
        skipSpace()
        if peek != nil { try timestamp(word()) }
        skipSpace()
        guard peek == nil else { throw error("unexpected text after the sample") }
        return Found(name: name, value: isWanted ? MetricsPage.Sample(labels: labels, value: value) : nil)
    }

    private static let types: Set<String> = ["counter", "gauge", "histogram", "summary", "untyped"]

    /// `# TYPE` and `# HELP` have a form of their own, any other comment is free.
    private mutating func comment() throws(MetricsError) {
        position += 1
        skipSpace()
        let keyword = word()
        guard keyword == "TYPE" || keyword == "HELP" else { return }
        skipSpace()
        _ = try name(allowsColon: true, "a metric name")
        guard keyword == "TYPE" else { return }
        skipSpace()
        let type = word()
        skipSpace()
        guard Self.types.contains(type), peek == nil else { throw error("unknown type \"\(type.prefix(20))\"") }
    }

    // MARK: Labels

    /// Behind the opening brace; a comma may follow the last label.
    private mutating func labels(isWanted: Bool) throws(MetricsError) -> [String: String] {
        var labels: [String: String] = [:]
        while true {
            skipSpace()
            if takes(UInt8(ascii: "}")) { return labels }
            let name = try name(allowsColon: false, "a label name")
            skipSpace()
            guard takes(UInt8(ascii: "=")) else { throw error("expected \"=\" after the label \(name)") }
            skipSpace()
            let value = try quoted(isWanted: isWanted)
            if isWanted, labels.updateValue(value, forKey: name) != nil {
                throw error("duplicate label \(name)")
            }
            skipSpace()
            if takes(UInt8(ascii: ",")) { continue }
            guard takes(UInt8(ascii: "}")) else { throw error("expected \",\" or \"}\" after the label \(name)") }
            return labels
        }
    }

    /// A label's value: `\\`, `\"` and `\n` are all the escapes there are.
    private mutating func quoted(isWanted: Bool) throws(MetricsError) -> String {
        guard takes(UInt8(ascii: "\"")) else { throw error("expected a quoted label value") }
        var text: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw error("a label value is no UTF-8")
                }
                return string
            case UInt8(ascii: "\\"):
                switch peek {
                case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
                case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
                case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
                default: throw error("unknown escape in a label value")
                }
                position += 1
            default:
                if isWanted { text.append(byte) }
            }
        }
        throw error("a label value has no end")
    }

    // MARK: Names and numbers

    private mutating func name(allowsColon: Bool, _ what: String) throws(MetricsError) -> String {
        let start = position
        while let byte = peek, Self.isNameByte(byte, isFirst: position == start, allowsColon: allowsColon) {
            position += 1
        }
        guard position > start else { throw error("expected \(what)") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isNameByte(_ byte: UInt8, isFirst: Bool, allowsColon: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        case UInt8(ascii: ":"): allowsColon
        case UInt8(ascii: "0")...UInt8(ascii: "9"): !isFirst
        default: false
        }
    }

    /// Go's spellings of a float: decimal, `NaN`, `+Inf`, `-Inf`.
    private func number(_ word: String) throws(MetricsError) -> Double {
        switch word.lowercased() {
        case "nan", "+nan", "-nan": return .nan
        case "inf", "+inf": return .infinity
        case "-inf": return -.infinity
        default: break
        }
        let isDecimal = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                true
            default: false
            }
        }
        guard isDecimal, let value = Double(word) else {
            throw error(word.isEmpty ? "a sample without a value" : "\"\(word.prefix(20))\" is not a valid value")
        }
        return value
    }

    private func timestamp(_ word: String) throws(MetricsError) {
        guard Int64(word) != nil else { throw error("\"\(word.prefix(20))\" is no timestamp") }
    }

    /// Up to the next space.
    private mutating func word() -> String {
        let start = position
        while let byte = peek, byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    // MARK: Bytes

    private var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = peek, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { position += 1 }
    }

    private mutating func takes(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private func error(_ message: String) -> MetricsError {
        MetricsError(line: number, "no metrics page: \(message)")
    }
}
