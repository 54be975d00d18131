/// Keys that wait for work: each once, none worked on twice at a time; failures come again, later each time.
package actor WorkQueue<Key: Hashable & Sendable> {
    private struct Delayed {
        let due: ContinuousClock.Instant
        let timer: Task<Void, Never>
    }

    private var waiting: [Key] = []
    private var queued: Set<Key> = []
    private var atWork: Set<Key> = []
    /// Keys that were added while they were worked on.
    private var again: Set<Key> = []
    private var failures: [Key: Int] = [:]
    private var delayed: [Key: Delayed] = [:]
    private var idle: [Int: CheckedContinuation<Key?, Never>] = [:]
    private var lastIdle = 0
    private let longestPause: Duration

    /// `longestPause` bounds the delay after failures, which begins at 50 ms and doubles.
    package init(longestPause: Duration = .seconds(15)) {
        self.longestPause = longestPause
    }

    /// Keys that wait for a worker; for metrics.
    package var depth: Int { waiting.count }

    package func add(_ key: Key, after delay: Duration = .zero) {
        guard delay > .zero else { return enqueue(key) }
        let due = ContinuousClock.now + delay
        if let present = delayed[key] {
            guard due < present.due else { return }
            present.timer.cancel()
        }
        delayed[key] = Delayed(
            due: due,
            timer: Task { [weak self] in
                guard (try? await Task.sleep(until: due, clock: .continuous)) != nil else { return }
                await self?.ripen(key)
            })
    }

    private func ripen(_ key: Key) {
        delayed[key] = nil
        enqueue(key)
    }

    private func enqueue(_ key: Key) {
        if atWork.contains(key) {
            again.insert(key)
        } else if queued.insert(key).inserted {
            if let (number, worker) = idle.first {
                idle[number] = nil
                queued.remove(key)
                atWork.insert(key)
                worker.resume(returning: key)
            } else {
                waiting.append(key)
            }
        }
    }

    /// Works until the task is cancelled. What `work` throws puts the key back with a growing delay; the delay it returns
    /// puts it back after that time.
    package func run(workers: Int = 2, _ work: @escaping @Sendable (Key) async throws -> Duration?) async {
        await withDiscardingTaskGroup { group in
            for _ in 0..<workers {
                group.addTask {
                    while let key = await self.next() {
                        do {
                            let delay = try await work(key)
                            await self.finish(key, delay)
                        } catch {
                            await self.fail(key)
                        }
                    }
                }
            }
        }
        for entry in delayed.values { entry.timer.cancel() }
        delayed = [:]
    }

    /// nil when the task was cancelled.
    private func next() async -> Key? {
        if Task.isCancelled { return nil }
        if !waiting.isEmpty {
            let key = waiting.removeFirst()
            queued.remove(key)
            atWork.insert(key)
            return key
        }
        lastIdle += 1
        let number = lastIdle
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(returning: nil)
                } else {
                    idle[number] = continuation
                }
            }
        } onCancel: {
            Task { await self.wake(number) }
        }
    }

    private func wake(_ number: Int) {
        idle.removeValue(forKey: number)?.resume(returning: nil)
    }

    private func finish(_ key: Key, _ delay: Duration?) {
        failures[key] = nil
        end(key)
        if let delay { add(key, after: delay) }
    }

    private func fail(_ key: Key) {
        let count = failures[key, default: 0]
        failures[key] = count + 1
        end(key)
        add(key, after: min(longestPause, .milliseconds(50 << min(count, 10))))
    }

    private func end(_ key: Key) {
        atWork.remove(key)
        if again.remove(key) != nil { enqueue(key) }
    }
}
