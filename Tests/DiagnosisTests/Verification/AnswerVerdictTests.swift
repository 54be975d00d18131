import KubeLB
import Kubernetes
import Probes
import Testing

@testable import Diagnosis

/// What is made of a response, and of none.
@Suite struct AnswerVerdictTests {
    private static let now = Timestamp("2026-12-01T00:00:00Z") ?? Timestamp(milliseconds: 0)

    private func verdict(
        _ outcome: ProbeOutcome, kind: RouteKind = .ingress, tls: Bool = false, grpc: Bool = false,
        expecting expected: String? = nil, host: String? = "shop.example.com"
    ) throws -> AnswerVerdict {
        let request = try HostRequest(host: host, path: "/", usesTLS: tls, isGRPC: grpc)
        return AnswerVerdict(
            outcome, of: request, kind: kind, expecting: expected.flatMap { ExpectedStatus($0) }, now: Self.now)
    }

    private func responded(_ status: Int, _ change: (inout HostAnswer) -> Void = { _ in }) -> ProbeOutcome {
        var answer = HostAnswer(status: status)
        change(&answer)
        return .responded(answer, after: .milliseconds(14))
    }

    // MARK: No response

    @Test(arguments: [
        (ProbeOutcome.refused, VerifyCheck.State.failed, "connection refused", AnswerVerdict.Causes.address),
        (.noAnswer(.connection), .failed, "timed out waiting for a connection", .address),
        (.noAnswer(.handshake), .failed, "TLS handshake", .address),
        (.noAnswer(.answer), .failed, "connected, but timed out", .backends), (.reset, .failed, "reset", .address),
        (.unreachable("No route to host"), .failed, "No route to host", .address),
        (.notResolved("no such name"), .failed, "name resolution failed", .address),
        (.noTLS("x"), .failed, "TLS handshake failed: x", .certificate),
        (.noHTTP("x"), .failed, "HTTP failed", .address),
        (.failed("too many open files"), .unknown, "could not be probed", .none),
    ])
    func silenceIsToldApart(
        outcome: ProbeOutcome, state: VerifyCheck.State, words: String, causes: AnswerVerdict.Causes
    ) throws {
        let verdict = try verdict(outcome)
        #expect(verdict.state == state && verdict.causes == causes)
        #expect(verdict.sentence.contains(words), "\(verdict.sentence)")
    }

    // MARK: Statuses

    struct Case: Sendable {
        let status: Int
        var kind = RouteKind.ingress
        var page = HostAnswer.Page.other
        var isFromBackend = false
        var isFromEnvoy = false
        let state: VerifyCheck.State
        let words: String
        var causes = AnswerVerdict.Causes.none
    }

    @Test(arguments: [
        Case(status: 200, state: .passed, words: "200, 14 ms"),
        Case(status: 418, state: .passed, words: "418, 14 ms"),
        Case(status: 401, state: .passed, words: "denied without credentials"),
        Case(status: 403, state: .passed, words: "denied without credentials"),
        Case(
            status: 404, page: .nginx, state: .failed, words: "default backend of the ingress controller",
            causes: .rules),
        Case(
            status: 404, page: .defaultBackend, state: .failed, words: "default backend of the ingress controller",
            causes: .rules),
        Case(status: 404, page: .nginx, isFromBackend: true, state: .passed, words: "from the application"),
        Case(status: 404, page: .other, state: .passed, words: "or from a proxy"),
        Case(
            status: 404, kind: .httpRoute, page: .empty, isFromEnvoy: true, state: .failed,
            words: "from the Gateway: no route matches", causes: .rules),
        Case(
            status: 404, kind: .httpRoute, page: .empty, isFromBackend: true, isFromEnvoy: true, state: .passed,
            words: "from the application"),
        Case(
            status: 404, kind: .gateway, page: .empty, isFromEnvoy: true, state: .passed,
            words: "the listener responds"),
        Case(
            status: 503, page: .nginx, state: .failed, words: "has no endpoints for the backend Service",
            causes: .backends),
        Case(status: 503, page: .noHealthyUpstream, state: .failed, words: "no healthy upstream", causes: .backends),
        Case(status: 503, page: .upstreamFailed, state: .failed, words: "could not connect", causes: .backends),
        Case(
            status: 503, isFromBackend: true, isFromEnvoy: true, state: .failed, words: "from the application",
            causes: .backends),
        Case(status: 502, page: .nginx, state: .failed, words: "no valid response", causes: .backends),
        Case(status: 504, state: .failed, words: "timed out", causes: .backends),
        Case(
            status: 500, kind: .httpRoute, page: .empty, isFromEnvoy: true, state: .failed,
            words: "cannot resolve a backend", causes: .backends),
        Case(status: 400, page: .plainHTTPToTLS, state: .failed, words: "the backend speaks TLS", causes: .backends),
        Case(status: 400, state: .passed, words: "400, 14 ms"),
    ])
    func statusesAreToldApart(example: Case) throws {
        let outcome = responded(example.status) { answer in
            answer.page = example.page
            answer.isFromBackend = example.isFromBackend
            answer.isFromEnvoy = example.isFromEnvoy
        }
        let verdict = try verdict(outcome, kind: example.kind)
        #expect(verdict.state == example.state && verdict.causes == example.causes, "\(verdict)")
        #expect(verdict.sentence.contains(example.words), "\(verdict.sentence)")
    }

