import CCurl
import LocalSystem
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

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
        var thread = pthread_t()
        // SAFETY: the reference that the new thread takes over is balanced by takeRetainedValue in its body; without a
        // thread it is released here.
        let reference = Unmanaged.passRetained(self)
        let result = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<CurlThread>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, reference.toOpaque())
        guard result == 0 else {
            reference.release()
            throw .unusable("cannot start a thread (error \(result))")
        }
        pthread_detach(thread)
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
        identifier.load(ordering: .relaxed) == UInt(pthread_self())
    }

    func checkIsolated() {
        precondition(isIsolatingCurrentContext() == true, "not on the thread of libcurl")
    }

    private func run() {
        identifier.store(UInt(pthread_self()), ordering: .relaxed)
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
