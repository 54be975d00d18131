extension JSONReader {
    /// Notes a problem that the caller sees in the value just read.
    package mutating func report(_ message: String) { note(message, at: position) }

    /// null passes quietly, another value is noted and skipped.
    mutating func mismatch(_ expected: StaticString) throws(JSONError) {
        let start = position
        let first = peek
        try skip()
        let found: StaticString
        switch first {
        case UInt8(ascii: "n"): return
        case UInt8(ascii: "{"): found = "an object"
        case UInt8(ascii: "["): found = "an array"
        case UInt8(ascii: "\""): found = "a string"
        case UInt8(ascii: "t"): found = "true"
        case UInt8(ascii: "f"): found = "false"
        default: found = "a number"
        }
        note("expected \(expected), found \(found)", at: start)
    }

    /// Nobody reads more problems than this.
    private static var problemLimit: Int { 1000 }

    mutating func note(_ message: String, at offset: Int) {
        guard problems.count < Self.problemLimit else { return }
        problems.append(JSONProblem(offset: dropped + offset, path: path, message: message))
    }

    func unexpected(_ message: StaticString) -> JSONError {
        located(JSONScan.unexpected(message, bytes.span, at: position))
    }

    /// The fault with the path to the current value.
    func located(_ fault: JSONFault) -> JSONError {
        var message = fault.message
        if case .truncated = fault.reason, dropped == 0, bytes.allSatisfy({ $0 <= 0x20 }) {
            message = "the document is empty"
        }
        if dropped == 0, fault.offset == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            message = "the document begins with a byte order mark"
        }
        return JSONError(offset: dropped + fault.offset, path: path, message: message)
    }

    private var path: String {
        var text = ""
        func add(_ bytes: ArraySlice<UInt8>) {
            let hasEscapes = bytes.contains(UInt8(ascii: "\\"))
            let name = Self.text(Array(bytes), from: 0, to: bytes.count, hasEscapes: hasEscapes)
            text += Self.isPlain(name) ? (text.isEmpty ? "" : ".") + name : "[\(JSONValue.excerpt(of: name))]"
        }
        for step in steps {
            switch step {
            case .object, .array: break
            case .element(let index): text += "[\(index)]"
            case .member(let start, let end): add(bytes[start..<end])
            case .kept(let start, let end): add(keptNames[start..<end])
            }
        }
        return text
    }

    /// Whether a name can stand in a path as it is. One with dots, as labels have, would look like several; the others come
    /// from the document, and nothing in it may reach a terminal unescaped.
    private static func isPlain(_ name: String) -> Bool {
        (1...63).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                JSONScan.isDigit(byte) || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }
}
