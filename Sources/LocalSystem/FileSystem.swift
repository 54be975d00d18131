#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The few calls of POSIX on files that the client needs.
package enum FileSystem {
    package enum Kind: Sendable, Equatable {
        case file
        case directory
        case link
        case other
        case missing
        /// The system does not say: why.
        case unknown(String)
    }

    package static func kind(of path: String, followsLinks: Bool = true) -> Kind {
        var status = stat()
        let result = followsLinks ? stat(path, &status) : lstat(path, &status)
        guard result == 0 else {
            return errno == ENOENT || errno == ENOTDIR ? .missing : .unknown(SystemError.last)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .directory
        case S_IFLNK: return .link
        default: return .other
        }
    }

    /// The names in a directory but for `.` and `..`, sorted.
    package static func names(in directory: String) throws(LocalError) -> [String] {
        guard let stream = opendir(directory) else {
            throw LocalError("cannot open \(directory): \(SystemError.last)")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            // SAFETY: d_name is zero-terminated within the entry, and the entry is valid until the next readdir.
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Opens a file for reading, hands out its descriptor and closes it.
    package static func withFile<Value>(
        _ path: String, _ body: (Int32) throws(LocalError) -> Value
    ) throws(LocalError) -> Value {
        // Non-blocking: what was a file a moment ago may be a pipe that nobody writes to.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw LocalError("cannot open \(path): \(SystemError.last)") }
        defer { close(descriptor) }
        return try body(descriptor)
    }

    /// The contents of a file of at most `limit` bytes. A named pipe is waited for until something writes to it.
    package static func contents(
        of path: String, limit: Int, patience: PipePatience = PipePatience()
    ) throws(LocalError) -> [UInt8] {
        try withFile(path) { file throws(LocalError) in
            // Without a writer it would be read as empty.
            if isPipe(file) { try waitForData(file, path, patience, until: .now + patience.whole) }
            return try contents(of: file, name: path, limit: limit, patience: patience)
        }
    }

    private static func isPipe(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }

    /// The last bytes of a file, at most `limit`; bytes appended meanwhile are not read.
    package static func end(of path: String, limit: Int) throws(LocalError) -> [UInt8] {
        try withFile(path) { file throws(LocalError) in
            let start = max(0, length(of: file) - limit)
            if start > 0, lseek(file, off_t(start), SEEK_SET) < 0 {
                throw LocalError("cannot read \(path): \(SystemError.last)")
            }
            return try contents(of: file, name: path, limit: limit)
        }
    }

    /// The length of a file; 0 where it cannot be found out.
    package static func length(of descriptor: Int32) -> Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Reads to the end of a descriptor, whose errors call it `name`.
    package static func contents(
        of descriptor: Int32, name: String, limit: Int, patience: PipePatience = PipePatience()
    ) throws(LocalError) -> [UInt8] {
        var bytes: [UInt8] = []
        try parts(of: descriptor, name: name, limit: limit, patience: patience) { bytes += $0 }
        return bytes
    }

    /// How long a pipe is read whose writer takes its time, as that of a shell's `<(command)` does.
    package struct PipePatience: Sendable {
        /// Without any data.
        package var silence = Duration.seconds(10)
        /// However often data comes.
        package var whole = Duration.seconds(60)

        package init() {}
    }

    /// Reads to the end of a descriptor, part by part.
    package static func parts(
        of descriptor: Int32, name: String, limit: Int, patience: PipePatience = PipePatience(),
        take: ([UInt8]) -> Void
    ) throws(LocalError) {
        var size = 0
        let end = ContinuousClock.now + patience.whole
        while true {
            var failure: Int32 = 0
            let part = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                // SAFETY: the buffer is valid for the call, and its own length is given; `count` bytes of it are set then.
                let result = read(descriptor, buffer.baseAddress, buffer.count)
                if result < 0 { failure = errno }
                count = max(0, result)
            }
            if failure != 0 {
                errno = failure
                if errno == EINTR { continue }
                if errno == EAGAIN {
                    try waitForData(descriptor, name, patience, until: end)
                    continue
                }
                throw LocalError("cannot read \(name): \(SystemError.last)")
            }
            if part.isEmpty { return }
            size += part.count
            guard size <= limit else { throw LocalError("cannot read \(name): larger than \(Self.size(limit))") }
            take(part)
        }
    }

    /// Waits for the process that writes to a pipe, such as a shell's `<(command)`.
    private static func waitForData(
        _ descriptor: Int32, _ name: String, _ patience: PipePatience, until end: ContinuousClock.Instant
    ) throws(LocalError) {
        let rest = end - .now
        guard rest > .zero else {
            throw LocalError(
                "cannot read \(name): its writer did not finish within \(patience.whole.components.seconds) s")
        }
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let result = poll(&entry, 1, Int32(min(rest, patience.silence) / .milliseconds(1)))
        if result < 0, errno != EINTR { throw LocalError("cannot read \(name): \(SystemError.last)") }
        if result == 0, rest > patience.silence {
            throw LocalError(
                "cannot read \(name): its writer sent nothing for \(patience.silence.components.seconds) s")
        }
    }

    /// Whether a file begins with some bytes; where the descriptor stands does not change.
    package static func starts(_ descriptor: Int32, with bytes: [UInt8]) -> Bool {
        var start = [UInt8](repeating: 0, count: bytes.count)
        // SAFETY: the buffer is valid for the call, and its own length is given.
        let count = start.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        return count == bytes.count && start == bytes
    }

    /// The program that a name stands for: the first executable file of that name in the directories of a `PATH`.
    package static func program(_ name: String, in path: String) -> String? {
        for directory in path.split(separator: ":") {
            let file = "\(directory)/\(name)"
            if kind(of: file) == .file, access(file, X_OK) == 0 { return file }
        }
        return nil
    }

    /// `256 MiB`, for limits.
    package static func size(_ bytes: Int) -> String {
        bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
    }
}

// MARK: Links

extension FileSystem {
    package static func isLink(_ path: String) -> Bool { kind(of: path, followsLinks: false) == .link }

    /// The path of what links lead to.
    package static func resolved(_ path: String) throws(LocalError) -> String {
        guard let resolved = realpath(path, nil) else { throw LocalError("cannot follow \(path): \(SystemError.last)") }
        defer { free(resolved) }
        // SAFETY: realpath gives a zero-terminated text, which is ours to free.
        return String(cString: resolved)
    }
}
