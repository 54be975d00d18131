import Kubernetes
import Testing

@Suite struct LineCutterTests {
    private func lines(_ chunks: [[UInt8]], limit: Int = 1 << 16) -> [LineCutter.Line] {
        var cutter = LineCutter(limit: limit)
        var lines: [LineCutter.Line] = []
        for chunk in chunks {
            cutter.feed(chunk)
            while let line = cutter.next() { lines.append(line) }
        }
        if let rest = cutter.rest() { lines.append(rest) }
        return lines
    }

    @Test(arguments: 1...12) func `lines are the same however they come`(size: Int) {
        let text = Array("one\n\ntwo\r\nthree with\0bytes\u{1B}\n\u{00E4}\nlast".utf8) + [0xFF, 0xC3]
        let chunks = stride(from: 0, to: text.count, by: size).map { Array(text[$0..<min($0 + size, text.count)]) }
        let expected = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { LineCutter.Line(Array($0)) }
        #expect(lines(chunks) == expected)
    }

    @Test func `of a long line the beginning is kept, and how much was left out`() {
        let long = [UInt8](repeating: 0x61, count: 1 << 20)
        let kept = [UInt8](repeating: 0x61, count: 1000)
        #expect(
            lines([long, long, [0x0A, 0x62, 0x0A]], limit: 1000)
                == [LineCutter.Line(kept, cut: 2 * (1 << 20) - 1000), LineCutter.Line([0x62])])
    }

    @Test func `what is fed before all was taken is not lost`() {
        var cutter = LineCutter(limit: 100)
        cutter.feed(Array("a\nb\nc".utf8))
        var taken = [cutter.next()]
        cutter.feed(Array("d\n".utf8))
        taken += [cutter.next(), cutter.next(), cutter.next(), cutter.rest()]
        #expect(taken.map { $0.map { String(decoding: $0.bytes, as: UTF8.self) } } == ["a", "b", "cd", nil, nil])
    }
}

@Suite struct LogStampTests {
    @Test(arguments: [
        ("2026-11-22T20:30:50Z", 0), ("2026-11-22T20:30:50.1Z", 100_000_000),
        ("2026-11-22T20:30:50.034000001Z", 34_000_001), ("2026-11-22T20:30:50.999999999Z", 999_999_999),
        ("2026-11-22T21:30:50.5+01:00", 500_000_000),
    ])
    func `is exact to the nanosecond`(text: String, fraction: Int) throws {
        let second = try #require(Timestamp("2026-11-22T20:30:50Z"))
        #expect(LogStamp(text)?.nanoseconds == second.milliseconds * 1_000_000 + fraction)
    }

    @Test func `stands before the line, and belongs to no line without it`() {
        let (stamp, rest) = LogStamp.split(Array("2026-11-22T20:30:50.5Z  two blanks".utf8))
        #expect(stamp != nil)
        #expect(String(decoding: rest, as: UTF8.self) == " two blanks")
        for text in ["no stamp here", "", "2026-11-22 20:30:50 x", String(repeating: "x", count: 100) + " y"] {
            let (stamp, rest) = LogStamp.split(Array(text.utf8))
            #expect(stamp == nil)
            #expect(String(decoding: rest, as: UTF8.self) == text)
        }
    }
}
