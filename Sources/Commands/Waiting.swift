/// Looks again and again until what is seen is as wanted, or the time is up.
struct Waiting<Time: Clock<Duration>>: Sendable {
    let clock: Time
    /// Whether to look more than once.
    let isRepeated: Bool
    /// From the end of one look to the beginning of the next.
    let interval: Duration
    /// For all of it; nil: each look ends by its own deadlines.
    let deadline: Time.Instant?
    /// Where something tells of changes: returns at the next one, at the latest after the time given. The interval is then
    /// the longest time between two looks.
    var change: (@Sendable (_ atMost: Duration) async -> Void)?

    struct Result<State: Sendable>: Sendable {
        /// What was seen last.
        let state: State
        /// Whether the time was up before it was as wanted.
        let isExpired: Bool
    }

    /// What came of one look.
    private enum Look<State: Sendable>: Sendable {
        case seen(State, isCut: Bool)
        case failed(CommandFailure, isCut: Bool)
        case timeIsUp
    }

    /// Gives the last state, also where the time was up. A look ends early, with what it has, when its task is cancelled; one
    /// that fails ends the wait, unless another one may do better: one that could not be determined is repeated. `pause`
    /// runs the sleep in its body, and may say meanwhile what is waited for.
    func run<State: Sendable>(
        _ look: @escaping @Sendable () async throws(CommandFailure) -> State,
        until isDone: (State) -> Bool,
        pause: (State?, _ body: () async -> Void) async -> Void
    ) async throws(CommandFailure) -> Result<State> {
        var last: State?
        while true {
            var failure: CommandFailure?
            switch await lookUntilDeadline(look) {
            case .seen(let state, isCut: false):
                if isDone(state) || !isRepeated { return Result(state: state, isExpired: false) }
                last = state
            case .seen(let state, isCut: true):
                if isDone(state) { return Result(state: state, isExpired: false) }
                // A look that was cut short has seen less than the one before.
                return Result(state: last ?? state, isExpired: true)
            case .failed(let error, isCut: false):
                guard isRepeated, error.status == .undetermined else { throw error }
                failure = error
            case .failed(let error, isCut: true): failure = error
            case .timeIsUp: break
            }
            let left = deadline.map { clock.now.duration(to: $0) } ?? interval
            if left <= (change == nil ? interval : .zero), deadline != nil {
                if let last { return Result(state: last, isExpired: true) }
                throw timedOut(failure)
            }
            await pause(last) {
                if let change { await change(min(interval, left)) } else { try? await clock.sleep(for: interval) }
            }
            // A look that begins at the deadline sees nothing.
            if let deadline, let last, clock.now >= deadline { return Result(state: last, isExpired: true) }
            if Task.isCancelled {
                guard let last else { throw failure ?? timedOut(nil) }
                return Result(state: last, isExpired: false)
            }
        }
    }

    private func timedOut(_ failure: CommandFailure?) -> CommandFailure {
        CommandFailure(
            .timedOut, "timed out before the clusters could be read",
            causes: failure.map { [$0.message] + $0.causes } ?? [], hint: failure?.hint ?? "increase --timeout")
    }

    private func lookUntilDeadline<State: Sendable>(
        _ look: @escaping @Sendable () async throws(CommandFailure) -> State
    ) async -> Look<State> {
        @Sendable func once() async -> Look<State> {
            do throws(CommandFailure) {
                return .seen(try await look(), isCut: false)
            } catch {
                return .failed(error, isCut: false)
            }
        }
        guard let deadline else { return await once() }
        return await withTaskGroup(of: Look<State>.self) { group in
            group.addTask { await once() }
            group.addTask { [clock] in
                try? await clock.sleep(until: deadline, tolerance: nil)
                return .timeIsUp
            }
            var isCut = false
            for await result in group {
                group.cancelAll()
                switch result {
                case .seen(let state, _): return .seen(state, isCut: isCut)
                case .failed(let error, _): return .failed(error, isCut: isCut)
                case .timeIsUp: isCut = true
                }
            }
            return .timeIsUp
        }
    }
}
