import LocalSystem
import Testing

@testable import Commands

/// A clock that stands still until somebody sleeps: then it is later, at once. Nothing waits in real time.
private final class LeapingClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    /// From here on a sleep until this moment or later does not end, but for its cancellation.
    private let end: Instant?
    private let time = Locked(Instant(offset: .zero))

    init(stopsAt end: Duration? = nil) {
        self.end = end.map { Instant(offset: $0) }
    }

    var now: Instant { time.withLock { $0 } }
    var minimumResolution: Duration { .zero }

    func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        if let end, deadline >= end {
            try await Task.sleep(for: .seconds(3600))
        }
        time.withLock { $0 = max($0, deadline) }
    }
}

@Suite struct WaitingTests {
    private typealias Time = LeapingClock

    private func waiting(
        _ clock: Time, isRepeated: Bool = true, deadline: Duration? = .seconds(60)
    ) -> Waiting<Time> {
        Waiting(
            clock: clock, isRepeated: isRepeated, interval: .seconds(5),
            deadline: deadline.map { clock.now.advanced(by: $0) })
    }

    private func run(
        _ waiting: Waiting<Time>, until wanted: Int = 3,
        _ look: @escaping @Sendable (Int) async throws(CommandFailure) -> Int
    ) async throws(CommandFailure) -> (state: Int, isExpired: Bool, looks: Int) {
        let looks = Locked(0)
        let result = try await waiting.run { () async throws(CommandFailure) -> Int in
            let number = looks.withLock { count in
                count += 1
                return count
            }
            return try await look(number)
        } until: {
            $0 >= wanted
        } pause: { _, sleep in
            await sleep()
        }
        return (result.state, result.isExpired, looks.withLock { $0 })
    }

    /// Without a result to return, it would look for ever.
    @Test func aCancelledWaitEndsAlsoBeforeALookHasSucceeded() async {
        let looks = Locked(0)
        let task = Task {
            try await run(waiting(Time(), deadline: nil)) { number throws(CommandFailure) in
                looks.withLock { $0 = number }
                withUnsafeCurrentTask { $0?.cancel() }
                throw CommandFailure(number > 3 ? .usage : .undetermined, "unreachable")
            }
        }
        await #expect(throws: CommandFailure.self) { _ = try await task.value }
        #expect(looks.withLock { $0 } == 1)
    }

    @Test func looksUntilItIsAsWanted() async throws {
        let clock = Time(stopsAt: .seconds(60))
        let result = try await run(waiting(clock)) { $0 }
        #expect(result == (3, false, 3))
        #expect(clock.now.offset == .seconds(10))
    }

    @Test func looksOnceWhereItIsNotToWait() async throws {
        let result = try await run(waiting(Time(stopsAt: .seconds(60)), isRepeated: false)) { $0 }
        #expect(result == (1, false, 1))
    }

    @Test func theLastStateIsGivenWhenTheTimeIsUp() async throws {
        let clock = Time(stopsAt: .seconds(60))
        let result = try await run(waiting(clock), until: 1000) { $0 }
        #expect(result == (12, true, 12))
        #expect(clock.now.offset == .seconds(55))
    }

    /// A look that hangs is cut short; what was seen before counts.
    @Test func aLookThatHangsIsCutShort() async throws {
        let clock = Time(stopsAt: .seconds(3600))
        let result = try await run(waiting(clock)) { number throws(CommandFailure) in
            // The deadline's own sleep ends at once, this one with its cancellation only.
            try? await Task.sleep(for: .seconds(3600))
            return -number
        }
        #expect(result == (-1, true, 1))
    }

    @Test func whatCouldNotBeDeterminedIsTriedAgain() async throws {
        let result = try await run(waiting(Time(stopsAt: .seconds(60)))) { number throws(CommandFailure) in
            if number == 1 { throw CommandFailure(.undetermined, "no connection") }
            return number
        }
        #expect(result == (3, false, 3))
    }

    @Test func whatIsNotThereIsNotWaitedFor() async throws {
        let failure = CommandFailure(.notFound, "Service shop/web not found")
        await #expect(throws: failure) {
            _ = try await run(waiting(Time(stopsAt: .seconds(60)))) { _ throws(CommandFailure) in throw failure }
        }
    }

    @Test func whereNothingWasSeenInTimeThatIsTheError() async {
        do throws(CommandFailure) {
            _ = try await run(waiting(Time(stopsAt: .seconds(60)))) { _ throws(CommandFailure) in
                throw CommandFailure(.undetermined, "no connection")
            }
            Issue.record("it was seen")
        } catch {
            #expect(error.status == .timedOut)
            #expect(error.causes == ["no connection"])
        }
    }

    @Test func aChangeEndsTheRestEarly() async throws {
        let clock = Time(stopsAt: .seconds(60))
        var waiting = waiting(clock)
        waiting.change = { limit in
            #expect(limit == .seconds(5))
            clock.advance(by: .seconds(1))
        }
        #expect(try await run(waiting) { $0 } == (3, false, 3))
        #expect(clock.now.offset == .seconds(2))
    }

    /// Where changes tell when to look, there is a last look when the time is up, after a rest cut short.
    @Test func aRestForAChangeIsNoLongerThanTheTimeThatIsLeft() async throws {
        let clock = Time(stopsAt: .seconds(12))
        var waiting = waiting(clock, deadline: .seconds(12))
        let rests = Locked<[Duration]>([])
        waiting.change = { limit in
            rests.withLock { $0.append(limit) }
            clock.advance(by: limit)
        }
        let result = try await run(waiting, until: 1000) { $0 }
        #expect(result.isExpired)
        #expect(rests.withLock { $0 } == [.seconds(5), .seconds(5), .seconds(2)])
    }
}
