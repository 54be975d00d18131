import CCurl
import LocalSystem
import Synchronization

/// The one thread on which libcurl runs, and the executor of the actor in front of it.
///
/// It sleeps in `curl_multi_poll` and is woken by `curl_multi_wakeup`, the only call that other threads make.
final class CurlThread: SerialExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var isStopped = false
    }

    private let state = Locked(State())
    private let identifier = Atomic<UInt>(0)
    /// Touched by the thread alone, but for the wake-up.
    let transfers: CurlTransfers

    init(transfers: CurlTransfers) {
        self.transfers = transfers
    }

    /// Starts the thread. It lives until `stop()`.
    func start() throws(TransportError) {
        guard BackgroundThread.start({ [self] in run() }) else { throw .unusable("cannot start a thread") }
    }

    /// Ends the thread after the jobs that are there; all transfers must have ended.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            transfers.wakeUp()
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { state in
            state.jobs.append(job)
            // Within the lock: the thread frees the handle only after it has seen `isStopped` in here.
            if !state.isStopped { transfers.wakeUp() }
        }
    }

    func isIsolatingCurrentContext() -> Bool? {
        identifier.load(ordering: .relaxed) == BackgroundThread.current
    }

    func checkIsolated() {
        precondition(isIsolatingCurrentContext() == true, "not on the thread of libcurl")
    }

    private func run() {
        identifier.store(BackgroundThread.current, ordering: .relaxed)
        while true {
            let (jobs, isStopped) = state.withLock { state in
                defer { state.jobs = [] }
                return (state.jobs, state.isStopped)
            }
            for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
            if jobs.isEmpty, isStopped { break }
            transfers.perform()
            if state.withLock({ $0.jobs.isEmpty && !$0.isStopped }) { transfers.wait() }
        }
        transfers.close()
    }
}
