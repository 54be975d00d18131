import Kubernetes
import Topology
import Transport

/// Follows the log of one container: over dropped connections and restarts, without losing or repeating a line.
struct LogFollower: Sendable {
    let client: APIClient
    var reader: LogReader
    var resume: ResumePoint
    let roster: LogRoster
    let window: SharedWindow
    let notes: FollowNotes
    /// How often the container was restarted when it was last asked.
    var restarts: Int

    /// After this time the log is asked for anew: a server that vanished without a word is not waited for for ever.
    private static let longestRead = Duration.seconds(300)
    private static let longestPause = Duration.seconds(10)

    /// A last line without its end; shown once the log says it again and nothing more came of it.
    private var remainder: LogRecord?
    private var hasSaidUnattributable = false

    init(
        client: APIClient, reader: LogReader, resume: ResumePoint, roster: LogRoster, window: SharedWindow,
        notes: FollowNotes, restarts: Int
    ) {
        self.client = client
        self.reader = reader
        self.resume = resume
        self.roster = roster
        self.window = window
        self.notes = notes
        self.restarts = restarts
    }

    private enum Ending {
        /// The container has ended, or the server ends reads after some time.
        case ended
        case dropped
        /// There is no more to read.
        case over
    }

    mutating func run() async {
        var pause = Duration.milliseconds(250)
        while !Task.isCancelled {
            let start = ContinuousClock.now
            let ending = await read()
            if case .over = ending { return }
            if Task.isCancelled { return }
            // The rest of a run that ended while nobody was connected is in the log of the previous one.
            if let count = await currentRestarts(), count > restarts {
                restarts = count
                await readPrevious()
            }
            pause = .now - start > .seconds(10) ? .milliseconds(250) : min(pause * 2, Self.longestPause)
            try? await Task.sleep(for: pause)
        }
    }

    /// Asked for, as the watch may lag behind; by the watch where that is not allowed.
    private func currentRestarts() async -> Int? {
        let source = reader.source
        let pod: Observed<ObjectList<Pod>> = await client.get(Pod.self, namespace: source.namespace, name: source.pod)
        let status = pod.value?.items.first?.containerStatuses.first { $0.name == source.container }
        return status?.restartCount ?? roster.restarts(of: source)
    }

    private mutating func read() async -> Ending {
        var query = LiveLogs.query(reader.source)
        query.follows = true
        return await read(query, limit: Self.longestRead)
    }

    private mutating func readPrevious() async {
        var query = LiveLogs.query(reader.source)
        query.isPrevious = true
        _ = await read(query, limit: .seconds(60))
    }

    private mutating func read(_ base: LogQuery, limit: Duration) async -> Ending {
        var query = base
        query.sinceTime = resume.resume()
        do throws(APIError) {
            var stream = try await client.logStream(query, limit: limit)
            while let record = try await stream.next() {
                if !record.isWhole, record != remainder {
                    remainder = record
                    return .ended
                }
                take(record)
            }
            return .ended
        } catch {
            return ending(of: error)
        }
    }

    private mutating func take(_ record: LogRecord) {
        remainder = nil
        guard resume.isNew(record.stamp) else { return }
        if let shown = reader.read(record) { window.add(shown) }
        if reader.unattributable > 0, !hasSaidUnattributable {
            hasSaidUnattributable = true
            notes.say(
                "connections that found no healthy node (UH) are left out: which Service they went to is not in their lines"
            )
        }
    }

    private func ending(of error: APIError) -> Ending {
        switch error {
        case .notFound: return .over
        case .forbidden:
            notes.say(LiveLogs.problem(reader.source, error).text)
            return .over
        // Waits for its first run, or between two.
        case .refused(status: 400, _): return .ended
        case .transport(.cancelled, _): return .over
        // Our own deadline.
        case .transport(.failed(.timedOut, during: .reading), _): return .ended
        default:
            notes.say("\(reader.source): \(error.summary); trying again")
            return .dropped
        }
    }
}
