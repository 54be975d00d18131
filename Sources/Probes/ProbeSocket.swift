import LocalSystem

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One probe by TCP or UDP on a socket that never blocks. Used by one thread.
final class ProbeSocket {
    /// What is tried at one address.
    struct Job: Sendable {
        let address: SocketAddress
        let port: Int
        /// nil: TCP.
        let datagram: [UInt8]?
    }

    enum Start {
        case running(ProbeSocket)
        case over(ProbeOutcome)
        /// The process has no descriptor left: later, perhaps.
        case noDescriptor
    }

    private enum Phase {
        case connecting
        /// Connected, and the other side may yet end it; since when it stood.
        case settling(after: Duration)
        case awaitingDatagram
    }

    private let descriptor: Int32
    private let start: ContinuousClock.Instant
    private let deadline: ContinuousClock.Instant
    private let settling: Duration
    private var phase: Phase
    /// When there is nothing more to wait for.
    private(set) var due: ContinuousClock.Instant

    private init(
        _ descriptor: Int32, phase: Phase, start: ContinuousClock.Instant, deadline: ContinuousClock.Instant,
        settling: Duration
    ) {
        self.descriptor = descriptor
        self.phase = phase
        self.start = start
        self.deadline = deadline
        self.settling = settling
        due = deadline
    }

    deinit { close(descriptor) }

    /// What to wait for, for poll.
    var entry: pollfd {
        let events: Int32 = if case .connecting = phase { POLLOUT } else { POLLIN }
        return pollfd(fd: descriptor, events: Int16(events), revents: 0)
    }

    // MARK: Starting

    static func start(
        _ job: Job, deadline: ContinuousClock.Instant, settling: Duration
    ) -> Start {
        let start = ContinuousClock.now
        guard start < deadline else { return .over(.noAnswer(job.datagram == nil ? .connection : .answer)) }
        let descriptor = Sockets.open(family: job.address.family, isStream: job.datagram == nil)
        guard descriptor >= 0 else {
            switch errno {
            case EMFILE, ENFILE: return .noDescriptor
            case EAFNOSUPPORT: return .over(.noRoute(SystemError.last))
            default: return .over(.failed("cannot open a socket: \(SystemError.last)"))
            }
        }
        let probe = ProbeSocket(
            descriptor, phase: job.datagram == nil ? .connecting : .awaitingDatagram, start: start, deadline: deadline,
            settling: settling)
        let result = job.address.withPort(job.port) { address, length in connect(descriptor, address, length) }
        guard let result else { return .over(.failed("\(job.port) is not a valid port")) }
        if result != 0, errno != EINPROGRESS, errno != EINTR { return .over(probe.outcome(of: errno, isLocal: true)) }
        if let datagram = job.datagram {
            // SAFETY: the buffer is valid for the call, and its own length is given.
            let sent = datagram.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Sockets.sendFlags) }
            if sent < 0 { return .over(probe.outcome(of: errno, isLocal: true)) }
        }
        return .running(probe)
    }

    // MARK: Going on

    /// What came of it, if it is over: by what poll says of the socket, and by the time.
    func step(_ events: Int16, now: ContinuousClock.Instant) -> ProbeOutcome? {
        if events != 0, let outcome = advance(now) { return outcome }
        return now >= due ? overdue : nil
    }

    private func advance(_ now: ContinuousClock.Instant) -> ProbeOutcome? {
        switch phase {
        case .connecting:
            let error = pendingError
            if error != 0 { return outcome(of: error, isLocal: false) }
            phase = .settling(after: now - start)
            due = min(deadline, now + settling)
            return nil
        case .settling(let latency):
            var byte: UInt8 = 0
            // SAFETY: one byte is there to be written. It is looked at and not taken.
            let count = recv(descriptor, &byte, 1, Int32(MSG_PEEK))
            if count > 0 { return .open(after: latency) }
            if count == 0 { return .closed }
            return isRetry(errno) ? nil : outcome(of: errno, isLocal: false)
        case .awaitingDatagram:
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            // SAFETY: the buffer is valid for the call, and its own length is given.
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count >= 0 { return .answered(bytes: count, after: now - start) }
            return isRetry(errno) ? nil : outcome(of: errno, isLocal: false)
        }
    }

    private var overdue: ProbeOutcome {
        switch phase {
        case .connecting: .noAnswer(.connection)
        case .settling(let latency): .open(after: latency)
        case .awaitingDatagram: .noAnswer(.answer)
        }
    }

    private func isRetry(_ error: Int32) -> Bool { error == EAGAIN || error == EINTR }

    /// The error of the connection attempt; 0 where it stands.
    private var pendingError: Int32 {
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        // SAFETY: SO_ERROR is an int, and its length is given.
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno
    }

    /// `isLocal`: the system refused at once, before anything was sent.
    private func outcome(of error: Int32, isLocal: Bool) -> ProbeOutcome {
        switch error {
        case ECONNREFUSED: return .refused
        case ECONNRESET, EPIPE, ECONNABORTED: return .reset
        case ETIMEDOUT:
            if case .awaitingDatagram = phase { return .noAnswer(.answer) }
            return .noAnswer(.connection)
        case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EADDRNOTAVAIL:
            let text = SystemError.text(of: error)
            return isLocal ? .noRoute(text) : .unreachable(text)
        default: return .failed(SystemError.text(of: error))
        }
    }
}
