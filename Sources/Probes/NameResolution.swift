import LocalSystem

/// Addresses of host names, with a deadline.
///
/// The system's resolver blocks and cannot be stopped: it gets a thread of its own, which is left alone when the time is
/// up. Its answer then goes nowhere.
struct NameResolution: Sendable {
    /// Blocks; gives IP addresses as they are written.
    typealias Resolver = @Sendable (_ name: String) -> Result<[String], NameFailure>

    /// Why there are no addresses.
    enum Failure: Error, Hashable {
        case timedOut
        case refused(String)
    }

    let resolver: Resolver
    let timeout: Duration

    /// More addresses of one name are not looked at.
    private static let limit = 16

    func addresses(of name: String) async -> Result<[SocketAddress], Failure> {
        let slot = AnswerSlot()
        let timer = Task { [timeout] in
            try await Task.sleep(for: timeout)
            slot.answer(.failure(.timedOut))
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                slot.wait(continuation)
                let isStarted = BackgroundThread.start { [resolver] in
                    switch resolver(name) {
                    case .success(let texts):
                        let addresses = texts.prefix(Self.limit).compactMap { SocketAddress($0) }
                        slot.answer(addresses.isEmpty ? .failure(.refused("no IP address")) : .success(addresses))
                    case .failure(let failure): slot.answer(.failure(.refused(failure.reason)))
                    }
                }
                if !isStarted { slot.answer(.failure(.refused("cannot start a thread"))) }
            }
        } onCancel: {
            slot.answer(.failure(.timedOut))
        }
    }
}

/// Where the first answer of several goes to the one who waits; the others go nowhere.
private final class AnswerSlot: Sendable {
    typealias Answer = Result<[SocketAddress], NameResolution.Failure>

    private enum State {
        case empty
        case waiting(CheckedContinuation<Answer, Never>)
        /// nil once it was handed over.
        case answered(Answer?)
    }

    private let state = Locked(State.empty)

    func wait(_ continuation: CheckedContinuation<Answer, Never>) {
        let early: Answer? = state.withLock { state in
            if case .answered(let answer) = state { return answer }
            state = .waiting(continuation)
            return nil
        }
        if let early { continuation.resume(returning: early) }
    }

    func answer(_ answer: Answer) {
        let waiting: CheckedContinuation<Answer, Never>? = state.withLock { state in
            switch state {
            case .empty: state = .answered(answer)
            case .waiting(let continuation):
                state = .answered(nil)
                return continuation
            case .answered: break
            }
            return nil
        }
        waiting?.resume(returning: answer)
    }
}
