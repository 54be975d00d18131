/// Secrets that show by their look, in any text: private keys, JSON Web Tokens, bearer tokens, credentials of headers
/// and URLs. Certificates and public keys are none.
enum SecretText {
    static let replacement = "<redacted>"

    /// A text without its secrets, and how many they were; nil where there are none and the text stays as it is.
    static func redacted(_ text: String) -> (text: String, count: Int)? {
        guard mayHoldSecret(text), let result = redacted(Array(text.utf8)) else { return nil }
        return (String(decoding: result.bytes, as: UTF8.self), result.count)
    }

    /// The same for bytes, which need not be UTF-8.
    static func redacted(_ bytes: [UInt8]) -> (bytes: [UInt8], count: Int)? {
        var ranges: [Range<Int>] = []
        var index = 0
        while index < bytes.count {
            let range = secret(in: bytes, at: index)
            if let range, !range.isEmpty { ranges.append(range) }
            // Before a secret that is announced may stand another: a token in the user's place of a URL.
            index = range.flatMap { $0.lowerBound == index && !$0.isEmpty ? $0.upperBound : nil } ?? index + 1
        }
        var replacing = Replacing(bytes)
        for range in merged(ranges) { replacing.replace(range) }
        return replacing.result
    }

    /// Ranges in their order, those that overlap as one.
    private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, last.overlaps(range) {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }

    static func holdsSecret(_ text: String) -> Bool { redacted(text) != nil }

    /// The range of a secret that announces itself at a place.
    private static func secret(in bytes: [UInt8], at index: Int) -> Range<Int>? {
        switch bytes[index] {
        case UInt8(ascii: "-"): PrivateKeyText.range(in: bytes, at: index)
        case UInt8(ascii: "L"), UInt8(ascii: "Z"): EncodedSecret.range(in: bytes, at: index)
        case UInt8(ascii: "e"): WebToken.range(in: bytes, at: index)
        case UInt8(ascii: "b"), UInt8(ascii: "B"): SchemeCredential.range(in: bytes, at: index)
        case UInt8(ascii: "a"), UInt8(ascii: "A"): AuthorizationHeader.range(in: bytes, at: index)
        case UInt8(ascii: ":"): URLCredential.userRange(in: bytes, at: index)
        case UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: "\\"):
            URLCredential.parameterRange(in: bytes, at: index)
        default: nil
        }
    }

    /// A quick look that lets through all that `secret(in:at:)` may find: most strings of a cluster end here.
    private static func mayHoldSecret(_ text: String) -> Bool {
        var window: UInt32 = 0
        for byte in text.utf8 {
            // Letters of both cases are alike; the other characters looked for have this bit.
            window = window << 8 | UInt32(byte | 0x20)
            switch window {
            case 0x2D2D_2D2D, 0x6265_6172, 0x6F72_697A, 0x6261_7369: return true  // ----, bear, oriz, basi
            case 0x6C73_3074, 0x7A78_6C6B: return true  // ls0t, zxlk
            default:
                let three = window & 0xFF_FFFF
                // eyj, ://, and what a query begins with.
                if three == 0x65_796A || three == 0x3A_2F2F || window & 0xFF == 0x3F { return true }
            }
        }
        return false
    }
}

/// A text in which ranges are replaced, from its start to its end.
struct Replacing {
    private let bytes: [UInt8]
    private var replaced: [UInt8] = []
    private var count = 0
    /// Where the last replaced range ends.
    private(set) var end = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// `range` must not begin before `end`.
    mutating func replace(_ range: Range<Int>) {
        replaced += bytes[end..<range.lowerBound]
        replaced += SecretText.replacement.utf8
        end = range.upperBound
        count += 1
    }

    /// nil where nothing was replaced.
    var result: (bytes: [UInt8], count: Int)? { count == 0 ? nil : (replaced + bytes[end...], count) }
}
