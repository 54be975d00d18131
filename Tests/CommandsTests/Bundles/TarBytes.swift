/// Tar archives made by hand, for what no tar program would write.
struct TarBytes {
    var bytes: [UInt8] = []

    /// Adds an entry; `size` is what the header claims.
    mutating func add(
        _ path: String, _ content: String = "", type: Character = "0", prefix: String = "", size: String? = nil
    ) {
        let content = Array(content.utf8)
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
        }
        put(path, at: 0)
        put("0000644", at: 100)
        put(size ?? Self.octal(content.count, width: 11), at: 124)
        put("        ", at: 148)
        put(String(type), at: 156)
        put("ustar\u{0}00", at: 257)
        put(prefix, at: 345)
        put(Self.octal(header.reduce(0) { $0 + Int($1) }, width: 6) + "\u{0} ", at: 148)
        bytes += header + content
        bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    mutating func end() {
        bytes += [UInt8](repeating: 0, count: 1024)
    }

    /// A pax record: `LENGTH KEY=VALUE\n`, where the length counts itself.
    static func pax(_ key: String, _ value: String) -> String {
        let rest = " \(key)=\(value)\n"
        let length = rest.utf8.count + 2
        return "\(length < 100 ? length : length + 1)\(rest)"
    }

    private static func octal(_ number: Int, width: Int) -> String {
        let digits = String(number, radix: 8)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
