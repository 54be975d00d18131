import Testing
import Transport

/// What the tool itself says about a failure is understood again when it is read from a bundle.
struct OwnWordsTests {
    private static let endpoints: [String?] = ["127.0.0.1:6443", "[::1]:6443", "api.example.com:443", nil]

    private static let failures: [TransportFailure] = endpoints.flatMap { endpoint -> [TransportFailure] in
        [
            .nameNotResolved(host: endpoint), .refused(endpoint: endpoint), .notConnected(endpoint: endpoint),
            .timedOut(endpoint: endpoint), .unreachable(endpoint: endpoint), .reset(endpoint: endpoint),
            .proxy(endpoint: endpoint),
        ] + reasons.map { .tls($0, endpoint: endpoint) }
    }

    private static let reasons: [TLSReason] = [
        .unknownAuthority, .expired, .notYetValid, .outsideValidity, .nameMismatch(expected: "api.example.com"),
        .nameMismatch(expected: nil), .commonNameOnly, .clientCertificateRefused, .notTLS,
        .other("error:0A000126:SSL routines"),
    ]

    @Test(arguments: failures)
    func `a summary is understood again`(failure: TransportFailure) {
        let isBare = failure == .refused(endpoint: nil) || failure == .timedOut(endpoint: nil)
        #expect(TransportFailure(describing: failure.summary) == failure, "\(failure.summary), bare: \(isBare)")
    }

    @Test(arguments: failures, [TransferPhase.connecting, .handshake, .waiting, .reading])
    func `so is that of an error, behind a request`(failure: TransportFailure, phase: TransferPhase) {
        let text = "GET /version: " + TransportError.failed(failure, during: phase).summary
        #expect(TransportFailure(describing: text) == failure, "\(text)")
    }
}
