#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A pipe that no program inherits unless it is handed one of its ends. Ends that are left are closed with the value.
final class Pipe {
    /// Held while programs are started: one that starts between `pipe` and `fcntl` would keep the pipe open.
    // A value and not `()`: what is empty has no place of its own in memory for the thread sanitizer to watch.
    static let inheritance = Locked(0)

    private(set) var reader: Int32
    private(set) var writer: Int32

    init() throws(LocalError) {
        var ends: [Int32] = [-1, -1]
        let failure: String? = Self.inheritance.withLock { _ in
            // SAFETY: pipe writes two descriptors; there is room for two.
            guard pipe(&ends) == 0 else { return SystemError.last }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            return nil
        }
        if let failure { throw LocalError("cannot create a pipe: \(failure)") }
        reader = ends[0]
        writer = ends[1]
    }

    deinit {
        closeReader()
        closeWriter()
    }

    func closeReader() {
        if reader >= 0 { close(reader) }
        reader = -1
    }

    func closeWriter() {
        if writer >= 0 { close(writer) }
        writer = -1
    }

    /// Takes what is there into a buffer.
    ///
    /// - Returns: the bytes, none where the call was interrupted; nil at the end.
    func read(into buffer: inout [UInt8]) throws(LocalError) -> ArraySlice<UInt8>? {
        let count = buffer.withUnsafeMutableBytes { systemRead(reader, $0) }
        if count == 0 { return nil }
        guard count > 0 else {
            if errno == EINTR { return [] }
            throw LocalError("cannot read: \(SystemError.last)")
        }
        return buffer[..<count]
    }
}
