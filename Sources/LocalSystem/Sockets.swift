#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Sockets that no program inherits.
package enum Sockets {
    /// For `ai_socktype`.
    package static var stream: Int32 {
        #if canImport(Glibc)
            Int32(SOCK_STREAM.rawValue)
        #else
            SOCK_STREAM
        #endif
    }

    private static var datagram: Int32 {
        #if canImport(Glibc)
            Int32(SOCK_DGRAM.rawValue)
        #else
            SOCK_DGRAM
        #endif
    }

    /// Flags for `send`: a closed connection is an error, not a signal. Where there is no such flag, SIGPIPE is ignored anyway.
    package static var sendFlags: Int32 {
        #if canImport(Darwin)
            0
        #else
            Int32(MSG_NOSIGNAL)
        #endif
    }

    /// A socket that never blocks; negative, with `errno`, if the system has none.
    package static func open(family: Int32, isStream: Bool) -> Int32 {
        let type = isStream ? stream : datagram
        #if canImport(Glibc)
            return socket(family, type | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        #elseif canImport(Musl)
            return socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
        #elseif canImport(Darwin)
            // As with pipes: a program that starts in between would inherit it.
            return Pipe.inheritance.withLock { _ in
                let descriptor = socket(family, type, 0)
                guard descriptor >= 0 else { return descriptor }
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
                return descriptor
            }
        #endif
    }
}
