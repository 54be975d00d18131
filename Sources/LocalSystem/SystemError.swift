#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the system says about its error numbers.
package enum SystemError {
    /// Of the call that failed last on this thread.
    package static var last: String { text(of: errno) }

    package static func text(of number: Int32) -> String {
        // SAFETY: strerror's text is zero-terminated, and copied at once.
        String(cString: strerror(number))
    }
}
