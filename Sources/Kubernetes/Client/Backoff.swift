/// The pauses of everything that is tried again: 0.1 s, doubled up to 5 s.
package struct Backoff: Sendable {
    private var tries = 0

    /// A try that lasted this long has succeeded: the next pause is short again.
    private static let success = Duration.seconds(1)

    package init() {}

    /// How long to wait after a try that has lasted so long.
    mutating func pause(after duration: Duration) -> Duration { pause(hasSucceeded: duration >= Self.success) }

    /// How long to wait after a try.
    package mutating func pause(hasSucceeded: Bool = false) -> Duration {
        tries = hasSucceeded ? 1 : tries + 1
        return Self.pause(afterTries: tries)
    }

    static func pause(afterTries tries: Int) -> Duration { .milliseconds(min(5000, 100 << min(tries - 1, 6))) }
}
