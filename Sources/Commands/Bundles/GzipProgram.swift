#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The system's `gzip`, run beside us to decompress.
package struct GzipProgram: Sendable {
    private let program: String
    private let deadlineSeconds: Double

    package init(program: String = "gzip", deadlineSeconds: Double = 60) {
        self.program = program
        self.deadlineSeconds = deadlineSeconds
    }

    /// What came out, and why it may not be all.
    struct Output {
        let bytes: [UInt8]
        let warning: String?
    }

    /// Feeds the bytes to the program and collects what it writes, both without blocking, until it ends.
    func decompress(_ bytes: [UInt8], name: String, limit: Int) throws(BundleError) -> Output {
        let child = try Child(program: program, name: name)
        defer { child.finish() }
        let deadline = Self.now + deadlineSeconds
        var input = bytes[...]
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var isInputOpen = true
        while true {
            guard Self.now < deadline else { throw BundleError("\(name): \(program) took longer than \(Int(deadlineSeconds)) s") }
            var descriptors = [pollfd(fd: child.output, events: Int16(POLLIN), revents: 0)]
            if isInputOpen { descriptors.append(pollfd(fd: child.input, events: Int16(POLLOUT), revents: 0)) }
            poll(&descriptors, nfds_t(descriptors.count), 1000)
            if isInputOpen, descriptors[1].revents != 0 {
                // SAFETY: the buffer is valid for the call, and its own length is given.
                let written = input.withUnsafeBytes { write(child.input, $0.baseAddress, min($0.count, 1 << 16)) }
                if written > 0 { input = input.dropFirst(written) }
                // A program that closes its end early says why by its status.
                if input.isEmpty || (written < 0 && errno != EAGAIN && errno != EINTR) {
                    child.closeInput()
                    isInputOpen = false
                }
            }
            guard descriptors[0].revents != 0 else { continue }
            // SAFETY: the buffer is valid for the call, and its own length is given.
            let count = chunk.withUnsafeMutableBytes { read(child.output, $0.baseAddress, $0.count) }
            if count == 0 { break }
            if count > 0 {
                guard output.count + count <= limit else { throw BundleError("\(name): more than \(limit >> 20) MiB when unpacked") }
                output += chunk[..<count]
            }
        }
        let status = child.wait(until: deadline)
        if status == 127 { throw Self.missing(program, name) }
        if status != 0, output.isEmpty { throw BundleError("\(name): \(program) could not unpack it (status \(status))") }
        return Output(bytes: output, warning: status == 0 ? nil : "damaged: \(program) ended with status \(status)")
    }

    fileprivate static func missing(_ program: String, _ name: String) -> BundleError {
        BundleError(
            "\(name): the program \(program) is needed to read it and was not found",
            hint: "unpack it elsewhere and name the directory: --from-bundle DIR")
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// A running program with pipes to its standard input and from its standard output.
    private final class Child {
        private(set) var input: Int32
        let output: Int32
        private var identifier: pid_t = 0
        private var isReaped = false

        init(program: String, name: String) throws(BundleError) {
            var toChild: [Int32] = [-1, -1]
            var fromChild: [Int32] = [-1, -1]
            guard pipe(&toChild) == 0 else { throw BundleError("cannot make a pipe: \(FileSystem.lastError)") }
            guard pipe(&fromChild) == 0 else {
                toChild.forEach { _ = close($0) }
                throw BundleError("cannot make a pipe: \(FileSystem.lastError)")
            }
            // The child must not hold our ends: its input would never end.
            for descriptor in toChild + fromChild { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
            posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
            posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
            // SAFETY: the words live until posix_spawnp has copied them; the list ends in nil.
            var words: [UnsafeMutablePointer<CChar>?] = [strdup(program), strdup("-dc"), nil]
            defer { words.forEach { free($0) } }
            let result = posix_spawnp(&identifier, program, &actions, nil, &words, environ)
            close(toChild[0])
            close(fromChild[1])
            input = toChild[1]
            output = fromChild[0]
            _ = fcntl(input, F_SETFL, O_NONBLOCK)
            guard result == 0 else {
                isReaped = true
                finish()
                throw GzipProgram.missing(program, name)
            }
        }

        func closeInput() {
            if input >= 0 { close(input) }
            input = -1
        }

        /// The exit status; the program is killed at the deadline.
        func wait(until deadline: Double) -> Int32 {
            var status: Int32 = 0
            while waitpid(identifier, &status, WNOHANG) == 0 {
                if GzipProgram.now > deadline { kill(identifier, SIGKILL) }
                usleep(1000)
            }
            isReaped = true
            let signal = status & 0x7F
            return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
        }

        /// Ends what still runs and leaves no zombie.
        func finish() {
            closeInput()
            if !isReaped {
                kill(identifier, SIGKILL)
                var status: Int32 = 0
                waitpid(identifier, &status, 0)
                isReaped = true
            }
            close(output)
        }
    }
}
