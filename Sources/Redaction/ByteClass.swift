/// What a byte may be part of, by ASCII; a byte beyond is of no class.
struct ByteClass: OptionSet, Sendable {
    let rawValue: UInt16

    static let letter = ByteClass(rawValue: 1 << 0)
    static let digit = ByteClass(rawValue: 1 << 1)
    /// `-` and `_`, as URL-safe Base64 has them.
    static let dash = ByteClass(rawValue: 1 << 2)
    static let dot = ByteClass(rawValue: 1 << 3)
    /// `+` and `/` of Base64.
    static let plusOrSlash = ByteClass(rawValue: 1 << 4)
    static let equals = ByteClass(rawValue: 1 << 5)
    static let tilde = ByteClass(rawValue: 1 << 6)
    static let blank = ByteClass(rawValue: 1 << 7)
    static let newline = ByteClass(rawValue: 1 << 8)
    /// White space, newlines and control characters.
    static let space = ByteClass(rawValue: 1 << 9)
    static let quote = ByteClass(rawValue: 1 << 10)
    static let backslash = ByteClass(rawValue: 1 << 11)
    /// Every byte, so that a complement can be written.
    static let other = ByteClass(rawValue: 1 << 12)

    static let alphanumeric: ByteClass = [.letter, .digit]
    /// Of the name of a setting: `db.password`, `--api-key`, `PGPASSWORD`.
    static let name: ByteClass = [.letter, .digit, .dash, .dot]
    static let base64URL: ByteClass = [.letter, .digit, .dash]
    static let base64: ByteClass = [.letter, .digit, .plusOrSlash, .equals]
    /// Of what may follow `Bearer` (RFC 6750), without padding.
    static let token: ByteClass = [.letter, .digit, .dash, .dot, .plusOrSlash, .tilde]
    static let quoting: ByteClass = [.quote, .backslash]
    /// What no unquoted value goes beyond.
    static let valueEnd: ByteClass = [.space, .quote]

    static let table: [ByteClass] = (0...255).map { ByteClass(of: UInt8($0)) }

    private init(of byte: UInt8) {
        var result: ByteClass = .other
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): result = .letter
        case UInt8(ascii: "0")...UInt8(ascii: "9"): result = .digit
        case UInt8(ascii: "-"), UInt8(ascii: "_"): result = .dash
        case UInt8(ascii: "."): result = .dot
        case UInt8(ascii: "+"), UInt8(ascii: "/"): result = .plusOrSlash
        case UInt8(ascii: "="): result = .equals
        case UInt8(ascii: "~"): result = .tilde
        case UInt8(ascii: " "), 0x09: result = [.blank, .space]
        case 0x0A, 0x0D: result = [.newline, .space]
        case 0...0x1F, 0x7F: result = .space
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): result = .quote
        case UInt8(ascii: "\\"): result = .backslash
        default: break
        }
        self = result
    }

    init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Whether the two have a class in common. Not `isDisjoint`, which is generic and slow where nothing is optimized.
    func meets(_ other: ByteClass) -> Bool { rawValue & other.rawValue != 0 }
}

extension UInt8 {
    var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isUpper: Bool { self >= 0x41 && self <= 0x5A }
    var isLower: Bool { self >= 0x61 && self <= 0x7A }
    var isHexDigit: Bool { isDigit || lowercased >= 0x61 && lowercased <= 0x66 }
}
