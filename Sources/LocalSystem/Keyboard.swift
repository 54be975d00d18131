import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The keys that are pressed on the terminal that stdin is: each at once, without a line feed and without being shown. Signals are
/// still sent by their keys.
package enum Keyboard {
    // SAFETY: written before the handlers that read them are installed, by the one session that a process has.
    nonisolated(unsafe) private static var usual = termios()
    nonisolated(unsafe) private static var direct = termios()
    private static let isActive = Atomic(false)

    /// Begins to hand out what is typed, on a thread of its own; nil if stdin is no terminal, or one that is another job's. The
    /// result ends it, and must be called: it restores the terminal.
    package static func begin(_ onBytes: @escaping @Sendable ([UInt8]) -> Void) -> (@Sendable () -> Void)? {
        guard isatty(STDIN_FILENO) == 1, tcgetpgrp(STDIN_FILENO) == getpgrp() else { return nil }
        // SAFETY: tcgetattr fills exactly one termios.
        guard tcgetattr(STDIN_FILENO, &usual) == 0 else { return nil }
        direct = usual
        direct.c_lflag &= ~tcflag_t(ICANON | ECHO)
        guard !isActive.exchange(true, ordering: .sequentiallyConsistent) else { return nil }
        catchStops()
        guard tcsetattr(STDIN_FILENO, TCSANOW, &direct) == 0 else {
            isActive.store(false, ordering: .sequentiallyConsistent)
            return nil
        }
        _ = BackgroundThread.start { read(onBytes) }
        return {
            isActive.store(false, ordering: .sequentiallyConsistent)
            // SAFETY: as above.
            tcsetattr(STDIN_FILENO, TCSANOW, &usual)
        }
    }

    private static func read(_ onBytes: @Sendable ([UInt8]) -> Void) {
        var buffer = [UInt8](repeating: 0, count: 64)
        while isActive.load(ordering: .sequentiallyConsistent) {
            // SAFETY: read writes at most as many bytes as the buffer has.
            let count = buffer.withUnsafeMutableBytes { Glibc.read(STDIN_FILENO, $0.baseAddress, $0.count) }
            if count > 0 {
                onBytes(Array(buffer.prefix(count)))
            } else if count == 0 || errno != EINTR {
                return
            }
        }
    }

    /// Whoever stops the process or hangs up finds the terminal as it was; who continues it finds it as it is needed.
    private static func catchStops() {
        // SAFETY: the handlers call tcsetattr, signal and raise, which a signal handler may do (POSIX, signal-safety).
        for number in [SIGHUP, SIGTSTP] { signal(number) { Keyboard.leave($0) } }
        signal(SIGCONT) { _ in Keyboard.enter() }
    }

    /// Leaves the terminal as it was, before the process ends. May be called in a signal handler.
    package static func restore() {
        if isActive.load(ordering: .sequentiallyConsistent) { tcsetattr(STDIN_FILENO, TCSANOW, &usual) }
    }

    private static func leave(_ number: Int32) {
        restore()
        signal(number, SIG_DFL)
        raise(number)
    }

    private static func enter() {
        guard isActive.load(ordering: .sequentiallyConsistent) else { return }
        tcsetattr(STDIN_FILENO, TCSANOW, &direct)
        signal(SIGTSTP) { Keyboard.leave($0) }
    }
}
