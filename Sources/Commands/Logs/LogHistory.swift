import Kubernetes
import Topology

/// What logs have said so far, merged by time: one line of each in memory, the servers wait for the slowest.
struct LogHistory {
    /// One log while it is read.
    private struct Open: Sendable {
        var reader: LogReader
        var lines: any LogLines
        var resume: ResumePoint
        let range: LogRange
        let supply: any LogSupply
        var failure: LogProblem?
        /// How often it broke off since a line came.
        private var drops = 0

        private var bytesRead = 0

        /// A log that drops this often in a row is given up.
        private static let dropLimit = 6

        init(reader: LogReader, lines: any LogLines, range: LogRange, supply: any LogSupply) {
            self.reader = reader
            self.lines = lines
            self.range = range
            self.supply = supply
            resume = ResumePoint(start: range.since)
        }

        /// The next line that is shown. With `holdsRemainder` a last line without a line end is left for later, as more may
        /// come of it. `time` counts what is spent on it.
        mutating func next(holdsRemainder: Bool, _ time: inout ReadingTime) async -> LogReader.Shown? {
            let (begin, waitedBefore) = (ContinuousClock.now, lines.waited)
            var spent: Duration { .now - begin - (lines.waited - waitedBefore) }
            defer { time.spent += spent }
            while failure == nil {
                if let limit = time.limit, time.spent + spent > limit {
                    failure = LogProblem(
                        text: "\(reader.source): reading took longer than --request-timeout; later lines were not "
                            + "read. Use --since or --tail to read its end")
                    return nil
                }
                do throws(APIError) {
                    guard let record = try await lines.next() else { return nil }
                    if !record.isWhole, holdsRemainder { return nil }
                    bytesRead += record.bytes.count + record.cut
                    if !holdsRemainder, bytesRead > LogHistory.byteLimit {
                        failure = LogProblem(
                            text:
                                "\(reader.source): longer than \(FileSystem.size(LogHistory.byteLimit)); later lines were not "
                                + "read. Use --since or --tail to read its end")
                        return nil
                    }
                    guard resume.isNew(record) else { continue }
                    drops = 0
                    if let shown = reader.read(record) { return shown }
                } catch {
                    await goOn(after: error)
                }
            }
            return nil
        }

        /// Asks for the rest of a log that broke off.
        private mutating func goOn(after error: APIError) async {
            drops += 1
            switch error {
            // Its time is up.
            case .transport(.failed(.timedOut, _), _): failure = LiveLogs.problem(reader.source, error)
            case .transport(.failed, _) where drops < Self.dropLimit: break
            default: failure = LiveLogs.problem(reader.source, error)
            }
            guard failure == nil else { return }
            try? await Task.sleep(for: .milliseconds(50 << drops))
            var rest = range
            if resume.newest != nil {
                if range.tail != nil { resume.leaveOutEarlier(reader.reference) }
                rest = LogRange(since: resume.resume())
            }
            switch await supply.open(reader.source, rest) {
            case .success(let lines): self.lines = lines
            case .failure(let problem): failure = problem
            }
        }
    }

    /// The time spent on reading, but for the time spent waiting for servers.
    struct ReadingTime: Sendable {
        var limit: Duration?
        var spent = Duration.zero
    }

    /// How far a log was read, to be followed from there.
    struct Position: Sendable {
        let reader: LogReader
        let resume: ResumePoint
    }

    /// Bytes that are read of a log unless it is followed: a server may send without end.
    static let byteLimit = 64 << 20

    let supply: any LogSupply
    /// Whether logs are followed afterwards.
    var isFollowed = false

    struct Outcome: Sendable {
        /// Of the logs that could be read.
        var positions: [Position] = []
        var problems: [LogProblem] = []
    }

    /// Shows the lines of all logs in their order; `range` says how much of each is read.
    func read(
        _ readers: [LogReader], range: @Sendable @escaping (LogSource) -> LogRange,
        show: (LogReader.Shown) -> Void
    ) async -> Outcome {
        var outcome = Outcome()
        var logs: [Open] = []
        for result in await open(readers, range) {
            switch result {
            case .success(let log): logs.append(log)
            case .failure(let problem): outcome.problems.append(problem)
            }
        }
        var merge = LogMerge<LogReader.Shown>(count: logs.count)
        var time = ReadingTime(limit: isFollowed ? nil : supply.readingLimit)
        for (index, shown) in await firstLines(of: &logs, &time).enumerated() { merge.place(shown, from: index) }
        while let (shown, index) = merge.take() {
            show(shown)
            merge.place(await logs[index].next(holdsRemainder: isFollowed, &time), from: index)
        }
        outcome.positions = logs.map { log in
            var resume = log.resume
            if log.range.tail != nil { resume.leaveOutEarlier(log.reader.reference) }
            return Position(reader: log.reader, resume: resume)
        }
        outcome.problems += logs.compactMap(\.failure)
        return outcome
    }

    /// Waited for side by side: a server may hang.
    private func firstLines(of logs: inout [Open], _ time: inout ReadingTime) async -> [LogReader.Shown?] {
        let (isFollowed, limit) = (isFollowed, time.limit)
        var lines = [LogReader.Shown?](repeating: nil, count: logs.count)
        await withTaskGroup(of: (Int, Open, LogReader.Shown?, ReadingTime).self) { group in
            for (index, log) in logs.enumerated() {
                group.addTask {
                    var (log, time) = (log, ReadingTime(limit: limit))
                    let line = await log.next(holdsRemainder: isFollowed, &time)
                    return (index, log, line, time)
                }
            }
            for await (index, log, line, own) in group {
                (logs[index], lines[index]) = (log, line)
                time.spent = max(time.spent, own.spent)
            }
        }
        return lines
    }

    /// Asked for side by side, in the order of the list.
    private func open(
        _ readers: [LogReader], _ range: @Sendable @escaping (LogSource) -> LogRange
    ) async -> [Result<Open, LogProblem>] {
        await withTaskGroup(of: (Int, Result<Open, LogProblem>).self) { group in
            for (index, reader) in readers.enumerated() {
                group.addTask {
                    let range = range(reader.source)
                    let result = await supply.open(reader.source, range)
                    return (
                        index, result.map { Open(reader: reader, lines: $0, range: range, supply: supply) }
                    )
                }
            }
            var results: [(Int, Result<Open, LogProblem>)] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
