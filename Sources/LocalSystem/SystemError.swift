#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the system says about its error numbers.
enum SystemError {
    /// Of the call that failed last on this thread.
    static var last: String { text(of: errno) }

    static func text(of number: Int32) -> String {
        // SAFETY: strerror's text is zero-terminated, and copied at once.
        String(cString: strerror(number))
    }
}
