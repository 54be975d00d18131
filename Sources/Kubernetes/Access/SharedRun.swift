import LocalSystem

/// Work that several tasks wait for, each as long as it likes. When the last of them gives up, it is cancelled.
final class SharedRun<Value: Sendable>: Sendable {
    private typealias Outcome = Result<Value, CredentialError>

    /// The place of one that waits.
    struct Ticket {
        fileprivate let number: Int
    }

    private enum Waiter {
        /// Has a ticket, and does not wait yet.
        case expected
        case waiting(CheckedContinuation<Outcome, Never>)
        /// Gave up before it began to wait.
        case gone(CredentialError)
    }

    private struct State {
        var outcome: Outcome?
        var waiters: [Int: Waiter] = [:]
        var lastNumber = 0
        var work: Task<Void, Never>?
        var isAbandoned = false
    }

    private let state = Locked(State())
    private let deadline: ContinuousClock.Instant

    /// How long after its deadline the work has time to say why it did not end.
    private static var grace: Duration { .seconds(2) }

    /// Starts the work, which ends by itself at the deadline or soon after.
    init(
        until deadline: ContinuousClock.Instant,
        _ body: @escaping @Sendable (SharedRun) async throws(CredentialError) -> Value
    ) {
        self.deadline = deadline
        let work = Task {
            do throws(CredentialError) {
                self.end(.success(try await body(self)))
            } catch {
                self.end(.failure(error))
            }
        }
        state.withLock { $0.work = work }
    }

    /// A place among those who wait, which has to be used; nil where the work has been cancelled.
    func join() -> Ticket? {
        state.withLock { state in
            if state.isAbandoned { return nil }
            state.lastNumber += 1
            state.waiters[state.lastNumber] = .expected
            return Ticket(number: state.lastNumber)
        }
    }

    /// Waits for the outcome.
    ///
    /// - Parameters:
    ///   - ticket: the place; good for once.
    ///   - deadline: when to give up.
    ///   - name: what is waited for, for the error then.
    /// - Returns: what the work gives.
    /// - Throws: what the work throws, or that this task's deadline has come or that it was cancelled.
    func value(
        _ ticket: Ticket, until deadline: ContinuousClock.Instant, waitingFor name: String
    ) async throws(CredentialError) -> Value {
        let number = ticket.number
        let limit = deadline < self.deadline ? deadline : deadline + Self.grace
        let timer = Task {
            guard (try? await Task.sleep(until: limit, clock: .continuous)) != nil else { return }
            self.giveUp(number, CredentialError("\(name) timed out"))
        }
        defer { timer.cancel() }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in wait(number, continuation) }
        } onCancel: {
            giveUp(number, CredentialError("\(name) was cancelled", isCancellation: true))
        }
        return try outcome.get()
    }

    private func wait(_ number: Int, _ continuation: CheckedContinuation<Outcome, Never>) {
        let outcome = state.withLock { state -> Outcome? in
            if let outcome = state.outcome { return outcome }
            if case .gone(let error)? = state.waiters[number] {
                state.waiters[number] = nil
                return .failure(error)
            }
            state.waiters[number] = .waiting(continuation)
            return nil
        }
        if let outcome { continuation.resume(returning: outcome) }
    }

    private func giveUp(_ number: Int, _ error: CredentialError) {
        let (continuation, work) = state.withLock { state in
            var continuation: CheckedContinuation<Outcome, Never>?
            switch state.waiters[number] {
            case .waiting(let waiting)?:
                continuation = waiting
                state.waiters[number] = nil
            case .expected?: state.waiters[number] = .gone(error)
            case .gone?, nil: break
            }
            let hasInterested = state.waiters.values.contains { if case .gone = $0 { false } else { true } }
            state.isAbandoned = state.isAbandoned || (state.outcome == nil && !hasInterested)
            return (continuation, state.isAbandoned ? state.work : nil)
        }
        continuation?.resume(returning: .failure(error))
        work?.cancel()
    }

    private func end(_ outcome: Outcome) {
        let waiters = state.withLock { state in
            defer { state.waiters = [:] }
            state.outcome = outcome
            return state.waiters.values
        }
        for case .waiting(let continuation) in waiters { continuation.resume(returning: outcome) }
    }
}
