import Documents

/// How far a log was read: so that it can be asked for anew without losing or repeating a line.
///
/// `sinceTime` counts whole seconds, and several lines may have one and the same stamp, so a resumed log begins with lines
/// that were seen. How often each line was seen with its stamp tells them from new ones, in whatever order the runtime
/// wrote them.
package struct ResumePoint: Sendable {
    /// A line with its stamp; of the text a hash is enough.
    private struct Line: Hashable {
        let stamp: LogStamp
        let text: Int
    }

    /// Lines that are remembered; a constant, however much a log says.
    private let capacity: Int
    private var seen: [Line: Int] = [:]
    /// Everything before it has been seen.
    private var floor: LogStamp?
    /// What a resumed log is still expected to repeat.
    private var repeated: [Line: Int] = [:]
    /// The latest stamp that was seen.
    package private(set) var newest: LogStamp?
    /// Where to begin while no line was seen.
    private var start: Timestamp?

    package init(start: Timestamp? = nil, capacity: Int = 8192) {
        self.start = start
        self.capacity = capacity
    }

    /// What stands before the lines that were seen is not wanted: only the last lines were asked for, of what there was at
    /// the given moment.
    package mutating func leaveOutEarlier(_ moment: Timestamp) {
        if let oldest = seen.keys.map(\.stamp).min() { floor = oldest } else { start = moment }
    }

    /// To be called before the log is asked for anew; the answer is the `sinceTime` to ask with.
    package mutating func resume() -> Timestamp? {
        guard let newest else { return start }
        repeated = seen
        // The runtime stamps stdout and stderr side by side: a line may stand behind one with a later stamp.
        let second = 1_000_000_000
        let from = max(newest.nanoseconds.saturatingDifference(second), floor?.nanoseconds ?? .min)
        return Timestamp(milliseconds: from / second * 1000)
    }

    /// Whether a line is new; it is then taken for seen. A line without a stamp always is.
    package mutating func isNew(_ record: LogRecord) -> Bool {
        guard let stamp = record.stamp else { return true }
        if let floor, stamp < floor { return false }
        let line = Line(stamp: stamp, text: record.bytes.hashValue)
        if let count = repeated[line] {
            repeated[line] = count > 1 ? count - 1 : nil
            return false
        }
        seen[line, default: 0] += 1
        newest = max(newest ?? stamp, stamp)
        if seen.count > capacity { forgetOlderHalf() }
        return true
    }

    private mutating func forgetOlderHalf() {
        guard let oldest = seen.keys.map(\.stamp).sorted().suffix(capacity / 2).first else { return }
        floor = oldest
        seen = seen.filter { $0.key.stamp >= oldest }
        // Too many lines of one stamp: they are forgotten, and repeated if the log is resumed. Otherwise, each further line
        // would take another place, and sort them all again.
        if seen.count > capacity / 4 * 3 { seen = seen.filter { $0.key.stamp > oldest } }
    }

    /// Lines that are remembered now.
    var remembered: Int { seen.count }
}