    @Test(arguments: [
        ("https://shop.example.com/login?token=secret", "redirect to HTTPS: https://shop.example.com"),
        ("http://shop.example.com:8080/", "redirect to http://shop.example.com"), ("/login?token=secret", "redirect"),
        ("https://a\u{1B}[31m/", "redirect"),
        ("https://user:secret@shop.example.com/", "redirect to HTTPS: https://user"),
    ])
    func redirectsNameNothingButTheHost(location: String, words: String) throws {
        let verdict = try verdict(responded(308) { $0.location = location })
        #expect(verdict.state == .passed)
        #expect(verdict.sentence == "308, 14 ms; \(words)")
    }

    @Test func expectedStatusesDecide() throws {
        #expect(try verdict(responded(404) { $0.page = .nginx }, expecting: "404").state == .passed)
        #expect(try verdict(responded(503), expecting: "2xx,503").state == .passed)
        let other = try verdict(responded(302), expecting: "200")
        #expect(other.state == .failed && other.sentence.contains("expected 200"), "\(other.sentence)")
    }

    // MARK: gRPC

    @Test(arguments: [
        (12, HostAnswer.Page.other, true, VerifyCheck.State.passed, AnswerVerdict.Causes.none),
        (12, .empty, true, .failed, .rules), (12, .empty, false, .passed, .none),
        (14, .other, true, .failed, .backends),
        (14, .noHealthyUpstream, true, .failed, .backends), (0, .empty, true, .passed, .none),
        (16, .other, false, .passed, .none), (13, .other, true, .passed, .none),
    ])
    func anyStatusOfGRPCIsAResponse(
        status: Int, page: HostAnswer.Page, isFromEnvoy: Bool, state: VerifyCheck.State, causes: AnswerVerdict.Causes
    ) throws {
        let outcome = responded(200) { answer in
            (answer.isGRPC, answer.grpcStatus) = (true, status)
            (answer.page, answer.isFromEnvoy) = (page, isFromEnvoy)
        }
        let verdict = try verdict(outcome, kind: .grpcRoute, grpc: true)
        #expect(verdict.state == state && verdict.causes == causes)
        #expect(verdict.sentence.hasPrefix("grpc-status \(status), 14 ms"))
    }

    @Test func aWebPageIsNoResponseOfGRPC() throws {
        #expect(try verdict(responded(200), kind: .grpcRoute, grpc: true).state == .failed)
    }

    // MARK: Certificates

    @Test(arguments: [
        (Certificates.shop, "shop.example.com", VerifyCheck.State.passed, "200, 14 ms"),
        (Certificates.shop, "other.example.com", .failed, "not for this host, but for shop.example.com, *.apps"),
        (Certificates.fake, "shop.example.com", .failed, "default certificate"),
        (Certificates.old, "shop.example.com", .failed, "expired on 2021-01-01"),
        ("", "shop.example.com", .passed, "200"),
    ])
    func certificatesAreJudged(pem: String, host: String, state: VerifyCheck.State, words: String) throws {
        let verdict = try verdict(responded(200) { $0.certificate = pem }, tls: true, host: host)
        #expect(verdict.state == state && verdict.sentence.contains(words), "\(verdict.sentence)")
        #expect(verdict.causes == (state == .failed ? .certificate : .none))
    }

    @Test func anUnknownAuthorityIsSaidAndFailsNothing() throws {
        let outcome = responded(200) { ($0.certificate, $0.isTrusted) = (Certificates.shop, false) }
        let verdict = try verdict(outcome, tls: true)
        #expect(
            verdict.state == .passed && verdict.sentence.contains("authority is not trusted"), "\(verdict.sentence)")
    }

    @Test func aWrongCertificateFailsBesideAGoodStatusAndABadOne() throws {
        let outcome = responded(503) { ($0.certificate, $0.page) = (Certificates.old, .noHealthyUpstream) }
        let verdict = try verdict(outcome, tls: true)
        #expect(verdict.causes == .certificate)
        #expect(verdict.sentence.contains("expired") && verdict.sentence.contains("no healthy upstream"))
    }
}
