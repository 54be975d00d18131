/// Reads a JSON document from its bytes, value by value, on request: what nobody asks for is checked and skipped, and never
/// becomes a value.
///
/// Each function reads exactly one value. null reads as nil (or false) without a problem; a value of another type is noted in
/// `problems`, skipped, and reads as nil too. Strict as RFC 8259; repeated member names are handed out each time.
package struct JSONReader: Sendable {
    private let bytes: [UInt8]
    private let depthLimit: Int
    private var position = 0
    /// The way from the root to the current value; turned into text only for errors and problems.
    private var steps: [Step] = []

    /// Values of another type than was asked for, in the order of the document.
    package private(set) var problems: [JSONProblem] = []

    private enum Step: Sendable {
        case member(JSONKey)
        case element(Int)
    }

    package init(_ bytes: [UInt8], depthLimit: Int = 200) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    /// Bytes read so far.
    package var offset: Int { position }

    // MARK: Containers

    /// Reads an object, handing out each member; a value that is left unread is skipped.
    @discardableResult
    package mutating func object(
        _ member: (inout JSONReader, JSONKey) throws(JSONError) -> Void
    ) throws(JSONError) -> Bool {
        guard try opens(UInt8(ascii: "{"), "an object") else { return false }
        skipSpace()
        if take(UInt8(ascii: "}")) {
            steps.removeLast()
            return true
        }
        while true {
            skipSpace()
            let key = try name()
            steps[steps.count - 1] = .member(key)
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw unexpected("expected \":\" after a member's name") }
            skipSpace()
            let start = position
            try member(&self, key)
            if position == start { try skip() }
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw unexpected("expected \",\" or \"}\" after a member") }
            steps.removeLast()
            return true
        }
    }

    /// Reads an array, handing out each element's index; an element that is left unread is skipped.
    @discardableResult
    package mutating func array(
        _ element: (inout JSONReader, Int) throws(JSONError) -> Void
    ) throws(JSONError) -> Bool {
        guard try opens(UInt8(ascii: "["), "an array") else { return false }
        skipSpace()
        if take(UInt8(ascii: "]")) {
            steps.removeLast()
            return true
        }
        var index = 0
        while true {
            steps[steps.count - 1] = .element(index)
            skipSpace()
            let start = position
            try element(&self, index)
            if position == start { try skip() }
            skipSpace()
            index += 1
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw unexpected("expected \",\" or \"]\" after an element") }
            steps.removeLast()
            return true
        }
    }

    /// Enters a container and makes room for its step; false after null or after a value of another type.
    private mutating func opens(_ bracket: UInt8, _ expected: String) throws(JSONError) -> Bool {
        skipSpace()
        guard peek == bracket else {
            try mismatch(expected)
            return false
        }
        guard steps.count < depthLimit else { throw error("nested more than \(depthLimit) levels deep") }
        position += 1
        steps.append(.element(0))
        return true
    }

    // MARK: Scalars

    package mutating func string() throws(JSONError) -> String? {
        skipSpace()
        guard peek == UInt8(ascii: "\"") else {
            try mismatch("a string")
            return nil
        }
        let content = try scanString()
        return content.hasEscapes ? try unescape(content.range) : String(decoding: bytes[content.range], as: UTF8.self)
    }

    package mutating func bool() throws(JSONError) -> Bool? {
        skipSpace()
        switch peek {
        case UInt8(ascii: "t"):
            try literal("true")
            return true
        case UInt8(ascii: "f"):
            try literal("false")
            return false
        default:
            try mismatch("true or false")
            return nil
        }
    }

    /// An integral number, also as `80.0` or `8e1`.
    package mutating func int() throws(JSONError) -> Int? {
        let start = position
        guard let number = try number() else { return nil }
        if let value = number.int { return value }
        note("expected a whole number, found \(number.text)", at: start)
        return nil
    }

    package mutating func double() throws(JSONError) -> Double? { try number()?.double }

    package mutating func number() throws(JSONError) -> JSONNumber? {
        skipSpace()
        guard let first = peek, first == UInt8(ascii: "-") || isDigit(first) else {
            try mismatch("a number")
            return nil
        }
        let range = try scanNumber()
        return JSONNumber(text: String(decoding: bytes[range], as: UTF8.self))
    }

    /// Strings of an array; other elements are problems and left out.
    package mutating func strings() throws(JSONError) -> [String]? {
        var strings: [String] = []
        let isArray = try array { (reader, _) throws(JSONError) in
            if let string = try reader.string() { strings.append(string) }
        }
        return isArray ? strings : nil
    }

    /// Members whose values are strings; other values are problems and left out.
    package mutating func stringMap() throws(JSONError) -> [String: String]? {
        var map: [String: String] = [:]
        let isObject = try object { (reader, key) throws(JSONError) in
            if let string = try reader.string() { map[key.string] = string }
        }
        return isObject ? map : nil
    }

    /// Any value, whole.
    package mutating func value() throws(JSONError) -> JSONValue {
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"):
            var object = JSONObject()
            try self.object { (reader, key) throws(JSONError) in object[key.string] = try reader.value() }
            return .object(object)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try array { (reader, _) throws(JSONError) in elements.append(try reader.value()) }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try string() ?? "")
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool(try bool() ?? false)
        case UInt8(ascii: "n"):
            try literal("null")
            return .null
        default:
            guard let first = peek, first == UInt8(ascii: "-") || isDigit(first) else { throw unexpected("expected a value") }
            return .number(try number() ?? JSONNumber(0))
        }
    }

    /// Checks one value and passes over it.
    package mutating func skip() throws(JSONError) {
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): try object { (reader, _) throws(JSONError) in try reader.skip() }
        case UInt8(ascii: "["): try array { (reader, _) throws(JSONError) in try reader.skip() }
        case UInt8(ascii: "\""):
            let content = try scanString()
            if content.hasEscapes { _ = try unescape(content.range) }
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default:
            guard let first = peek, first == UInt8(ascii: "-") || isDigit(first) else { throw unexpected("expected a value") }
            _ = try scanNumber()
        }
    }

    /// Notes a problem that the caller sees in the value just read.
    package mutating func report(_ message: String) { note(message, at: position) }

    /// Only white space may follow.
    package mutating func end() throws(JSONError) {
        skipSpace()
        if position < bytes.count { throw error("unexpected text after the document") }
    }

    // MARK: Scanning

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private mutating func literal(_ text: StaticString) throws(JSONError) {
        let start = position
        for byte in "\(text)".utf8 {
            guard take(byte) else {
                if position == bytes.count { throw endOfText }
                position = start
                throw unexpected("expected \(text)")
            }
        }
    }

    private mutating func name() throws(JSONError) -> JSONKey {
        guard peek == UInt8(ascii: "\"") else { throw unexpected("expected a member's name in quotes") }
        let content = try scanString()
        return JSONKey(
            bytes: bytes[content.range], unescaped: content.hasEscapes ? try unescape(content.range) : nil)
    }

    /// Passes over a string and says where its content is; UTF-8 is checked, escapes are left as they are.
    private mutating func scanString() throws(JSONError) -> (range: Range<Int>, hasEscapes: Bool) {
        position += 1
        let start = position
        var hasEscapes = false
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return (start..<position - 1, hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                position += 2
            case ..<0x20: throw error("control character in a string")
            case ..<0x80: position += 1
            default: try scanMultibyte(byte)
            }
        }
        position = bytes.count
        throw endOfText
    }

    /// One character of two to four bytes (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
    private mutating func scanMultibyte(_ first: UInt8) throws(JSONError) {
        let count: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: count = 1
        case 0xE0: (count, second) = (2, 0xA0...0xBF)
        case 0xED: (count, second) = (2, 0x80...0x9F)
        case 0xE1...0xEF: count = 2
        case 0xF0: (count, second) = (3, 0x90...0xBF)
        case 0xF4: (count, second) = (3, 0x80...0x8F)
        case 0xF1...0xF3: count = 3
        default: throw error("invalid UTF-8 in a string")
        }
        guard position + count < bytes.count else {
            position = bytes.count
            throw endOfText
        }
        guard second.contains(bytes[position + 1]) else { throw error("invalid UTF-8 in a string") }
        for index in 1...count where bytes[position + index] & 0xC0 != 0x80 { throw error("invalid UTF-8 in a string") }
        position += count + 1
    }

    private func unescape(_ range: Range<Int>) throws(JSONError) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                index += 1
                continue
            }
            guard index + 1 < range.upperBound else { throw error("incomplete escape", at: index) }
            switch bytes[index + 1] {
            case UInt8(ascii: "\""): text.append(0x22)
            case UInt8(ascii: "\\"): text.append(0x5C)
            case UInt8(ascii: "/"): text.append(0x2F)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"):
                let (scalar, length) = try unicodeEscape(at: index, before: range.upperBound)
                text += Array(String(Character(scalar)).utf8)
                index += length
                continue
            default: throw error("unknown escape in a string", at: index)
            }
            index += 2
        }
        return String(decoding: text, as: UTF8.self)
    }

    private func unicodeEscape(at index: Int, before end: Int) throws(JSONError) -> (Unicode.Scalar, length: Int) {
        guard let unit = hex(at: index + 2, before: end) else { throw error("\\u needs four hexadecimal digits", at: index) }
        if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
        // A surrogate stands only in a pair (RFC 8259, section 8.2 leaves a lone one undefined).
        guard unit < 0xDC00, index + 7 < end, bytes[index + 6] == UInt8(ascii: "\\"), bytes[index + 7] == UInt8(ascii: "u"),
            let low = hex(at: index + 8, before: end), (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
        else { throw error("lone surrogate in a string", at: index) }
        return (scalar, 12)
    }

    private func hex(at index: Int, before end: Int) -> UInt32? {
        guard index + 4 <= end else { return nil }
        var value: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return value
    }

    private mutating func scanNumber() throws(JSONError) -> Range<Int> {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if take(UInt8(ascii: "0")) {
            if let next = peek, isDigit(next) { throw error("a number must not begin with 0") }
        } else {
            try digits()
        }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return start..<position
    }

    private mutating func digits() throws(JSONError) {
        guard let first = peek, isDigit(first) else { throw unexpected("expected a digit") }
        while let next = peek, isDigit(next) { position += 1 }
    }

    // MARK: Errors

    /// null passes quietly, another value is noted and skipped.
    private mutating func mismatch(_ expected: String) throws(JSONError) {
        let start = position
        let found: String
        switch peek {
        case UInt8(ascii: "n"): return try literal("null")
        case UInt8(ascii: "{"): found = "an object"
        case UInt8(ascii: "["): found = "an array"
        case UInt8(ascii: "\""): found = "a string"
        case UInt8(ascii: "t"), UInt8(ascii: "f"): found = "a boolean"
        default: found = "a number"
        }
        try skip()
        note("expected \(expected), found \(found)", at: start)
    }

    private mutating func note(_ message: String, at offset: Int) {
        problems.append(JSONProblem(offset: offset, path: path, message: message))
    }

    private var endOfText: JSONError { error("the document ends in the middle", at: bytes.count) }

    private func unexpected(_ message: String) -> JSONError {
        position >= bytes.count ? endOfText : error(message)
    }

    private func error(_ message: String, at offset: Int? = nil) -> JSONError {
        JSONError(offset: offset ?? position, path: path, message: message)
    }

    private var path: String {
        var text = ""
        for step in steps {
            switch step {
            case .member(let key): text += (text.isEmpty ? "" : ".") + key.string
            case .element(let index): text += "[\(index)]"
            }
        }
        return text
    }
}
