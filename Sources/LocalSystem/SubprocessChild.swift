#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A program that runs, used by one thread.
struct SubprocessChild {
    private let identifier: pid_t
    private let leadsGroup: Bool
    private let output: Pipe
    private let errors: Pipe?
    private var collectedErrors: [UInt8] = []

    private static let errorsLimit = 8 << 10
    /// How often, in milliseconds, to look whether a program has ended that leaves its pipes open to others.
    private static let interval: Int32 = 50

    init(_ subprocess: Subprocess) throws(SubprocessError) {
        do throws(LocalError) {
            output = try Pipe()
            if case .collected = subprocess.errors { errors = try Pipe() } else { errors = nil }
        } catch {
            throw .failed(error.message)
        }
        if case .inherited = subprocess.input { leadsGroup = false } else { leadsGroup = true }
        identifier = try Self.spawn(subprocess, output: output, errors: errors, leadsGroup: leadsGroup)
        // The pipes end for us when the program, which then alone holds the other ends, has ended.
        output.closeWriter()
        errors?.closeWriter()
    }

    // MARK: Waiting

    /// Reads what the program writes until it ends.
    mutating func finish(
        until deadline: ContinuousClock.Instant, _ cancellation: WaitCancellation?, outputLimit: Int
    ) throws(SubprocessError) -> Subprocess.Outcome {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var hasOutput = true
        var hasErrors = errors != nil
        while hasOutput || hasErrors || !hasEnded {
            let left = Self.milliseconds(until: deadline)
            guard left > 0 else { throw .timedOut(errors: collectedErrors) }
            var descriptors = [hasOutput ? output.reader : -1, hasErrors ? errors?.reader ?? -1 : -1]
                .map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            if let cancellation {
                descriptors.append(pollfd(fd: cancellation.descriptor, events: Int16(POLLIN), revents: 0))
            }
            // With nothing left to read only the end is waited for, which wakes nobody.
            let pause = hasOutput || hasErrors ? Self.interval : 2
            let count = poll(&descriptors, nfds_t(descriptors.count), min(left, pause))
            if cancellation?.isCancelled == true { throw .cancelled }
            if count == 0, hasEnded { break }
            guard count > 0 else { continue }
            do throws(LocalError) {
                if descriptors[0].revents != 0 {
                    let chunk = try output.read(into: &buffer)
                    hasOutput = chunk != nil
                    bytes += chunk ?? []
                }
                if descriptors[1].revents != 0, let errors {
                    let chunk = try errors.read(into: &buffer)
                    hasErrors = chunk != nil
                    keepErrors(chunk ?? [])
                }
            } catch {
                throw .failed(error.message)
            }
            guard bytes.count <= outputLimit else { throw .tooMuchOutput(limit: outputLimit) }
        }
        return Subprocess.Outcome(output: bytes, errors: collectedErrors, ending: reap())
    }

    /// Asks the program to end, makes it end where it does not, and takes care of what is left of it.
    func end(within grace: Duration) {
        let target = leadsGroup ? -identifier : identifier
        kill(target, SIGTERM)
        let deadline = ContinuousClock.now + grace
        while !hasEnded, .now < deadline { poll(nil, 0, 5) }
        // Its children, too: they may not have listened. Not yet reaped, so that the number is still its own.
        kill(target, SIGKILL)
        _ = reap()
    }

    private mutating func keepErrors(_ chunk: ArraySlice<UInt8>) {
        collectedErrors += chunk
        collectedErrors.removeFirst(max(0, collectedErrors.count - Self.errorsLimit))
    }

    private var hasEnded: Bool {
        var information = siginfo_t()
        // SAFETY: waitid fills the structure, whose `si_signo` is 0 where no child has ended.
        let result = waitid(P_PID, id_t(identifier), &information, WEXITED | WNOHANG | WNOWAIT)
        if result != 0 { return errno != EINTR }
        return information.si_signo == SIGCHLD
    }

    private func reap() -> Subprocess.Ending {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0 {
            // Where SIGCHLD is ignored the system keeps no status.
            guard errno == EINTR else { return .exited(-1) }
        }
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
    }

    private static func milliseconds(until deadline: ContinuousClock.Instant) -> Int32 {
        let left = (deadline - .now) / .milliseconds(1)
        return left <= 0 ? 0 : Int32(min(left.rounded(.up), 60_000))
    }

    // MARK: Starting

    /// A program that was just written stays busy while a process that another thread starts has inherited the open file,
    /// until that process runs its own program.
    private static let busyAttempts = 50

    private static func spawn(
        _ subprocess: Subprocess, output: Pipe, errors: Pipe?, leadsGroup: Bool
    ) throws(SubprocessError) -> pid_t {
        let texts =
            [subprocess.program] + subprocess.arguments
            + (subprocess.environment ?? [:]).flatMap { [$0.key, $0.value] }
        guard !texts.contains(where: { $0.utf8.contains(0) }) else {
            throw .failed("an argument or variable contains a zero byte")
        }
        var actions = noSpawnActions
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        switch subprocess.input {
        case .none: posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        case .descriptor(let input): posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        case .inherited: break
        }
        posix_spawn_file_actions_adddup2(&actions, output.writer, STDOUT_FILENO)
        if let errors { posix_spawn_file_actions_adddup2(&actions, errors.writer, STDERR_FILENO) }

        var attributes = noSpawnAttributes
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What we ignore or block, such as SIGPIPE, a program would inherit.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (leadsGroup ? POSIX_SPAWN_SETPGROUP : 0)
        posix_spawnattr_setflags(&attributes, Int16(flags))
        posix_spawnattr_setpgroup(&attributes, 0)

        // SAFETY: the words live until posix_spawnp has copied them; the lists end in nil.
        var words: [UnsafeMutablePointer<CChar>?] = ([subprocess.program] + subprocess.arguments).map { strdup($0) }
        var variables: [UnsafeMutablePointer<CChar>?] = (subprocess.environment ?? [:])
            .map { strdup("\($0.key)=\($0.value)") }
        defer { (words + variables).forEach { free($0) } }
        words.append(nil)
        variables.append(nil)
        var child: pid_t = 0
        var result: Int32 = 0
        for attempt in 0..<Self.busyAttempts {
            if attempt > 0 { usleep(10_000) }
            result = Pipe.inheritance.withLock { _ in
                subprocess.environment == nil
                    ? posix_spawnp(&child, subprocess.program, &actions, &attributes, &words, systemEnvironment)
                    : posix_spawnp(&child, subprocess.program, &actions, &attributes, &words, &variables)
            }
            if result != ETXTBSY { break }
        }
        switch result {
        case 0: return child
        case ENOENT, EACCES, ENOTDIR: throw .notFound(SystemError.text(of: result))
        default: throw .failed(SystemError.text(of: result))
        }
    }
}
