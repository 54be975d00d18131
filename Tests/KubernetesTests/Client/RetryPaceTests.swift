import Testing

@testable import Kubernetes

@Suite struct RetryPaceTests {
    private let start = ContinuousClock.now

    @Test func `spreads retries that are due at the same time`() {
        let pace = RetryPace(start: start)
        let pauses = (0..<100).map { _ in pace.pause(.milliseconds(100), now: start + .milliseconds(7)) }
        #expect(pauses.first == .milliseconds(143))
        #expect(zip(pauses, pauses.dropFirst()).allSatisfy { $1 - $0 == RetryPace.spacing })
    }

    @Test func `a retry that is due late makes no other one wait`() {
        let pace = RetryPace(start: start)
        #expect(pace.pause(.seconds(10), now: start) == .seconds(10))
        #expect(pace.pause(.milliseconds(100), now: start) == .milliseconds(100))
    }

    @Test func `forgets what has passed`() {
        let pace = RetryPace(start: start)
        for second in 0..<1000 {
            let pause = pace.pause(.milliseconds(100), now: start + .seconds(second))
            #expect(pause >= .milliseconds(100) && pause <= .milliseconds(150))
        }
    }
}
