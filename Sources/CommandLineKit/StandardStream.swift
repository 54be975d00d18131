#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The process's output and error streams, written without buffers in between.
package enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    /// Writes the whole text, however often it takes. False when the stream will take no more: a closed pipe, a full disk.
    @discardableResult
    package func write(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { writePart($0, to: rawValue) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written < 0, errno == EAGAIN {
                var poller = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
                poll(&poller, 1, 1000)
            } else if written < 0, errno != EINTR {
                return false
            }
        }
        return true
    }

    /// Keeps the numbers of streams that were closed when the process began: the next file or socket would get the number of
    /// one of them, and what is written to the stream would go there. Called before anything is opened.
    package static func reserveClosed() {
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
            // Not open for what the stream is used for, so that its use is still an error.
            _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
        }
    }

    /// Whether the last write was refused by a closed pipe: a reader that has had enough, no failure.
    package static var isPipeClosed: Bool { errno == EPIPE }

    /// Why the last write was refused.
    package static var refusal: String {
        // SAFETY: strerror's text is copied at once.
        String(cString: strerror(errno))
    }
}

/// Not a method: `write` of the stream would hide the system's.
private func writePart(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int {
    // SAFETY: the buffer is valid for the call, and its own length is given.
    write(descriptor, bytes.baseAddress, bytes.count)
}
