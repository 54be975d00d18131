/// IPv4 addresses from one to another, both included.
package struct AddressRange: Sendable, Hashable {
    package let first: UInt32
    package let last: UInt32

    /// `10.0.0.0/28` or `10.0.0.1-10.0.0.9`; nil for anything else, a single address included (as in MetalLB).
    package init?(_ text: String) {
        let ends = text.split(separator: "-").map { $0.filter { $0 != " " } }
        if ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]), first <= last {
            self.first = first
            self.last = last
            return
        }
        let parts = text.split(separator: "/").map(String.init)
        guard parts.count == 2, let base = Self.number(parts[0]), let bits = Int(parts[1]), (0...32).contains(bits)
        else { return nil }
        let mask: UInt32 = bits == 0 ? 0 : ~0 << UInt32(32 - bits)
        first = base & mask
        last = base | ~mask
    }

    package func contains(_ number: UInt32) -> Bool { (first...last).contains(number) }

    package static func number(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard let byte = UInt8(part) else { return nil }
            number = number << 8 | UInt32(byte)
        }
        return number
    }

    package static func text(_ number: UInt32) -> String {
        "\(number >> 24).\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
    }
}
