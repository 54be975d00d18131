/// How far a log was read: so that it can be asked for anew without losing or repeating a line.
///
/// `sinceTime` counts whole seconds, and several lines may have one and the same stamp, so a resumed log begins with lines
/// that were seen. How often each stamp was seen tells them from new ones, in whatever order the runtime wrote them.
package struct ResumePoint: Sendable {
    /// Stamps that are remembered; a constant, however much a log says.
    private let capacity: Int
    private var seen: [LogStamp: Int] = [:]
    /// Everything before it has been seen.
    private var floor: LogStamp?
    /// What a resumed log is still expected to repeat.
    private var repeated: [LogStamp: Int] = [:]
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
        if let oldest = seen.keys.min() { floor = oldest } else { start = moment }
    }

    /// To be called before the log is asked for anew; the answer is the `sinceTime` to ask with.
    package mutating func resume() -> Timestamp? {
        guard let newest else { return start }
        repeated = seen
        // The runtime stamps stdout and stderr side by side: a line may stand behind one with a later stamp.
        let second = 1_000_000_000
        let from = max(newest.nanoseconds - second, floor?.nanoseconds ?? .min)
        return Timestamp(milliseconds: from / second * 1000)
    }

    /// Whether a line is new; it is then taken for seen. A line without a stamp always is.
    package mutating func isNew(_ stamp: LogStamp?) -> Bool {
        guard let stamp else { return true }
        if let floor, stamp < floor { return false }
        if let count = repeated[stamp] {
            repeated[stamp] = count > 1 ? count - 1 : nil
            return false
        }
        seen[stamp, default: 0] += 1
        newest = max(newest ?? stamp, stamp)
        if seen.count > capacity { forgetOlderHalf() }
        return true
    }

    private mutating func forgetOlderHalf() {
        let kept = seen.keys.sorted().suffix(capacity / 2)
        guard let oldest = kept.first else { return }
        floor = oldest
        seen = seen.filter { $0.key >= oldest }
    }
}
