import Kubernetes

/// Lines of a log that are the same but for numbers, times and ids, and that still go on.
package struct RepeatedLine: Sendable, Hashable {
    package let last: LogLine
    /// Since the first one that belongs to it; the log may begin later than that.
    package let first: Timestamp
    package let lastTime: Timestamp
    package let count: Int
    /// All of them name the same objects, but some of them name more of it than others.
    package let lines: [LogLine]

    /// Those among `lines`, which are in the log's order, that came at least three times over some minutes and have not stopped.
    package static func all(in lines: [LogLine], now: Timestamp) -> [RepeatedLine] {
        var order: [String] = []
        var groups: [String: [LogLine]] = [:]
        for line in lines where line.time != nil {
            let pattern = pattern(of: line)
            if groups[pattern] == nil { order.append(pattern) }
            groups[pattern, default: []].append(line)
        }
        return order.compactMap { groups[$0].flatMap { RepeatedLine($0, now: now) } }
    }

    private init?(_ lines: [LogLine], now: Timestamp) {
        guard lines.count >= Self.fewest, let last = lines.last, let lastTime = last.time else { return nil }
        var run = [last]
        var (first, longest) = (lastTime, 0.0)
        for line in lines.reversed().dropFirst() {
            guard let time = line.time else { continue }
            let gap = first.seconds(since: time)
            guard gap < Self.longestPause else { break }
            longest = max(longest, gap)
            first = time
            run.append(line)
        }
        // A loop that writes several lines a second fills the part of the log that was read.
        guard run.count >= Self.fewest, lastTime.seconds(since: first) >= Self.span || run.count >= Self.many,
            now.seconds(since: lastTime) < min(Self.longestPause, max(Self.shortestPause, longest * 2.5))
        else { return nil }
        self.last = last
        self.first = first
        self.lastTime = lastTime
        self.lines = run.reversed()
        count = run.count
    }

    private static let fewest = 3
    private static let many = 100
    private static let span = 120.0
    /// Longer than controllers pause between two tries: controller-runtime 1000 s, the AWS Load Balancer Controller 20 minutes.
    private static let longestPause = 1300.0
    private static let shortestPause = 120.0

    /// What it says without numbers, addresses and ids: a word with a digit is one of these.
    private static func pattern(of line: LogLine) -> String {
        let text = "\(line.message.prefix(Self.comparedLength)) \(line.error.prefix(Self.comparedLength))"
        let words = text.split { $0.isWhitespace || "()[]{}\"',;=|".contains($0) }
        return words.map { word in word.utf8.contains { (0x30...0x39).contains($0) } ? "#" : String(word) }
            .joined(separator: " ")
    }

    private static let comparedLength = 400
}
