import Documents

/// A moment in UTC with millisecond resolution, as Kubernetes writes it (RFC 3339, with or without fractions).
///
/// It lies in the years 0 to 9999, as RFC 3339 has it: a moment beyond becomes the first or the last one. No difference or
/// sum of two moments can overflow.
///
/// Foundation's `Date` would do, but its parsing alone pulls in calendars and locales that the client does not need.
package struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package let milliseconds: Int

    /// The first moment of the year 0, and the last one of the year 9999.
    private static let range = -62_167_219_200_000...253_402_300_799_999

    /// The moment; the nearest one of the years 0 to 9999.
    package init(milliseconds: Int) {
        self.milliseconds = min(max(milliseconds, Self.range.lowerBound), Self.range.upperBound)
    }

    /// Parses `2026-11-22T20:31:12Z`, `…12.345678Z` and `…12+01:00`; nil for anything else.
    package init?(_ text: String) { self.init(utf8: Array(text.utf8)[...]) }

    /// The same of the bytes of such a text.
    init?(utf8 bytes: ArraySlice<UInt8>) {
        var scanner = Scanner(bytes: bytes)
        guard let year = scanner.digits(4), scanner.take("-"), let month = scanner.digits(2), scanner.take("-"),
            let day = scanner.digits(2), scanner.take("T") || scanner.take("t") || scanner.take(" "),
            let hour = scanner.digits(2), scanner.take(":"), let minute = scanner.digits(2), scanner.take(":"),
            let second = scanner.digits(2), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        let fraction = scanner.take(".") ? scanner.milliseconds() : 0
        guard let fraction, let offset = scanner.offsetMinutes(), scanner.isAtEnd else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        let minutes = (days * 24 + hour) * 60 + minute - offset
        self.init(milliseconds: (minutes * 60 + second) * 1000 + fraction)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Seconds from `earlier` to this moment; negative when `earlier` lies in its future.
    package func seconds(since earlier: Timestamp) -> Double {
        Double(milliseconds - earlier.milliseconds) / 1000
    }

    /// The moment so much later, or the limit of what can be written; not moved by what is not a number.
    package func adding(seconds: Double) -> Timestamp {
        Timestamp(milliseconds: milliseconds.saturatingSum(Int(saturating: (seconds * 1000).rounded())))
    }

    /// RFC 3339 in UTC, whole seconds: what Kubernetes writes in `creationTimestamp`.
    package var description: String { text(withMilliseconds: false) }

    /// `2026-11-22T12:01:07.331Z`.
    package var millisecondText: String { text(withMilliseconds: true) }

    /// Made of bytes, as every line of a log gets one.
    private func text(withMilliseconds: Bool) -> String {
        let seconds = milliseconds.floorDivided(by: 1000)
        let secondOfDay = seconds - seconds.floorDivided(by: 86400) * 86400
        let (year, month, day) = Self.date(days: seconds.floorDivided(by: 86400))
        var text: [UInt8] = []
        text.reserveCapacity(24)
        func add(_ number: Int, _ width: Int, _ separator: Unicode.Scalar) {
            var unit = width == 4 ? 1000 : width == 3 ? 100 : 10
            while unit > 0 {
                text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / unit % 10))
                unit /= 10
            }
            text.append(UInt8(ascii: separator))
        }
        add(year, 4, "-")
        add(month, 2, "-")
        add(day, 2, "T")
        add(secondOfDay / 3600, 2, ":")
        add(secondOfDay / 60 % 60, 2, ":")
        add(secondOfDay % 60, 2, withMilliseconds ? "." : "Z")
        if withMilliseconds { add(milliseconds - seconds * 1000, 3, "Z") }
        return String(decoding: text, as: UTF8.self)
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar; years begin in March so that leap days come last.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.floorDivided(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468
    }

    private static func date(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719468
        let era = shifted.floorDivided(by: 146097)
        let dayOfEra = shifted - era * 146097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private struct Scanner {
        let bytes: ArraySlice<UInt8>
        var position: Int

        init(bytes: ArraySlice<UInt8>) {
            self.bytes = bytes
            position = bytes.startIndex
        }

        var isAtEnd: Bool { position == bytes.endIndex }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard position < bytes.endIndex, bytes[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        mutating func digits(_ count: Int) -> Int? {
            guard position + count <= bytes.endIndex else { return nil }
            var number = 0
            for byte in bytes[position..<position + count] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                number = number * 10 + Int(byte - UInt8(ascii: "0"))
            }
            position += count
            return number
        }

        mutating func milliseconds() -> Int? {
            var value = 0
            var count = 0
            while let digit = digits(1) {
                if count < 3 { value = value * 10 + digit }
                count += 1
            }
            guard count > 0 else { return nil }
            for _ in min(count, 3)..<3 { value *= 10 }
            return value
        }

        mutating func offsetMinutes() -> Int? {
            if take("Z") || take("z") { return 0 }
            let sign: Int
            if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
            guard let hours = digits(2), take(":"), let minutes = digits(2), hours < 24, minutes < 60 else {
                return nil
            }
            return sign * (hours * 60 + minutes)
        }
    }
}

extension Int {
    /// Division that rounds towards negative infinity, as calendar arithmetic before 1970 needs it.
    fileprivate func floorDivided(by divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
