import Characters
import Transport

/// Requests for hosts over libcurl: few at the same time, as they reach applications.
struct HostProbes: Sendable {
    typealias Job = HTTPProbes.Job

    let timeout: Duration
    let deadline: ContinuousClock.Instant?
    let userAgent: String
    /// Of all that are tried at the same time.
    let turns: Turns

    /// Requests at the same time.
    static let limit = 8

    /// The outcomes in the order of the jobs.
    func run(_ jobs: [Job]) async -> [ProbeOutcome] {
        await HTTPProbes.run(jobs, limit: Self.limit) { job, engine in await run(job, engine) }
    }

    private func run(_ job: Job, _ engine: HTTPEngine) async -> ProbeOutcome {
        guard case .request(let asked) = job.target.kind else { return .failed("nothing to request") }
        if let reason = job.address.missingRoute { return .noRoute(reason) }
        await turns.take()
        let outcome = await outcome(of: asked, job, engine)
        await turns.give()
        return outcome
    }

    private func outcome(of asked: HostRequest, _ job: Job, _ engine: HTTPEngine) async -> ProbeOutcome {
        let start = ContinuousClock.now
        let request = request(asked, job, start)
        guard asked.usesTLS else { return await answer(to: request, engine, start, isTrusted: nil).outcome }
        // First with verification, which tells whether the authority is trusted. Nothing is requested from a server that
        // fails it; then the certificate itself says what is wrong with it.
        let verified = await answer(to: request, engine, start, isTrusted: true)
        guard let reason = verified.refusal else { return verified.outcome }
        var unverified = request
        unverified.connection.tls.skipsVerification = true
        return await answer(
            to: unverified, engine, start, isTrusted: reason == .unknownAuthority ? false : nil
        ).outcome
    }

    /// `refusal`: why the certificate was refused, if it was.
    private func answer(
        to request: HTTPRequest, _ engine: HTTPEngine, _ start: ContinuousClock.Instant, isTrusted: Bool?
    ) async -> (outcome: ProbeOutcome, refusal: TLSReason?) {
        do throws(TransportError) {
            let response = try await engine.send(request)
            let time = ContinuousClock.now - start
            let (body, trailers) =
                HostAnswer.needsBody(response.head)
                ? await response.body.beginning(limit: HostAnswer.bodyLimit) : ([], [])
            guard response.head.status >= 100 else { return (.noHTTP("the response has no status"), nil) }
            let answer = HostAnswer(response.head, body: body, trailers: trailers, isTrusted: isTrusted)
            return (.responded(answer, after: time), nil)
        } catch {
            return (Self.outcome(of: error), request.connection.tls.skipsVerification ? nil : Self.refusal(in: error))
        }
    }

    private static func outcome(of error: TransportError) -> ProbeOutcome {
        if case .failed(.reset, .handshake) = error {
            return .noTLS("the server closed the connection in the TLS handshake")
        }
        return HTTPProbes.outcome(of: error)
    }

    /// What is wrong with a certificate; nil if the connection failed for another reason.
    private static func refusal(in error: TransportError) -> TLSReason? {
        switch error {
        case .failed(.tls(let reason, _), _):
            switch reason {
            case .unknownAuthority, .expired, .notYetValid, .outsideValidity, .nameMismatch, .commonNameOnly:
                return reason
            // libcurl has more verdicts on certificates than there are cases for.
            case .other(let text): return text.lowercased().containsBytes(of: "certificate") ? reason : nil
            case .clientCertificateRefused, .notTLS: return nil
            }
        // Without authorities on this machine nothing can be verified.
        case .unusable(let reason): return .other(reason)
        case .failed, .cancelled, .tooLarge: return nil
        }
    }

    private func request(_ asked: HostRequest, _ job: Job, _ start: ContinuousClock.Instant) -> HTTPRequest {
        let host = ProbeTarget.bracketed(asked.host ?? job.target.address)
        var request = HTTPRequest(
            url: "\(asked.usesTLS ? "https" : "http")://\(host):\(job.target.port)\(asked.path)")
        request.headers = [("User-Agent", userAgent)]
        if asked.isGRPC { request.headers += [("Content-Type", "application/grpc"), ("TE", "trailers")] }
        request.connection.usesHTTP2WithoutTLS = asked.isGRPC
        request.connection.readsCertificate = asked.usesTLS
        request.connection.isShared = false
        request.connection.allowsCompression = false
        request.connection.address = job.address.text
        let own = start + timeout
        request.deadline = deadline.map { min($0, own) } ?? own
        return request
    }
}
