import Kubernetes
import Topology

/// What logs have said so far, merged by time: one line of each in memory, the servers wait for the slowest.
struct LogHistory {
    /// One log while it is read.
    private struct Open: Sendable {
        var reader: LogReader
        var lines: any LogLines
        var resume: ResumePoint
        var failure: LogProblem?
        /// A last line without a line end, that more may come of.
        var hasRemainder = false

        /// The next line that is shown.
        mutating func next(holdsRemainder: Bool) async -> LogReader.Shown? {
            while failure == nil {
                do throws(APIError) {
                    guard let record = try await lines.next() else { return nil }
                    if !record.isWhole, holdsRemainder { return nil }
                    guard resume.isNew(record.stamp), let shown = reader.read(record) else { continue }
                    return shown
                } catch {
                    failure = LogProblem(text: "\(reader.source): \(error.summary)")
                }
            }
            return nil
        }
    }

    /// How far a log was read, to be followed from there.
    struct Position: Sendable {
        let reader: LogReader
        let resume: ResumePoint
    }

    let supply: any LogSupply
    /// Whether logs are followed afterwards.
    var isFollowed = false

    struct Outcome: Sendable {
        /// Of the logs that could be read.
        var positions: [Position] = []
        var problems: [LogProblem] = []
    }

    /// - Parameters:
    ///   - readers: one for each log.
    ///   - range: how much of it is read.
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
        for index in logs.indices { merge.place(await logs[index].next(holdsRemainder: isFollowed), from: index) }
        while let (shown, index) = merge.take() {
            show(shown)
            merge.place(await logs[index].next(holdsRemainder: isFollowed), from: index)
        }
        outcome.positions = logs.map { Position(reader: $0.reader, resume: $0.resume) }
        outcome.problems += logs.compactMap(\.failure)
        return outcome
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
                        index, result.map { Open(reader: reader, lines: $0, resume: ResumePoint(start: range.since)) }
                    )
                }
            }
            var results: [(Int, Result<Open, LogProblem>)] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
