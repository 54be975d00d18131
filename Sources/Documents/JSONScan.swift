/// Finds the ends of values in JSON text (RFC 8259) and checks what it passes over; makes no values.
///
/// All functions take the place to begin at and return the place after what they read.
enum JSONScan {
    static func space(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return index
            }
        }
        return index
    }

    /// The name of a member and its colon; `start` is where the name's quote should be. Sets the last step.
    static func memberName(
        _ bytes: Span<UInt8>, from start: Int, steps: inout [JSONStep]
    ) throws(JSONFault) -> (name: Text, end: Int) {
        let last = steps.count - 1
        // An error in the name is the object's, not the previous member's.
        steps[last] = .object
        guard start < bytes.count else { throw JSONFault(.truncated, at: bytes.count) }
        guard bytes[start] == UInt8(ascii: "\"") else {
            throw JSONFault("expected a member's name in quotes", at: start)
        }
        let name = try string(bytes, from: start + 1)
        steps[last] = .member(start: start + 1, end: name.end)
        let colon = space(bytes, from: name.end + 1)
        guard colon < bytes.count else { throw JSONFault(.truncated, at: bytes.count) }
        guard bytes[colon] == UInt8(ascii: ":") else {
            throw JSONFault("expected \":\" after a member's name", at: colon)
        }
        return (name, space(bytes, from: colon + 1))
    }

    /// Any value. On an error `steps` is left as it is at that place.
    ///
    /// A loop and not a recursion: this is what most bytes of a document go through.
    static func value(
        _ bytes: Span<UInt8>, from start: Int, steps: inout [JSONStep], depthLimit: Int
    ) throws(JSONFault) -> Int {
        let floor = steps.count
        var index = start
        while true {
            index = space(bytes, from: index)
            guard index < bytes.count else { throw JSONFault(.truncated, at: bytes.count) }
            switch bytes[index] {
            case UInt8(ascii: "{"):
                guard steps.count < depthLimit else { throw JSONFault(.tooDeep(depthLimit), at: index) }
                index = space(bytes, from: index + 1)
                if index < bytes.count, bytes[index] == UInt8(ascii: "}") {
                    index += 1
                } else {
                    steps.append(.object)
                    index = try memberName(bytes, from: index, steps: &steps).end
                    continue
                }
            case UInt8(ascii: "["):
                guard steps.count < depthLimit else { throw JSONFault(.tooDeep(depthLimit), at: index) }
                index = space(bytes, from: index + 1)
                if index < bytes.count, bytes[index] == UInt8(ascii: "]") {
                    index += 1
                } else {
                    steps.append(.element(0))
                    continue
                }
            case UInt8(ascii: "\""): index = try string(bytes, from: index + 1).end + 1
            case UInt8(ascii: "t"): index = try literal("true", bytes, from: index)
            case UInt8(ascii: "f"): index = try literal("false", bytes, from: index)
            case UInt8(ascii: "n"): index = try literal("null", bytes, from: index)
            default: index = try number(bytes, from: index)
            }
            guard try leave(bytes, from: &index, steps: &steps, floor: floor) else { return index }
        }
    }

    /// Goes on after a value: out of the containers that end there, then to the next value of the one that does not.
    /// False where no container above `floor` is left.
    private static func leave(
        _ bytes: Span<UInt8>, from index: inout Int, steps: inout [JSONStep], floor: Int
    ) throws(JSONFault) -> Bool {
        while steps.count > floor {
            let last = steps.count - 1
            index = space(bytes, from: index)
            let byte = index < bytes.count ? bytes[index] : 0
            if case .element(let position) = steps[last] {
                if byte == UInt8(ascii: ",") {
                    index += 1
                    steps[last] = .element(position + 1)
                    return true
                }
                guard byte == UInt8(ascii: "]") else {
                    steps[last] = .array
                    throw unexpected("expected \",\" or \"]\" after an element", bytes, at: index)
                }
            } else {
                if byte == UInt8(ascii: ",") {
                    index = try memberName(bytes, from: space(bytes, from: index + 1), steps: &steps).end
                    return true
                }
                guard byte == UInt8(ascii: "}") else {
                    steps[last] = .object
                    throw unexpected("expected \",\" or \"}\" after a member", bytes, at: index)
                }
            }
            index += 1
            steps.removeLast()
        }
        return false
    }

    static func literal(_ text: StaticString, _ bytes: Span<UInt8>, from start: Int) throws(JSONFault) -> Int {
        // SAFETY: the texts are "true", "false" and "null", which StaticString keeps behind a pointer.
        let expected = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        for (offset, byte) in expected.enumerated() {
            guard start + offset < bytes.count else { throw JSONFault(.truncated, at: bytes.count) }
            guard bytes[start + offset] == byte else { throw JSONFault("expected true, false or null", at: start) }
        }
        return start + expected.count
    }

    static func number(_ bytes: Span<UInt8>, from start: Int) throws(JSONFault) -> Int {
        var index = start
        if byte(bytes, index) == UInt8(ascii: "-") { index += 1 }
        if byte(bytes, index) == UInt8(ascii: "0") {
            index += 1
            if isDigit(byte(bytes, index)) { throw JSONFault("a number must not begin with 0", at: index - 1) }
        } else {
            if index == start, index < bytes.count, !isDigit(bytes[index]) {
                // Of a proxy or a login page, mostly.
                let isMarkup = bytes[index] == UInt8(ascii: "<")
                throw JSONFault(isMarkup ? "expected JSON, found HTML or XML" : "expected a value", at: index)
            }
            index = try digits(bytes, from: index)
        }
        if byte(bytes, index) == UInt8(ascii: ".") { index = try digits(bytes, from: index + 1) }
        if byte(bytes, index) | 0x20 == UInt8(ascii: "e") {
            index += 1
            let sign = byte(bytes, index)
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { index += 1 }
            index = try digits(bytes, from: index)
        }
        return index
    }

    /// A whole number as nearly all are written: digits that surely fit an Int, and nothing else. Nil for any other value, and
    /// at the end of the text, where more may follow.
    static func plainInt(_ bytes: Span<UInt8>, from start: Int) -> (value: Int, end: Int)? {
        var (index, value) = (start, 0)
        while index < bytes.count, isDigit(bytes[index]) {
            value = value * 10 + Int(bytes[index] - UInt8(ascii: "0"))
            index += 1
            guard index - start < 18 else { return nil }
        }
        guard index > start, index < bytes.count, !isInNumber(bytes[index]),
            index - start == 1 || bytes[start] != UInt8(ascii: "0")
        else { return nil }
        return (value, index)
    }

    private static func digits(_ bytes: Span<UInt8>, from start: Int) throws(JSONFault) -> Int {
        var index = start
        while isDigit(byte(bytes, index)) { index += 1 }
        guard index > start else { throw unexpected("expected a digit", bytes, at: index) }
        return index
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// The byte, or zero, which no token holds, at the end of the text.
    private static func byte(_ bytes: Span<UInt8>, _ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

    static func unexpected(_ message: StaticString, _ bytes: Span<UInt8>, at index: Int) -> JSONFault {
        index < bytes.count ? JSONFault(message, at: index) : JSONFault(.truncated, at: bytes.count)
    }
}
