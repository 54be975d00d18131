import Characters
import Kubernetes

/// Errors that a program logs again and again, each kind once: what differs only in numbers, times and IDs is the same error.
///
/// For programs whose messages the tool does not know one by one. Whether an error matters is for the caller to say, by the lines
/// that it hands over.
package struct RecurringErrors: Sendable, Hashable {
    /// One error, and the lines that report it.
    package struct Group: Sendable, Hashable {
        /// What all lines have in common.
        package let shape: String
        /// In the log's order, in the formats of `LogLine.read`; never empty.
        package let lines: [LogLine]
        /// The last one.
        package let latest: LogLine

        package var count: Int { lines.count }
        /// The earliest and the last time; nil if no line has one.
        package var first: Timestamp? { lines.compactMap(\.time).min() }
        package var last: Timestamp? { lines.compactMap(\.time).max() }
        /// Seconds from the first to the last line.
        package var span: Double {
            guard let first, let last else { return 0 }
            return last.seconds(since: first)
        }
        /// The longest pause between two lines, in seconds.
        package var longestPause: Double {
            let times = lines.compactMap(\.time)
            return zip(times.dropFirst(), times).map { $0.seconds(since: $1) }.max() ?? 0
        }

        /// Whether the program still reports it: it did often enough, over a while, and not longer ago than it usually pauses. A
        /// line without a time proves nothing.
        package func goesOn(at now: Timestamp, fewest: Int = 3, span shortest: Double = 5) -> Bool {
            guard count >= fewest, span >= shortest, let last else { return false }
            return now.seconds(since: last) <= max(LogLine.longestPause, longestPause * 2)
        }
    }

    /// The error that was logged last stands last.
    package let groups: [Group]

    /// Groups the errors of a log.
    ///
    /// - Parameters:
    ///   - lines: in the log's order, as `LogTail` has them.
    ///   - includesWarnings: for programs that log failures as warnings, such as Envoy.
    ///   - isHealed: whether a later line shows that an error is over. Such an error is left out.
    package init(
        in lines: [LogLine], includesWarnings: Bool = false,
        isHealed: (_ error: LogLine, _ later: LogLine) -> Bool = { _, _ in false }
    ) {
        let read = lines.map(\.read)
        var found: [String: [Int]] = [:]
        for (index, line) in read.enumerated() where line.level == .error || includesWarnings && line.level == .warning
        {
            guard !LogTail.isBenign(line) else { continue }
            found[Self.shape(of: line), default: []].append(index)
        }
        let last = found.values.compactMap { indices in
            indices.last.map { (index: $0, indices: indices) }
        }.filter { group in
            !read[(group.index + 1)...].contains { isHealed(read[group.index], $0) }
        }
        groups = last.sorted { $0.index < $1.index }.map { group in
            Group(
                shape: Self.shape(of: read[group.index]), lines: group.indices.map { read[$0] },
                latest: read[group.index])
        }
    }

    /// A line's text without what changes from one time to the next: numbers, IDs, addresses, and what nginx adds about the request.
    package static func shape(of line: LogLine) -> String {
        var text = line.read.statement[...]
        // What came instead of the header may be anything.
        if text.hasPrefix("broken header") { return "broken header" }
        for rest in [", client: ", ": \"GET ", ": \"HEAD ", ": \"POST ", ": \"PUT "] {
            if let end = text.firstByteRange(of: rest) { text = text[..<end.lowerBound] }
        }
        var shape: [UInt8] = []
        var word: [UInt8] = []
        for byte in text.utf8 {
            if isOfWord(byte) {
                word.append(byte)
            } else {
                append(word, to: &shape)
                word = []
                shape.append(byte)
            }
        }
        append(word, to: &shape)
        return String(decoding: shape, as: UTF8.self)
    }

    private static func append(_ word: [UInt8], to shape: inout [UInt8]) {
        let number = UInt8(ascii: "#")
        guard word.contains(where: isDigit) else {
            shape += word
            return
        }
        // A UUID, also one with a group of letters only.
        if word.allSatisfy({ isHexadecimal($0) || $0 == UInt8(ascii: "-") }) {
            shape.append(number)
            return
        }
        let parts = word.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).map { part in
            part.contains(where: isDigit) ? [number] : Array(part)
        }
        shape += parts.joined(separator: [UInt8(ascii: "-")])
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "-")
    }
}
