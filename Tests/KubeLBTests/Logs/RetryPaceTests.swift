import KubeLB
import Kubernetes
import Testing

/// When a controller that still fails would have logged it again.
@Suite struct RetryPaceTests {
    private static let start = Timestamp("2026-11-22T12:00:00Z")

    /// Lines of one failing object, so many seconds after the start.
    private static func lines(_ seconds: [Double], controller: String = "service-controller") throws -> [LogLine] {
        let start = try #require(start)
        return seconds.map { second in
            let time = start.adding(seconds: second)
            return LogLine(
                #"{"level":"error","ts":"\#(time)","msg":"Reconciler error","controller":"\#(controller)","error":"no"}"#,
                reference: time)
        }
    }

    private static func due(_ seconds: [Double], controller: String = "service-controller") throws -> Double? {
        let due = LogLine.retryDue(after: try lines(seconds, controller: controller))
        return try due.map { $0.seconds(since: try #require(start)) }
    }

    @Test func nothingIsDueWithoutLines() { #expect(LogLine.retryDue(after: []) == nil) }

    @Test func aFirstFailureIsRetriedAtOnce() throws {
        let due = try #require(try Self.due([0]))
        #expect(due > 0 && due < 60)
    }

    @Test func thePauseDoubles() throws {
        let due = try #require(try Self.due([0, 20, 60]))
        #expect(due > 60 + 80 && due < 60 + 80 + 60)
    }

    /// A change of the object makes the controller try in between; the next pause is that of all failures.
    @Test func aTryInBetweenDoesNotShortenThePause() throws {
        let backOff = (1...17).map { 0.15 * Double(1 << ($0 - 1)) / 1.0 }.map { min($0, 5000) }
        let due = try #require(try Self.due(backOff + [backOff[16] + 5]))
        #expect(due - backOff[16] > 300)
    }

    @Test func noPauseIsLongerThanTheLimit() throws {
        let due = try #require(try Self.due([0, 5000]))
        #expect(due < 5000 + 1100)
    }

    @Test func watchesAreRetriedWithinAMinute() throws {
        let due = try #require(try Self.due([0, 500], controller: ""))
        #expect(due > 560 && due < 660)
    }
}
