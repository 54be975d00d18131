#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How many files and sockets the process may have open.
package enum DescriptorLimit {
    /// Raises the limit (`ulimit -n`) as far as the process may, at most to `wanted`, and returns what it is then; nil if it is not
    /// limited.
    package static func raised(to wanted: Int) -> Int? {
        var limit = rlimit()
        // SAFETY: getrlimit fills exactly one rlimit, and setrlimit reads one.
        guard getrlimit(descriptorResource, &limit) == 0 else { return nil }
        guard let soft = Int(exactly: limit.rlim_cur), soft < wanted else { return Int(exactly: limit.rlim_cur) }
        limit.rlim_cur = min(limit.rlim_max, rlim_t(wanted))
        guard setrlimit(descriptorResource, &limit) == 0 else { return soft }
        return Int(exactly: limit.rlim_cur)
    }
}
