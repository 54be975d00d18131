import Kubernetes
import Testing
import Transport

@testable import Commands

@Suite struct WatchFailuresTests {
    private static func unreachable(_ failure: TransportFailure, _ phase: TransferPhase = .connecting) -> APIError {
        .transport(.failed(failure, during: phase), request: "GET /api/v1/services")
    }

    private static let refused = unreachable(.refused(endpoint: "127.0.0.1:9"))

    /// The same server may refuse a connection, drop it, or not respond in time.
    @Test(arguments: [
        refused, unreachable(.timedOut(endpoint: "127.0.0.1:9")), unreachable(.timedOut(endpoint: nil), .waiting),
        unreachable(.reset(endpoint: nil), .reading), unreachable(.notConnected(endpoint: nil)),
    ])
    func anUnreachableServerIsReportedOnce(next: APIError) {
        var failures = WatchFailures()
        #expect(failures.isNews(Self.refused, of: "Services"))
        #expect(!failures.isNews(next, of: "Services"))
        #expect(failures.isNews(next, of: "Deployments"), "another kind")
        #expect(!failures.isNews(next, of: "Deployments"))
    }

    @Test func anotherCauseIsReported() {
        var failures = WatchFailures()
        #expect(failures.isNews(Self.refused, of: "Services"))
        #expect(failures.isNews(.refused(status: 500, ""), of: "Services"))
        #expect(failures.isNews(.unauthorized(""), of: "Services"))
        #expect(failures.isNews(Self.unreachable(.nameNotResolved(host: "a.example")), of: "Services"))
        #expect(!failures.isNews(.refused(status: 500, ""), of: "Services"))
    }

    @Test func aWatchThatWorkedMayFailAgain() {
        var failures = WatchFailures()
        #expect(failures.isNews(Self.refused, of: "Services"))
        failures.forget("Services")
        #expect(failures.isNews(Self.refused, of: "Services"))
    }

    @Test func endlesslyManyCausesAreNotRemembered() {
        var failures = WatchFailures()
        for number in 0..<1000 { #expect(failures.isNews(.malformed("\(number)"), of: "Services")) }
        #expect(failures.isNews(.malformed("0"), of: "Services"))
    }
}
