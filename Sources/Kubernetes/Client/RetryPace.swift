import LocalSystem

/// Spreads the retries of all requests to one server: dozens of requests that fail at once would otherwise all be sent again
/// at once.
final class RetryPace: Sendable {
    /// Between the starts of two retries.
    static let spacing = Duration.milliseconds(50)

    private let start: ContinuousClock.Instant
    /// Multiples of the spacing, counted from the start, at which a retry begins.
    private let taken = Locked<Set<Int>>([])

    init(start: ContinuousClock.Instant = .now) {
        self.start = start
    }

    /// How long to wait before a retry that is due after the given pause.
    func pause(_ pause: Duration, now: ContinuousClock.Instant = .now) -> Duration {
        let elapsed = now - start
        let slot = taken.withLock { taken in
            let passed = Int((elapsed / Self.spacing).rounded(.down))
            if taken.count > 256 { taken = taken.filter { $0 >= passed } }
            var slot = Int(((elapsed + pause) / Self.spacing).rounded(.up))
            while !taken.insert(slot).inserted { slot &+= 1 }
            return slot
        }
        return Self.spacing * slot - elapsed
    }
}
