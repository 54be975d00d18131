/// Reads values in DER (ITU-T X.690), one after the other. Anything malformed or truncated ends the reading.
struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// Tags that certificates are made of.
    enum Tag {
        static let sequence: UInt8 = 0x30
        static let utcTime: UInt8 = 0x17
        static let generalizedTime: UInt8 = 0x18
        static let objectIdentifier: UInt8 = 0x06
        static let octetString: UInt8 = 0x04
        static let version: UInt8 = 0xA0
        static let extensions: UInt8 = 0xA3
        static let dnsName: UInt8 = 0x82
    }

    /// The next value: its tag and its contents.
    mutating func next() -> (tag: UInt8, content: ArraySlice<UInt8>)? {
        guard let tag = rest.popFirst(), let first = rest.popFirst() else { return nil }
        var length = Int(first)
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            guard (1...3).contains(count), rest.count >= count else { return nil }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
        }
        guard length <= rest.count else { return nil }
        let content = rest.prefix(length)
        rest = rest.dropFirst(length)
        return (tag, content)
    }

    /// The contents of the next value if it has the tag.
    mutating func next(_ tag: UInt8) -> ArraySlice<UInt8>? {
        guard let value = next(), value.tag == tag else { return nil }
        return value.content
    }

    /// The tag of the next value.
    var nextTag: UInt8? { rest.first }
}
