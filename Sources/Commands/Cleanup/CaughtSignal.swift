import LocalSystem
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// SIGINT and SIGTERM noted instead of ending the process: a change that is under way is finished first.
enum CaughtSignal {
    private static let number = Atomic<Int32>(0)
    private static let isBounded = Atomic(false)

    /// Notes them from here on. The second one of a kind ends the process all the same.
    ///
    /// If it is bounded, the process ends a second later at the latest: of clusters that are only read, nothing has to be finished,
    /// and while every thread computes, no task asks for the signal.
    static func begin(isBounded: Bool) -> @Sendable () -> Int32? {
        // Made before a handler may need them.
        number.store(0, ordering: .sequentiallyConsistent)
        Self.isBounded.store(isBounded, ordering: .sequentiallyConsistent)
        for number in [SIGINT, SIGTERM] {
            // SAFETY: the handlers load and store numbers atomically, and call signal(), alarm(), tcsetattr() and _exit(), which
            // signal handlers may do (POSIX, signal-safety).
            signal(number) { caught in
                CaughtSignal.number.store(caught, ordering: .sequentiallyConsistent)
                signal(caught, SIG_DFL)
                guard CaughtSignal.isBounded.load(ordering: .sequentiallyConsistent) else { return }
                signal(SIGALRM) { _ in
                    Keyboard.restore()
                    _exit(128 &+ CaughtSignal.number.load(ordering: .sequentiallyConsistent))
                }
                alarm(1)
            }
        }
        return {
            let caught = number.load(ordering: .sequentiallyConsistent)
            return caught == 0 ? nil : caught
        }
    }
}
