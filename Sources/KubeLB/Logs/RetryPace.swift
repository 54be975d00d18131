import Kubernetes

/// When a controller that still fails would have logged it again.
///
/// controller-runtime retries a failed object after 5 ms, and doubles the pause with every failure up to 1000 s
/// (client-go `DefaultTypedControllerRateLimiter`); watches and elections are retried within a minute.
struct RetryPace {
    private var times: [Timestamp] = []
    private var tries = 0

    /// A failed reconcile logs two lines.
    private static let oneTry = 0.1
    private static let shortest = 0.005
    private static let longest = 1000.0
    private static let slack = 45.0
    /// The longest pause between two tries of something that is no object: client-go's reflectors, 30 s and jitter.
    private static let ofWatches = 60.0

    mutating func note(_ time: Timestamp) {
        if let last = times.last, time.seconds(since: last) < Self.oneTry { return }
        tries += 1
        times = times.suffix(1) + [time]
    }

    /// nil before the first failure.
    func due(isAboutObject: Bool) -> Timestamp? {
        guard let last = times.last else { return nil }
        guard isAboutObject else { return last.adding(seconds: Self.ofWatches + Self.slack) }
        let gap = times.count > 1 ? last.seconds(since: times[0]) : 0
        var pause = Self.shortest
        for _ in 0..<min(tries, 20) { pause *= 2 }
        return last.adding(seconds: min(max(pause, 2 * gap), Self.longest) + Self.slack)
    }
}

extension LogLine {
    /// By when a controller that failed as these lines say, and that is at work, would have logged it again; nil if they
    /// have no times. In the log's order, of one object.
    package static func retryDue(after lines: [LogLine]) -> Timestamp? {
        var pace = RetryPace()
        for line in lines { if let time = line.time { pace.note(time) } }
        return pace.due(isAboutObject: lines.last.map { !$0.controller.isEmpty } ?? true)
    }
}
