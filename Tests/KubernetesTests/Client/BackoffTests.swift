import Testing

@testable import Kubernetes

@Suite struct BackoffTests {
    @Test func pausesGrowAndAreBounded() {
        var backoff = Backoff()
        let pauses = (0..<9).map { _ in backoff.pause(after: .milliseconds(1)) }
        #expect(pauses == [100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000].map { Duration.milliseconds($0) })
    }

    @Test func aTryThatLastedStartsAgain() {
        var backoff = Backoff()
        for _ in 0..<5 { _ = backoff.pause() }
        #expect(backoff.pause(after: .seconds(1)) == .milliseconds(100))
        #expect(backoff.pause() == .milliseconds(200))
    }
}
