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
}
