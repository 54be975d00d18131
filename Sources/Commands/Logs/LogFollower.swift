import Documents
import Kubernetes
import Topology
import Transport

/// Follows the log of one container: over dropped connections and restarts, without losing or repeating a line.
actor LogFollower {
    private let client: APIClient
    private var reader: LogReader
    private var resume: ResumePoint
    private let roster: LogRoster
    private let window: SharedWindow
    private let notes: FollowNotes
    /// Restarts of the container up to the run that is read.
    private var restarts: Int
    /// A last line without its end; shown once the log says it again and nothing more came of it.
    private var remainder: LogRecord?
    private var hasSaidUnattributable: Bool
    /// Whether the read that goes on, or was the last one, brought anything new: then it is soon asked for more.
    private var hasNews = false

    /// After this time the log is asked for anew: a server that vanished without a word is not waited for for ever.
    private static let longestRead = Duration.seconds(300)

    /// `restarts`: of the run that was read last; 0 for a pod of which nothing was read.
    init(
        client: APIClient, reader: LogReader, resume: ResumePoint, restarts: Int, roster: LogRoster,
        window: SharedWindow, notes: FollowNotes
    ) {
        self.client = client
        self.reader = reader
        self.resume = resume
        self.restarts = restarts
        self.roster = roster
        self.window = window
        self.notes = notes
        hasSaidUnattributable = reader.unattributable > 0
    }

    private enum Ending: Sendable {
        /// The container has ended, or the server ends reads after some time.
        case ended
        /// The container runs anew: the earlier run may have said more.
        case restarted
        case dropped
        /// There is no more to read.
        case over
    }

    func run() async {
        var backoff = Backoff()
        while !Task.isCancelled {
            await readEndOfPrevious()
            hasNews = false
            switch await readUntilRestart() {
            case .over: return
            case .restarted: continue
            case .ended, .dropped:
                await sleep(for: backoff.pause(hasSucceeded: hasNews))
            }
        }
    }

    /// Cut short by a restart: nodes keep the logs of the last two runs only.
    private func sleep(for pause: Duration) async {
        await untilRestart { () -> Ending in
            try? await Task.sleep(for: pause)
            return .ended
        }
    }

    // MARK: Restarts

    /// What an earlier run said while nobody was connected is in the log of the previous one.
    private func readEndOfPrevious() async {
        let status = await containerStatus()
        let counts = [status?.restartCount, roster.restarts(of: reader.source)].compactMap { $0 }
        guard let count = counts.max(), count > restarts else { return }
        // Nodes keep the logs of the last two runs. Of a run before them all was read if lines of the previous one were.
        if count.saturatingDifference(restarts) > 1, let newest = resume.newest?.time,
            status?.lastState.startedAt.map({ $0 > newest }) ?? true
        {
            notes.say(
                "\(reader.source): restarted several times in quick succession; lines of runs in between may be missing"
            )
        }
        restarts = count
        var query = LiveLogs.query(reader.source)
        query.isPrevious = true
        var backoff = Backoff()
        for _ in 0..<10 {
            guard case .dropped = await read(query, limit: .seconds(60)), !Task.isCancelled else { return }
            try? await Task.sleep(for: backoff.pause())
        }
        // The run that goes on must not wait for ever.
        notes.say("\(reader.source): the end of the log from before the last restart could not be read")
    }

    /// Asked for, as the watch may lag behind; nil where that is not allowed.
    private func containerStatus() async -> ContainerStatus? {
        let source = reader.source
        let pod: Observed<ObjectList<Pod>> = await client.get(Pod.self, namespace: source.namespace, name: source.pod)
        return pod.value?.items.first?.containerStatuses.first { $0.name == source.container }
    }

    /// Reads until the log ends, or until the watch tells of a restart: who asks for a log gets that of the new run from then
    /// on, and does not hear that there was an earlier one.
    private func readUntilRestart() async -> Ending {
        var query = LiveLogs.query(reader.source)
        query.follows = true
        return await untilRestart { [query] in await self.read(query, limit: Self.longestRead) }
    }

    @discardableResult
    private func untilRestart(_ work: @escaping @Sendable () async -> Ending) async -> Ending {
        let (roster, source, known) = (roster, reader.source, restarts)
        return await withTaskGroup(of: Ending.self) { group in
            group.addTask { await work() }
            group.addTask {
                for await count in roster.news(of: source) where count > known { return .restarted }
                return .over
            }
            let first = await group.next() ?? .over
            group.cancelAll()
            return first
        }
    }

    // MARK: Reading

    private func read(_ base: LogQuery, limit: Duration) async -> Ending {
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

    private func take(_ record: LogRecord) {
        remainder = nil
        guard resume.isNew(record) else { return }
        hasNews = true
        if let shown = reader.read(record) { window.add(shown) }
        if reader.unattributable > 0, !hasSaidUnattributable {
            hasSaidUnattributable = true
            notes.say(
                "connections without a healthy node (UH) are omitted, because their lines do not contain the Service"
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
        // Our own deadline. Kubelets send no head before the first line of a log that is followed.
        case .transport(.failed(.timedOut, during: .reading), _), .transport(.failed(.timedOut, during: .waiting), _):
            return .ended
        default:
            notes.say("\(reader.source): \(error.summary); retrying")
            return .dropped
        }
    }
}
