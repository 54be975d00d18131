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

    /// Notes them from here on. The second one of a kind ends the process all the same.
    static func begin() -> @Sendable () -> Int32? {
        // Made before a handler may need it.
        number.store(0, ordering: .sequentiallyConsistent)
        for number in [SIGINT, SIGTERM] {
            // SAFETY: the handler stores a number atomically and calls signal(), which a signal handler may both do
            // (POSIX, signal-safety).
            signal(number) { caught in
                CaughtSignal.number.store(caught, ordering: .sequentiallyConsistent)
                signal(caught, SIG_DFL)
            }
        }
        return {
            let caught = number.load(ordering: .sequentiallyConsistent)
            return caught == 0 ? nil : caught
        }
    }
}
