import Kubernetes
import Testing
import Transport

@testable import Commands

@Suite struct WatchFailuresTests {
    private static func unreachable(_ failure: TransportFailure, _ phase: TransferPhase = .connecting) -> APIError {
        .transport(.failed(failure, during: phase), request: "GET /api/v1/services")
    }

    private static let refused = unreachable(.refused(endpoint: "127.0.0.1:9"))

    /// Which of some failures are news, in their order.
    private static func news(_ failures: [(APIError, of: String)]) -> [Bool] {
        var known = WatchFailures()
        return failures.map { known.isNews($0, of: $1) }
    }

    /// The same server may refuse a connection, drop it, or not respond in time.
    @Test(arguments: [
        refused, unreachable(.timedOut(endpoint: "127.0.0.1:9")), unreachable(.timedOut(endpoint: nil), .waiting),
        unreachable(.reset(endpoint: nil), .reading), unreachable(.notConnected(endpoint: nil)),
    ])
    func anUnreachableServerIsReportedOnce(next: APIError) {
        let news = Self.news([
            (Self.refused, "Services"), (next, "Services"), (next, "Deployments"), (next, "Deployments"),
        ])
        #expect(news == [true, false, true, false], "another kind is reported as well")
    }

    @Test func anotherCauseIsReported() {
        let news = Self.news([
            (Self.refused, "Services"), (.refused(status: 500, ""), "Services"), (.unauthorized(""), "Services"),
            (Self.unreachable(.nameNotResolved(host: "a.example")), "Services"),
            (.refused(status: 500, ""), "Services"),
        ])
        #expect(news == [true, true, true, true, false])
    }

    @Test func aWatchThatWorkedMayFailAgain() {
        var failures = WatchFailures()
        let first = failures.isNews(Self.refused, of: "Services")
        failures.forget("Services")
        let second = failures.isNews(Self.refused, of: "Services")
        #expect(first && second)
    }

    @Test func endlesslyManyCausesAreNotRemembered() {
        let causes = (0..<1000).map { "\($0)" } + ["0"]
        let news = Self.news(causes.map { (.malformed($0), "Services") })
        #expect(!news.contains(false))
    }
}
