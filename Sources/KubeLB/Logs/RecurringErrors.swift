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
        /// What the log has after it, which may show that the error is over.
        package let later: ArraySlice<LogLine>

        package var count: Int { lines.count }
        /// The earliest and the last time; nil if no line has one.
        package var first: Timestamp? { lines.compactMap(\.time).min() }
        package var last: Timestamp? { lines.compactMap(\.time).max() }
        /// Seconds from the first to the last line.
        package var span: Double {
            guard let first, let last else { return 0 }
            return last.seconds(since: first)
        }

        /// The lines up to the last one without a long pause between them; nil if they are too few or too close together, or if
        /// the last one is longer ago than the program usually pauses. A line without a time proves nothing.
        package func ongoing(at now: Timestamp, _ persistence: Persistence = .steady) -> Group? {
            let timed = lines.filter { $0.time != nil }
            guard let end = timed.last?.time else { return nil }
            var (start, longest, count) = (end, 0.0, 0)
            for time in timed.reversed().compactMap(\.time) {
                let pause = start.seconds(since: time)
                guard pause < persistence.pause else { break }
                (start, longest, count) = (time, max(longest, pause), count + 1)
            }
            guard count >= persistence.fewest,
                end.seconds(since: start) >= persistence.span || count >= persistence.many,
                now.seconds(since: end) < min(persistence.pause, max(persistence.silence, longest * Self.patience))
            else { return nil }
            return Group(shape: shape, lines: timed.suffix(count), latest: latest, later: later)
        }

        private static let patience = 2.5
    }

    /// When an error counts as one that goes on.
    package struct Persistence: Sendable, Hashable {
        fileprivate let fewest: Int
        /// Seconds from the first to the last line.
        fileprivate let span: Double
        /// So many lines need no span: a loop that writes several lines a second fills the part of the log that was read.
        fileprivate let many: Int
        /// Seconds between two lines, or after the last one, after which it is another occurrence, or over.
        fileprivate let pause: Double
        /// Seconds for which a program may always be silent.
        fileprivate let silence: Double

        /// Of what a program tries all the time, so that its silence may be the only sign of success. It pauses 1000 s at most
        /// (controller-runtime) or 20 minutes (AWS Load Balancer Controller).
        package static let steady = Persistence(fewest: 3, span: 120, many: 100, pause: 1300, silence: 120)

        /// Of what happens now and then, such as requests and changes of objects.
        package static func occasional(fewest: Int = 3, span: Double = 5) -> Persistence {
            Persistence(fewest: fewest, span: span, many: .max, pause: 7200, silence: LogLine.longestPause)
        }
    }

    /// The error that was logged last stands last.
    package let groups: [Group]

    /// Groups the errors of a log.
    ///
    /// - Parameters:
    ///   - lines: in the log's order, as `LogTail` has them.
    ///   - isError: for programs that log failures at other levels, such as Envoy.
    package init(in lines: [LogLine], where isError: (LogLine) -> Bool = { $0.level == .error }) {
        let read = lines.map(\.read)
        var found: [String: [Int]] = [:]
        for (index, line) in read.enumerated() where isError(line) && !LogTail.isBenign(line) {
            found[Self.shape(of: line), default: []].append(index)
        }
        groups = found.compactMap { shape, indices in indices.last.map { (shape, indices, last: $0) } }
            .sorted { $0.last < $1.last }
            .map { shape, indices, last in
                Group(
                    shape: shape, lines: indices.map { read[$0] }, latest: read[last], later: read[(last + 1)...])
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
        for byte in text.utf8.prefix(comparedLength) {
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

    /// Bytes after which the same error may list what it is about this time.
    private static let comparedLength = 800

    private static func append(_ word: [UInt8], to shape: inout [UInt8]) {
        let number = UInt8(ascii: "#")
        guard word.contains(where: isDigit) else {
            shape += word
            return
        }
        let parts = word.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).map { part in
            // A group of a UUID may have letters only.
            part.contains(where: isDigit) || part.count == 4 && part.allSatisfy(isHexadecimal) ? [number] : Array(part)
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
