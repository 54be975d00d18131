import Kubernetes

/// Times as they stand in objects (RFC 3339, UTC) and in logs.
enum TimeText {
    /// The length of the time that begins here, `2026-11-22T20:31:13Z` with or without a fraction; nil where none does.
    static func length(_ bytes: [UInt8], at start: Int) -> Int? {
        let pattern = Array("0000-00-00T00:00:00".utf8)
        guard start + pattern.count < bytes.count else { return nil }
        for (offset, expected) in pattern.enumerated() {
            let byte = bytes[start + offset]
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            guard expected == UInt8(ascii: "0") ? isDigit : byte == expected else { return nil }
        }
        var end = start + pattern.count
        if bytes[end] == UInt8(ascii: ".") {
            end += 1
            while end < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[end]) { end += 1 }
        }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "Z") else { return nil }
        return end + 1 - start
    }

    /// Seconds since 1970 of `2026-11-22T20:31:13`.
    static func second(_ bytes: some Collection<UInt8>) -> Int? {
        Timestamp(String(decoding: bytes, as: UTF8.self) + "Z").map { $0.milliseconds / 1000 }
    }

    /// `2026-11-22T20:31:13`.
    static func text(_ second: Int) -> String { String(Timestamp(milliseconds: second * 1000).description.prefix(19)) }

    /// A log whose lines' own times are moved: of zap (`"ts":"…"`, `1.7959062506559696e+09`), klog
    /// (`I1122 20:16:08.935392`), Go's log (`2026/11/22 20:16:09`), RFC 3339 and Envoy (`[2026-11-22 20:16:08.935]`,
    /// `[2026-11-22T20:16:08.935Z]`).
    static func log(_ bytes: [UInt8], movedBy seconds: Int, year: String) -> [UInt8] {
        guard seconds != 0 else { return bytes }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            if index > 0 { output.append(0x0A) }
            output += self.line(Array(line), movedBy: seconds, year: year)
        }
        return output
    }

    private static func line(_ line: [UInt8], movedBy seconds: Int, year: String) -> [UInt8] {
        var moved = line
        func replace(_ range: Range<Int>, _ form: (String) -> String?, _ back: (String) -> String) {
            guard range.upperBound <= line.count, let time = form(String(decoding: line[range], as: UTF8.self)),
                let second = second(time.utf8)
            else { return }
            let text = back(text(second + seconds))
            if text.utf8.count == range.count { moved.replaceSubrange(range, with: text.utf8) }
        }
        switch line.first {
        case UInt8(ascii: "{"):
            let marker = Array("\"ts\":\"".utf8)
            if let start = line.firstRange(of: marker)?.upperBound { replace(start..<(start + 19), { $0 }, { $0 }) }
        case UInt8(ascii: "["):
            replace(1..<20, { $0.replacing(" ", with: "T") }) { time in
                line.count > 11 && line[11] == UInt8(ascii: " ") ? time.replacing("T", with: " ") : time
            }
        case UInt8(ascii: "I"), UInt8(ascii: "W"), UInt8(ascii: "E"), UInt8(ascii: "F"):
            replace(1..<14) { text in
                let parts = text.split(separator: " ")
                guard parts.count == 2, parts[0].count == 4 else { return nil }
                return "\(year)-\(parts[0].prefix(2))-\(parts[0].suffix(2))T\(parts[1])"
            } _: { time in
                "\(time.dropFirst(5).prefix(2))\(time.dropFirst(8).prefix(2)) \(time.suffix(8))"
            }
        case UInt8(ascii: "1") where line.dropFirst().first == UInt8(ascii: "."):
            return epoch(line, movedBy: seconds) ?? line
        default:
            replace(0..<19, { $0.replacing("/", with: "-").replacing(" ", with: "T") }) { time in
                // As the line has it: Go's log separates otherwise than RFC 3339.
                time.replacing("-", with: line[4] == UInt8(ascii: "/") ? "/" : "-")
                    .replacing("T", with: line[10] == UInt8(ascii: " ") ? " " : "T")
            }
        }
        return moved
    }

    /// A line that begins with seconds since 1970 as Go writes a large number, `1.7959062506559696e+09`; nil if it does not.
    private static func epoch(_ line: [UInt8], movedBy seconds: Int) -> [UInt8]? {
        let exponent = Array("e+09".utf8)
        guard let mantissa = line.firstRange(of: exponent)?.lowerBound else { return nil }
        var digits = String(decoding: line[..<mantissa], as: UTF8.self).replacing(".", with: "")
        guard digits.allSatisfy(\.isNumber) else { return nil }
        // Ten digits stand before the point of the number as it is meant.
        digits += String(repeating: "0", count: max(0, 10 - digits.count))
        guard let second = Int(digits.prefix(10)) else { return nil }
        let moved = String(second + seconds)
        guard moved.count == 10 else { return nil }
        // Go writes no zeros at the end.
        var fraction = "\(moved.dropFirst())\(digits.dropFirst(10))"[...]
        while fraction.last == "0" { fraction.removeLast() }
        return Array("\(moved.prefix(1)).\(fraction)".utf8) + line[mantissa...]
    }
}
