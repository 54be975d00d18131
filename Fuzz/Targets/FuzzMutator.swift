import TestSupport

/// Deterministic mutations of inputs: what attackers do by hand, and flipped bits. The same seed makes the same inputs.
package struct FuzzMutator: Sendable {
    private var generator: SplitMix64

    package init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    /// Numbers at which arithmetic breaks, and texts in their place.
    private static let extremes = [
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551616", "1e400", "-1e400",
        "1e300", "-1", "0", "0x7fffffffffffffff", "4294967296", "65536", "1e-400", "-0", "99999-99-99T99:99:99Z",
        "9999-12-31T23:59:59.999999999Z", "0000-01-01T00:00:00Z", "NaN", "null", "\"\"", "[]", "{}",
    ]

    /// A variation of one of the inputs.
    package mutating func mutated(_ seeds: [[UInt8]]) -> [UInt8] {
        guard var bytes = seeds.randomElement(using: &generator) else { return [] }
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: flip(&bytes)
            case 1, 2, 3: replaceNumber(&bytes)
            case 4: bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator))
            case 5: nest(&bytes)
            case 6: repeatPart(&bytes)
            default: splice(&bytes, seeds)
            }
        }
        return Array(bytes.prefix(1 << 16))
    }

    private mutating func flip(_ bytes: inout [UInt8]) {
        for _ in 0..<8 {
            guard let index = bytes.indices.randomElement(using: &generator) else { return }
            bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        }
    }

    /// The first number behind some place, and now and then all that follow.
    private mutating func replaceNumber(_ bytes: inout [UInt8]) {
        guard var position = bytes.indices.randomElement(using: &generator) else { return }
        let count = Int.random(in: 0..<8, using: &generator) == 0 ? 1000 : 1
        for _ in 0..<count {
            guard let start = bytes[position...].firstIndex(where: Self.isDigit) else { return }
            let end = bytes[start...].firstIndex { !Self.isDigit($0) } ?? bytes.count
            let extreme = Self.extremes.randomElement(using: &generator) ?? "0"
            bytes.replaceSubrange(start..<end, with: extreme.utf8)
            position = min(start + extreme.utf8.count, bytes.count)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private mutating func nest(_ bytes: inout [UInt8]) {
        guard let index = bytes.indices.randomElement(using: &generator) else { return }
        let opening = ["[", "{\"a\":", "- ", "&a [*a,", "("].randomElement(using: &generator) ?? "["
        bytes.insert(
            contentsOf: String(repeating: opening, count: Int.random(in: 1...2000, using: &generator)).utf8, at: index)
    }

    /// A part once more: a duplicate key, a second record.
    private mutating func repeatPart(_ bytes: inout [UInt8]) {
        guard let start = bytes.indices.randomElement(using: &generator) else { return }
        let end = min(bytes.count, start + Int.random(in: 1...200, using: &generator))
        bytes.insert(contentsOf: Array(bytes[start..<end]), at: end)
    }

    private mutating func splice(_ bytes: inout [UInt8], _ seeds: [[UInt8]]) {
        guard let other = seeds.randomElement(using: &generator),
            let from = other.indices.randomElement(using: &generator),
            let to = bytes.indices.randomElement(using: &generator)
        else { return }
        bytes.replaceSubrange(to..., with: other[from...])
    }
}
