#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How much memory the process may use.
package enum MemoryLimit {
    /// Bytes of address space (`ulimit -v`); nil if they are not limited.
    package static var addressSpace: Int? {
        var limit = rlimit()
        // SAFETY: getrlimit fills exactly one rlimit.
        guard getrlimit(addressSpaceResource, &limit) == 0 else { return nil }
        return Int(exactly: limit.rlim_cur)
    }

    /// Lets all threads allocate from one arena (glibc). Each further arena reserves 64 MiB of address space, and glibc makes up to eight
    /// of them for each processor.
    package static func useOneArena() {
        #if canImport(Glibc)
            // SAFETY: mallopt takes two ints and returns one (mallopt(3)); before other threads start it races with nothing.
            guard let symbol = dlsym(nil, "mallopt") else { return }
            let mallopt = unsafeBitCast(symbol, to: (@convention(c) (Int32, Int32) -> Int32).self)
            _ = mallopt(arenaMaximum, 1)
        #endif
    }

    /// `M_ARENA_MAX` of malloc.h.
    private static let arenaMaximum: Int32 = -8
}
