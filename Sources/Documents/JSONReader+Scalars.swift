extension JSONReader {
    /// A string with its escapes replaced.
    package mutating func string() throws(JSONError) -> String? {
        skipSpace()
        guard peek == UInt8(ascii: "\"") else {
            try mismatch("a string")
            return nil
        }
        return try scannedString()
    }

    package mutating func bool() throws(JSONError) -> Bool? {
        skipSpace()
        guard peek == UInt8(ascii: "t") || peek == UInt8(ascii: "f") else {
            try mismatch("true or false")
            return nil
        }
        return try scannedBool()
    }

    /// A whole number, also written `80.0` or `8e1`; one with a fraction or out of range is a problem.
    package mutating func int() throws(JSONError) -> Int? {
        if let value = plainInt() { return value }
        guard let (number, start) = try number() else { return nil }
        if let value = number.int { return value }
        note("expected a whole number, found \(number.text.prefix(40))", at: start)
        return nil
    }

    /// A whole number as nearly all are: digits that surely fit, and nothing else. Reads nothing otherwise.
    package mutating func plainInt() -> Int? {
        skipSpace()
        guard let (value, end) = JSONScan.plainInt(bytes.span, from: position) else { return nil }
        position = end
        return value
    }

    /// The bytes of a string without escapes, which `convert` makes something of. Nil, and nothing read, for another value, or
    /// if that is nil.
    package mutating func plainText<Value>(_ convert: (ArraySlice<UInt8>) -> Value?) throws(JSONError) -> Value? {
        skipSpace()
        guard peek == UInt8(ascii: "\"") else { return nil }
        do throws(JSONFault) {
            let text = try JSONScan.string(bytes.span, from: position + 1)
            guard !text.hasEscapes, let value = convert(bytes[position + 1..<text.end]) else { return nil }
            position = text.end + 1
            return value
        } catch {
            throw located(error)
        }
    }

    /// A number as nearly as a Double can be to it; one beyond a Double's range is a problem.
    package mutating func double() throws(JSONError) -> Double? {
        guard let (number, start) = try number() else { return nil }
        if number.double.isFinite { return number.double }
        note("the number \(number.text.prefix(40)) is out of range", at: start)
        return nil
    }

    /// Strings of an array; elements of another type are problems and left out, null is left out.
    package mutating func strings() throws(JSONError) -> [String]? {
        var strings: [String] = []
        let isArray = try array { (reader, _) throws(JSONError) in
            if let string = try reader.string() { strings.append(string) }
        }
        return isArray ? strings : nil
    }

    /// Members whose values are strings; values of another type are problems and left out, null is left out. Of a repeated
    /// name the last one counts.
    package mutating func stringMap() throws(JSONError) -> [String: String]? {
        pairs.removeAll(keepingCapacity: true)
        let isObject = try object { (reader, key) throws(JSONError) in
            if let string = try reader.string() { reader.pairs.append((reader.name(key), string)) }
        }
        guard isObject else { return nil }
        var map = [String: String](minimumCapacity: pairs.count)
        for (name, value) in pairs { map[name] = value }
        return map
    }

    private mutating func number() throws(JSONError) -> (JSONNumber, start: Int)? {
        skipSpace()
        guard peek == UInt8(ascii: "-") || JSONScan.isDigit(peek) else {
            try mismatch("a number")
            return nil
        }
        let start = position
        return (JSONNumber(text: try scannedNumber()), start)
    }

    // MARK: Values whose first byte is known

    mutating func scannedString() throws(JSONError) -> String {
        // A copy, so that the scan may change other members meanwhile; of the reference only.
        let bytes = bytes
        do throws(JSONFault) {
            let start = position + 1
            let text = try JSONScan.string(bytes.span, from: start)
            position = text.end + 1
            let isRepeated =
                textFilter != nil && !text.hasEscapes && RepeatedValues.isWorthwhile(text.end - start)
            if isRepeated, let known = repeatedValues.text(bytes.span, from: start, to: text.end) { return known }
            countText(text.end - start)
            var string = Self.text(bytes, from: start, to: text.end, hasEscapes: text.hasEscapes)
            guard let textFilter else { return string }
            string = textFilter(string)
            // What the filter changed does not have these bytes.
            if isRepeated { repeatedValues.add(string, bytes.span, from: start, to: text.end) }
            return string
        } catch {
            throw located(error)
        }
    }

    private mutating func countText(_ size: Int) {
        if size > 15 { volume.textBytes += size }
    }

    mutating func scannedBool() throws(JSONError) -> Bool {
        let isTrue = peek == UInt8(ascii: "t")
        try skip()
        return isTrue
    }

    mutating func scannedNumber() throws(JSONError) -> String {
        do throws(JSONFault) {
            let start = position
            guard start < bytes.count else { throw JSONFault(.truncated, at: start) }
            position = try JSONScan.number(bytes.span, from: start)
            return Self.text(bytes, from: start, to: position, hasEscapes: false)
        } catch {
            throw located(error)
        }
    }

    /// The name of a member, of which there may be thousands.
    mutating func name(_ key: JSONKey) -> String {
        guard !key.hasEscapes, RepeatedValues.isWorthwhile(key.end - key.start) else {
            countText(key.end - key.start)
            return key.string
        }
        if let known = repeatedNames.text(bytes.span, from: key.start, to: key.end) { return known }
        countText(key.end - key.start)
        let name = key.string
        repeatedNames.add(name, key.document.span, from: key.start, to: key.end)
        return name
    }

    /// Text that has been scanned.
    static func text(_ bytes: [UInt8], from start: Int, to end: Int, hasEscapes: Bool) -> String {
        guard hasEscapes else { return String(decoding: bytes[start..<end], as: UTF8.self) }
        // It has been checked and does not throw; the text as it stands is right enough to say so without a crash.
        return (try? JSONScan.unescaped(bytes.span, from: start, to: end))
            ?? String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
