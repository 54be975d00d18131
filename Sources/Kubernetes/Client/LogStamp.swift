import Documents

/// The time that the kubelet notes of a log line, to the nanosecond: what `timestamps=true` puts before it.
package struct LogStamp: Sendable, Hashable, Comparable {
    /// Since 1970-01-01T00:00:00Z.
    package let nanoseconds: Int

    package init(nanoseconds: Int) {
        self.nanoseconds = nanoseconds
    }

    /// RFC 3339 with up to nine digits of a second; nil for anything else, also for years that nanoseconds in an Int do not
    /// reach (before 1678, after 2261).
    package init?(_ text: String) {
        guard let time = Timestamp(text) else { return nil }
        let (start, overflows) = time.milliseconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflows else { return nil }
        var nanoseconds = start
        if let dot = text.firstIndex(of: ".") {
            let digits = text[text.index(after: dot)...].prefix { $0.isNumber }.dropFirst(3).prefix(6)
            var unit = 100_000
            for digit in digits {
                nanoseconds = nanoseconds.saturatingSum((digit.wholeNumberValue ?? 0) * unit)
                unit /= 10
            }
        }
        self.nanoseconds = nanoseconds
    }

    /// Splits a line into the stamp before it and the rest; no stamp, and the whole line, where it begins with none.
    package static func split(_ line: [UInt8]) -> (stamp: LogStamp?, rest: ArraySlice<UInt8>) {
        guard let first = line.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
            let blank = line.prefix(40).firstIndex(of: UInt8(ascii: " ")),
            let stamp = LogStamp(String(decoding: line[..<blank], as: UTF8.self))
        else { return (nil, line[...]) }
        return (stamp, line[(blank + 1)...])
    }

    package var time: Timestamp { Timestamp(milliseconds: nanoseconds / 1_000_000) }

    package static func < (left: LogStamp, right: LogStamp) -> Bool { left.nanoseconds < right.nanoseconds }
}
