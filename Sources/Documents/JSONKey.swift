#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The name of a member, compared with literals without making a String of it.
package struct JSONKey: Sendable {
    @usableFromInline let document: [UInt8]
    @usableFromInline let start: Int
    @usableFromInline let end: Int
    /// Rare; the comparison then needs the text.
    @usableFromInline let hasEscapes: Bool

    init(document: [UInt8], start: Int, end: Int, hasEscapes: Bool) {
        self.document = document
        self.start = start
        self.end = end
        self.hasEscapes = hasEscapes
    }

    /// The name with its escapes replaced.
    package var string: String { JSONReader.text(document, from: start, to: end, hasEscapes: hasEscapes) }

    /// Whether the name is the literal, byte for byte.
    @inlinable
    package static func ~= (pattern: StaticString, key: JSONKey) -> Bool {
        if key.hasEscapes { return key.equals(pattern) }
        guard pattern.utf8CodeUnitCount == key.end - key.start else { return false }
        return key.document.withUnsafeBytes { bytes in
            guard let first = bytes.baseAddress else { return false }
            // SAFETY: the reader found the name at start..<end of this document, and the literal has the same length.
            return memcmp(first + key.start, pattern.utf8Start, key.end - key.start) == 0
        }
    }

    @usableFromInline
    func equals(_ pattern: StaticString) -> Bool { string.utf8.elementsEqual("\(pattern)".utf8) }
}
