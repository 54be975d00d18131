#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The system's `gzip`, run beside us to decompress.
package struct GzipProgram: Sendable {
    private let program: String
    private let deadlineSeconds: Double

    /// `program` is looked for in `PATH` unless it is a path itself.
    package init(program: String = "gzip", deadlineSeconds: Double = 60) {
        self.program = program
        self.deadlineSeconds = deadlineSeconds
    }

    /// What came out, and why it may not be all.
    struct Output {
        let bytes: [UInt8]
        let warning: String?
    }

    /// Lets the program read an open file from its start, and collects what it writes until it ends.
    ///
    /// - Parameters:
    ///   - file: the descriptor of a file; it stays open.
    ///   - name: what errors call the file.
    ///   - limit: bytes that may come out; more are an error, as a small archive can hold petabytes.
    /// - Returns: what came out; of damaged input what stands before the damage, with a warning.
    /// - Throws: where the program is missing, takes too long, writes too much, or writes nothing and fails.
    func decompress(_ file: Int32, name: String, limit: Int) throws(BundleError) -> Output {
        var pipeEnds: [Int32] = [-1, -1]
        guard pipe(&pipeEnds) == 0 else { throw BundleError("cannot make a pipe: \(FileSystem.lastError)") }
        defer { close(pipeEnds[0]) }
        for end in pipeEnds { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let child: pid_t
        do {
            // The pipe ends for us when the child, which then alone holds the other end, has ended.
            defer { close(pipeEnds[1]) }
            child = try spawn(reading: file, writing: pipeEnds[1], name: name)
        }
        let deadline = Self.now + deadlineSeconds
        let bytes: [UInt8]
        do {
            bytes = try collect(from: pipeEnds[0], until: deadline, name: name, limit: limit)
        } catch {
            kill(child, SIGKILL)
            _ = Self.wait(for: child, until: deadline)
            throw error
        }
        let status = Self.wait(for: child, until: deadline)
        guard status != 0 else { return Output(bytes: bytes, warning: nil) }
        if bytes.isEmpty { throw BundleError("\(name): \(program) could not unpack it (status \(status))") }
        return Output(bytes: bytes, warning: "damaged: \(program) ended with status \(status)")
    }

    private func spawn(reading input: Int32, writing output: Int32, name: String) throws(BundleError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        // SAFETY: the words live until posix_spawnp has copied them; the list ends in nil.
        var words: [UnsafeMutablePointer<CChar>?] = [strdup(program), strdup("-dc"), nil]
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        switch posix_spawnp(&child, program, &actions, nil, &words, environ) {
        case 0: return child
        case ENOENT, EACCES, ENOTDIR:
            throw BundleError(
                "\(name): the program \(program) is needed to read it and was not found",
                hint: "unpack it elsewhere and name the directory: --from-bundle DIR")
        case let number: throw BundleError("\(name): cannot run \(program): \(FileSystem.message(of: number))")
        }
    }

    private func collect(
        from output: Int32, until deadline: Double, name: String, limit: Int
    ) throws(BundleError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let milliseconds = (deadline - Self.now) * 1000
            guard milliseconds > 0 else {
                throw BundleError("\(name): \(program) took longer than \(Int(deadlineSeconds)) s")
            }
            var descriptor = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&descriptor, 1, Int32(min(milliseconds.rounded(.up), 60_000))) > 0 else { continue }
            // SAFETY: the buffer is valid for the call, and its own length is given.
            let count = chunk.withUnsafeMutableBytes { read(output, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw BundleError("\(name): cannot read what \(program) writes: \(FileSystem.lastError)")
            }
            guard bytes.count + count <= limit else {
                throw BundleError("\(name): more than \(FileSystem.size(limit)) when unpacked")
            }
            bytes += chunk[..<count]
        }
    }

    /// The exit status, or 128 and the signal; a program that outlasts the deadline is killed.
    private static func wait(for child: pid_t, until deadline: Double) -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, WNOHANG) == 0 {
            if now > deadline { kill(child, SIGKILL) }
            usleep(1000)
        }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
