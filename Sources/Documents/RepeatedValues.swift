#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a list of thousands of objects says again and again: short texts, and whole values such as maps of labels. Each is
/// made once, and found by its bytes after that.
struct RepeatedValues: Sendable {
    // MARK: Texts

    /// By a hash of their bytes, one each; empty until the first one is added.
    private var texts: [String] = []
    private static let slots = 512

    /// Shorter texts need no memory of their own, and longer ones are hardly repeated.
    static func isWorthwhile(_ count: Int) -> Bool { 16...128 ~= count }

    /// The text of these bytes, which have no escapes; nil if it is not known.
    func text(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> String? {
        guard !texts.isEmpty else { return nil }
        let text = texts[Self.slot(bytes, start, end)]
        let isSame = text.utf8.withContiguousStorageIfAvailable { known in
            known.count == end - start && Self.begins(bytes, at: start, with: known)
        }
        return isSame == true ? text : nil
    }

    mutating func add(_ text: String, _ bytes: Span<UInt8>, from start: Int, to end: Int) {
        if texts.isEmpty { texts = Array(repeating: "", count: Self.slots) }
        texts[Self.slot(bytes, start, end)] = text
    }

    /// Of the length and the last bytes: names of one origin begin alike.
    private static func slot(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var hash = UInt64(truncatingIfNeeded: end - start)
        for index in max(start, end - 12)..<end { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: (hash >> 20) % UInt64(slots))
    }

    // MARK: Whole values

    private struct Known {
        let part: RepeatedPart
        let bytes: [UInt8]
        /// How deep it was read; deeper, it might be too deep.
        let depth: Int
        let value: any Sendable
    }

    private var known: [Known] = []
    /// Where to look first: values come in the same order in each object.
    private var next = 0
    /// Looked for in vain, against found.
    private var balance = 0
    private static let limit = 16

    /// Whether it is still worth looking: most lists repeat themselves, and others never do.
    private var isWorthwhile: Bool { balance < 256 }

    mutating func value<Value>(
        _ part: RepeatedPart, _ bytes: Span<UInt8>, at position: Int, depth: Int
    ) -> (value: Value, end: Int)? {
        guard isWorthwhile else { return nil }
        for offset in known.indices {
            var index = next + offset
            if index >= known.count { index -= known.count }
            guard known[index].part == part, depth <= known[index].depth,
                known[index].bytes.withUnsafeBufferPointer({ Self.begins(bytes, at: position, with: $0) }),
                let value = known[index].value as? Value
            else { continue }
            next = index + 1 < known.count ? index + 1 : 0
            balance = max(-256, balance - 4)
            return (value, position + known[index].bytes.count)
        }
        balance += 1
        return nil
    }

    mutating func add(_ part: RepeatedPart, _ bytes: ArraySlice<UInt8>, depth: Int, _ value: any Sendable) {
        guard isWorthwhile, 2...2048 ~= bytes.count else { return }
        let new = Known(part: part, bytes: Array(bytes), depth: depth, value: value)
        if known.count < Self.limit {
            known.append(new)
        } else {
            known[next] = new
            next = next + 1 < Self.limit ? next + 1 : 0
        }
    }

    private static func begins(
        _ bytes: Span<UInt8>, at position: Int, with other: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard bytes.count - position >= other.count, let expected = other.baseAddress else { return false }
        return bytes.withUnsafeBufferPointer { buffer in
            guard let first = buffer.baseAddress else { return false }
            // SAFETY: both have as many bytes as are compared.
            return memcmp(first + position, expected, other.count) == 0
        }
    }
}

/// What is read from a value: the same bytes may be read in several ways.
package enum RepeatedPart: Sendable {
    case labels
    case annotations
    case fields
}

extension JSONReader {
    /// Reads an object or array; one that has the bytes of an earlier one is not read again.
    package mutating func repeated<Value: Sendable>(
        _ part: RepeatedPart, _ read: (inout JSONReader) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        skipSpace()
        let first = peek
        // Such a value ends with its last bracket, whatever follows.
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return try read(&self) }
        let bytes = bytes
        if let (value, end) = repeatedValues.value(part, bytes.span, at: position, depth: steps.count) as (Value, Int)?
        {
            position = end
            return value
        }
        let (start, before) = (position, problems.count)
        let value = try read(&self)
        if problems.count == before {
            repeatedValues.add(part, bytes[start..<position], depth: steps.count, value)
        }
        return value
    }
}
