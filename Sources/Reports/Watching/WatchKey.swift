/// A key that a watch knows.
package enum WatchKey: Sendable, Hashable {
    case up
    case down
    case pageUp
    case pageDown
    case home
    case end
    case enter
    case escape
    case backspace
    case character(Character)

    /// The keys in what a terminal sends at once; what is none of them is left out.
    package static func keys(in bytes: [UInt8]) -> [WatchKey] {
        var keys: [WatchKey] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            switch byte {
            case 0x1B: keys += escaped(&rest)
            case 0x0A, 0x0D: keys.append(.enter)
            case 0x08, 0x7F: keys.append(.backspace)
            case 0x20..<0x7F: keys.append(.character(Character(Unicode.Scalar(byte))))
            case 0xC2...0xF4:
                var character = [byte]
                while let next = rest.first, next & 0xC0 == 0x80 { character.append(rest.removeFirst()) }
                let text = String(decoding: character, as: UTF8.self)
                keys += text.count == 1 && text != "\u{FFFD}" ? text.map { .character($0) } : []
            default: break
            }
        }
        return keys
    }

    /// What follows an escape: `[A` or `OA` for an arrow, nothing for the key itself.
    private static func escaped(_ rest: inout ArraySlice<UInt8>) -> [WatchKey] {
        guard let first = rest.first, first == UInt8(ascii: "[") || first == UInt8(ascii: "O") else { return [.escape] }
        rest.removeFirst()
        var number: UInt8?
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "A"): return [.up]
            case UInt8(ascii: "B"): return [.down]
            case UInt8(ascii: "H"): return [.home]
            case UInt8(ascii: "F"): return [.end]
            case UInt8(ascii: "~"):
                switch number {
                case UInt8(ascii: "1"), UInt8(ascii: "7"): return [.home]
                case UInt8(ascii: "4"), UInt8(ascii: "8"): return [.end]
                case UInt8(ascii: "5"): return [.pageUp]
                case UInt8(ascii: "6"): return [.pageDown]
                default: return []
                }
            case 0x30...0x3F: number = number ?? byte
            default: return []
            }
        }
        return []
    }
}
