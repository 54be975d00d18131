import Kubernetes

/// What a log says about the cluster, and how often.
package struct RecognisedLine: Sendable, Hashable {
    /// The last line that says it.
    package let line: LogLine
    package let signature: LogSignature
    /// How many lines of the tail say it.
    package let count: Int
    package let first: Timestamp?
    package let last: Timestamp?
    /// By when a controller at work would have said it again, of any of the objects that it said it of. Nil if the lines have
    /// no times.
    package let retryDue: Timestamp?

    package init(
        line: LogLine, signature: LogSignature, count: Int, first: Timestamp?, last: Timestamp?,
        retryDue: Timestamp? = nil
    ) {
        self.line = line
        self.signature = signature
        self.count = count
        self.first = first
        self.last = last
        self.retryDue = retryDue
    }
}

extension LogTail {
    /// What the tail says about the cluster, each once; what was said last stands last.
    ///
    /// Errors that a healthy start has too count only while they go on: see `goesOn`.
    package func recognised() -> [RecognisedLine] {
        var groups: [Topic: [(index: Int, signature: LogSignature)]] = [:]
        for (index, line) in lines.enumerated() where !Self.isBenign(line) {
            guard let signature = LogSignature(line) else { continue }
            groups[Topic(signature, line), default: []].append((index, signature))
        }
        return groups.values
            .compactMap { group -> (index: Int, line: RecognisedLine)? in
                guard let first = group.first, let last = group.last else { return nil }
                let recognised = RecognisedLine(
                    line: lines[last.index], signature: last.signature, count: group.count,
                    first: lines[first.index].time, last: lines[last.index].time,
                    retryDue: retryDue(after: group.map { lines[$0.index] }))
                return !last.signature.isNormalAtStart || goesOn(recognised, at: last.index)
                    ? (last.index, recognised) : nil
            }
            .sorted { $0.index < $1.index }
            .map(\.line)
    }

    /// Of each object by itself: two that fail by turns would pass for one that fails often.
    private func retryDue(after lines: [LogLine]) -> Timestamp? {
        Dictionary(grouping: lines) { [$0.controller, $0.objectNamespace, $0.objectName] }.values
            .compactMap(LogLine.retryDue).max()
    }

    /// Whether an error is more than the race of a start: it came three times and over some seconds, it was not too long
    /// ago, and nothing after it says that it is over.
    private func goesOn(_ recognised: RecognisedLine, at index: Int) -> Bool {
        guard recognised.count >= 3, lines.count - index <= 50 else { return false }
        if let first = recognised.first, let last = recognised.last, last.seconds(since: first) < Self.startSeconds {
            return false
        }
        if let last = recognised.last, reference.seconds(since: last) > LogLine.longestPause { return false }
        // The manager's xDS cache says this once a tenant's configuration could be built.
        let success = "setting snapshot for node \(recognised.line.objectNamespace)"
        return recognised.signature != .addressesMissing || !lines[index...].contains { $0.message.hasSuffix(success) }
    }

    private static let startSeconds = 5.0
}

/// What lines are counted together.
private struct Topic: Hashable {
    private let signature: LogSignature
    private let namespace: String

    init(_ signature: LogSignature, _ line: LogLine) {
        switch signature {
        case .noNodeAddress:
            // Each node's turn looks at all nodes: it is one problem.
            self.signature = .noNodeAddress(node: "")
            namespace = ""
        case .addressesMissing, .tenantMissing:
            self.signature = signature
            namespace = line.objectNamespace
        default:
            self.signature = signature
            namespace = ""
        }
    }
}
