import LocalSystem

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Many probes by TCP and UDP at the same time, on one thread of their own.
struct SocketProbes: Sendable {
    /// For each of them, from its own start.
    let timeout: Duration
    /// How long a connection that stands is watched: an Envoy without a healthy node accepts, and closes at once.
    let settling: Duration
    /// For all of them.
    let deadline: ContinuousClock.Instant?

    /// Sockets at the same time; further probes wait for one. Processes often may have no more than 1024 descriptors.
    private static let limit = 256

    /// The outcomes in the order of the jobs. Cancelling the task ends the wait.
    func run(_ jobs: [ProbeSocket.Job]) async -> [ProbeOutcome] {
        guard !jobs.isEmpty else { return [] }
        let cancellation: WaitCancellation
        do throws(LocalError) {
            cancellation = try WaitCancellation()
        } catch {
            return jobs.map { _ in .failed(error.message) }
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isStarted = BackgroundThread.start {
                    continuation.resume(returning: outcomes(of: jobs, cancellation))
                }
                if !isStarted { continuation.resume(returning: jobs.map { _ in .failed("cannot start a thread") }) }
            }
        } onCancel: {
            cancellation.cancel()
        }
    }

    private func outcomes(of jobs: [ProbeSocket.Job], _ cancellation: WaitCancellation) -> [ProbeOutcome] {
        var outcomes = [ProbeOutcome](repeating: .failed("no time left to probe it"), count: jobs.count)
        var next = 0
        var running: [(index: Int, socket: ProbeSocket)] = []
        while (next < jobs.count || !running.isEmpty) && !cancellation.isCancelled {
            start: while next < jobs.count, running.count < Self.limit {
                switch ProbeSocket.start(jobs[next], deadline: ownDeadline, settling: settling) {
                case .running(let socket): running.append((next, socket))
                case .over(let outcome): outcomes[next] = outcome
                case .noDescriptor where running.isEmpty: outcomes[next] = .failed("too many open files")
                case .noDescriptor: break start
                }
                next += 1
            }
            guard !running.isEmpty else { continue }
            let events = wait(for: running.map(\.socket), cancellation)
            let now = ContinuousClock.now
            var left: [(index: Int, socket: ProbeSocket)] = []
            for (position, entry) in running.enumerated() {
                if let outcome = entry.socket.step(events[position], now: now) {
                    outcomes[entry.index] = outcome
                } else {
                    left.append(entry)
                }
            }
            running = left
        }
        return outcomes
    }

    private var ownDeadline: ContinuousClock.Instant {
        let own = ContinuousClock.now + timeout
        return deadline.map { min($0, own) } ?? own
    }

    /// What happened at the sockets, after something did or the first one's time was up.
    private func wait(for sockets: [ProbeSocket], _ cancellation: WaitCancellation) -> [Int16] {
        var entries = sockets.map(\.entry)
        entries.append(pollfd(fd: cancellation.descriptor, events: Int16(POLLIN), revents: 0))
        let due = sockets.map(\.due).min() ?? .now
        let left = (due - .now) / .milliseconds(1)
        let count = poll(&entries, nfds_t(entries.count), left <= 0 ? 0 : Int32(min(left.rounded(.up), 60_000)))
        return count > 0 ? entries.dropLast().map(\.revents) : sockets.map { _ in 0 }
    }
}
