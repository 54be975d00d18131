import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What has a temporary name for now: taken away when a signal ends the process.
///
/// Signals are noticed as long as something is unfinished, unless somebody else handles or ignores them. The handler only
/// writes to a pipe; a thread that waits there removes what is unfinished and lets the signal end the process.
package final class PartialFiles: Sendable {
    /// Those of the process, which SIGINT, SIGTERM and SIGHUP end.
    package static let shared = PartialFiles([SIGINT, SIGTERM, SIGHUP]) { number in
        signal(number, SIG_DFL)
        kill(getpid(), number)
        while true { pause() }
    }

    private struct State {
        var paths: Set<String> = []
        var pipe: Pipe?
        /// Signals that we handle now.
        var handled: [Int32] = []
    }

    private let state = Locked(State())
    private let signals: [Int32]
    /// What comes when everything is removed.
    private let finish: @Sendable (Int32) -> Void
    /// The end of the pipe that the handler writes to; -1 until there is one.
    private static let writer = Atomic<Int32>(-1)

    init(_ signals: [Int32], finish: @escaping @Sendable (Int32) -> Void) {
        self.signals = signals
        self.finish = finish
    }

    /// Something grows at `path` from here on.
    package func add(_ path: String) {
        state.withLock { state in
            if state.pipe == nil { begin(&state) }
            if state.paths.isEmpty, state.pipe != nil { state.handled = signals.filter(Self.handle) }
            state.paths.insert(path)
        }
    }

    /// It is finished, or gone.
    package func remove(_ path: String) {
        state.withLock { state in
            state.paths.remove(path)
            guard state.paths.isEmpty else { return }
            for number in state.handled where Self.isOurs(number) { signal(number, SIG_DFL) }
            state.handled = []
        }
    }

    /// Creates or renames something that is, or is in, a file or directory that grows. A signal that comes meanwhile is handled
    /// afterwards; once one is handled, nothing is created any more that nobody would remove.
    func create(_ call: () -> Int32) -> Int32 {
        let (result, error) = state.withLock { _ in (call(), errno) }
        errno = error
        return result
    }

    private func begin(_ state: inout State) {
        guard let pipe = try? Pipe() else { return }
        let reader = pipe.reader
        let isStarted = BackgroundThread.start { [self] in
            var number: UInt8 = 0
            // SAFETY: one byte is read into one byte. The pipe is never closed.
            while read(reader, &number, 1) != 1 {}
            end(Int32(number))
        }
        guard isStarted else { return }
        Self.writer.store(pipe.writer, ordering: .sequentiallyConsistent)
        state.pipe = pipe
    }

    /// Handles a signal that would end the process; false if somebody else handles or ignores it.
    private static func handle(_ number: Int32) -> Bool {
        var action = sigaction()
        // SAFETY: with nothing to set, sigaction only fills what it is given.
        guard sigaction(number, nil, &action) == 0, address(of: action) == 0 else { return false }
        signal(number, handler)
        return true
    }

    /// SAFETY: write(2) and the load of an atomic may be used in a signal handler (POSIX, signal-safety).
    private static let handler: @convention(c) (Int32) -> Void = { number in
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(PartialFiles.writer.load(ordering: .sequentiallyConsistent), &byte, 1)
    }

    private static func isOurs(_ number: Int32) -> Bool {
        var action = sigaction()
        // SAFETY: as above.
        return sigaction(number, nil, &action) == 0 && address(of: action) == unsafeBitCast(handler, to: Int.self)
    }

    /// Of the handler; 0 for SIG_DFL.
    private static func address(of action: sigaction) -> Int {
        // SAFETY: the union holds a pointer to a function, or a number in its place.
        withUnsafeBytes(of: action) { $0.loadUnaligned(as: Int.self) }
    }

    /// Called once. The lock is held until the process ends: nothing begins any more.
    private func end(_ number: Int32) {
        state.withLock { state in
            for path in state.paths { FileSystem.remove(path) }
            finish(number)
        }
    }
}
