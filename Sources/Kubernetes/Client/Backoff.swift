/// Pauses between tries that keep failing, or that keep ending at once: 0.1 s, doubled up to 5 s.
struct Backoff: Sendable {
    private var tries = 0

    /// A try that lasted this long has succeeded: the next pause is short again.
    private static let success = Duration.seconds(1)

    /// How long to wait after a try that has lasted so long.
    mutating func pause(after duration: Duration = .zero) -> Duration {
        tries = duration >= Self.success ? 1 : tries + 1
        return .milliseconds(min(5000, 100 << min(tries - 1, 6)))
    }
}
