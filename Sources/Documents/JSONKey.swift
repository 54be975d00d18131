/// The name of a member, compared with literals without making a String of it.
package struct JSONKey: Sendable {
    let bytes: ArraySlice<UInt8>
    /// Set where the name has escapes, which hardly ever happens.
    let unescaped: String?

    package var string: String { unescaped ?? String(decoding: bytes, as: UTF8.self) }

    package static func ~= (pattern: StaticString, key: JSONKey) -> Bool {
        if let unescaped = key.unescaped { return unescaped == "\(pattern)" }
        guard pattern.utf8CodeUnitCount == key.bytes.count else { return false }
        return key.bytes.withUnsafeBufferPointer { bytes in
            // SAFETY: a StaticString's text lives as long as the process, and both sides have the same length.
            pattern.withUTF8Buffer { text in zip(bytes, text).allSatisfy { $0 == $1 } }
        }
    }
}
