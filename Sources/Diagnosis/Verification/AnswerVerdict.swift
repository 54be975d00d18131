import KubeLB
import Kubernetes
import Probes
import Topology

/// What came of a request for a host: whether it is as it should be, in words, and where the cause may lie.
struct AnswerVerdict: Sendable, Hashable {
    let state: VerifyCheck.State
    let sentence: String
    /// If it failed: the gates whose findings explain it.
    var causes = Causes.none

    /// Where the cause of a failed request may lie.
    enum Causes: Sendable, Hashable {
        case none
        /// The address does not respond: nobody serves it.
        case address
        /// The proxy at the address knows no rule for the request.
        case rules
        /// The proxy knows a rule, and the way to the backend is broken.
        case backends
        case certificate
        /// The host does not resolve to the address.
        case host

        var gates: [Gate] {
            switch self {
            case .none, .host: []
            case .address: [.servedClass, .parentGateway, .generated, .address, .addressCopied, .listeners]
            case .rules:
                Gate.all(of: .created) + Gate.all(of: .propagated) + [
                    .acceptedByManager, .generated, .servedClass, .parentGateway, .listeners, .routeAccepted,
                ]
            case .backends:
                Gate.all(of: .created) + Gate.all(of: .propagated) + [
                    .acceptedByManager, .backendServices, .envoyReady, .routeAccepted, .endpoints, .upstreams,
                ]
            case .certificate: [.certificates, .listeners]
            }
        }

        var groups: [CheckGroup] {
            switch self {
            case .none: []
            case .address, .rules: [.generated]
            case .backends: [.backend, .generated, .dataPlane, .nodes]
            case .certificate: [.certificate]
            case .host: [.host]
            }
        }
    }

    private init(_ state: VerifyCheck.State, _ sentence: String, _ causes: Causes = .none) {
        self.state = state
        self.sentence = sentence
        self.causes = causes
    }

    /// `expected`: the statuses that count, if they were given; `kind`: of what was requested.
    init(
        _ outcome: ProbeOutcome, of request: HostRequest, kind: RouteKind, expecting expected: ExpectedStatus?,
        now: Timestamp
    ) {
        switch outcome {
        case .responded(let answer, let time):
            self.init(answer, Latency.text(time), of: request, kind: kind, expecting: expected, now: now)
        case .refused: self.init(.failed, "connection refused: nothing listens on this port", .address)
        case .reset: self.init(.failed, "the connection was reset before a response", .address)
        case .closed: self.init(.failed, "the connection was closed before a response", .address)
        case .noAnswer(.answer): self.init(.failed, "connected, but timed out waiting for a response", .backends)
        case .noAnswer, .unreachable, .noRoute, .notResolved: self.init(.failed, "\(outcome)", .address)
        case .noTLS(let reason): self.init(.failed, "TLS handshake failed: \(reason)", .certificate)
        case .noHTTP(let reason): self.init(.failed, "HTTP failed: \(reason)", .address)
        case .open, .answered, .status, .resolved, .failed: self.init(.unknown, "\(outcome)")
        }
    }

    private init(
        _ answer: HostAnswer, _ time: String, of request: HostRequest, kind: RouteKind,
        expecting expected: ExpectedStatus?, now: Timestamp
    ) {
        let status = Self.status(answer, of: request, kind: kind, expecting: expected)
        let certificate = Self.certificate(answer, of: request, now: now)
        let head = "\(answer.isGRPC ? Self.grpcStatus(answer) : "\(answer.status)"), \(time)"
        let words = [certificate?.sentence, status.sentence].compactMap { $0 }.filter { !$0.isEmpty }
        let failed = [certificate, status].compactMap { $0 }.first { $0.state == .failed }
        self.init(
            failed == nil ? .passed : .failed, ([head] + words).joined(separator: "; "), failed?.causes ?? .none)
    }

    // MARK: Statuses

    private static func status(
        _ answer: HostAnswer, of request: HostRequest, kind: RouteKind, expecting expected: ExpectedStatus?
    ) -> AnswerVerdict {
        let judged = answer.isGRPC ? grpc(answer) : http(answer, of: request, kind: kind)
        guard let expected else { return judged }
        if expected.contains(answer.status) { return AnswerVerdict(.passed, judged.sentence) }
        let words = judged.sentence.isEmpty ? "" : "; \(judged.sentence)"
        return AnswerVerdict(.failed, "expected \(expected)\(words)", judged.causes)
    }

    private static func http(_ answer: HostAnswer, of request: HostRequest, kind: RouteKind) -> AnswerVerdict {
        switch answer.status {
        case 404: return notFound(answer, kind)
        case 500...599: return unavailable(answer, kind)
        case 400 where answer.page == .plainHTTPToTLS:
            return AnswerVerdict(
                .failed, "the backend speaks TLS, and the proxy sends plain HTTP to it", .backends)
        case 401, 403: return AnswerVerdict(.passed, "access is denied without credentials")
        case 300...399:
            guard let target = answer.location.flatMap(redirectTarget) else {
                return AnswerVerdict(.passed, "redirect")
            }
            let isUpgrade = !request.usesTLS && target.hasPrefix("https://")
            return AnswerVerdict(.passed, "redirect to \(isUpgrade ? "HTTPS: " : "")\(target)")
        default:
            if request.isGRPC {
                return AnswerVerdict(.failed, "the response is not gRPC", .backends)
            }
            return AnswerVerdict(.passed, "")
        }
    }

    /// Scheme and host of a redirect; its path may hold secrets.
    private static func redirectTarget(_ location: String) -> String? {
        for scheme in ["https://", "http://"] where location.lowercased().hasPrefix(scheme) {
            let authority = location.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
            let host = authority.prefix { $0 != ":" }
            return HostRequest.isHostName(String(host)) ? scheme + host : nil
        }
        return nil
    }

    private static func notFound(_ answer: HostAnswer, _ kind: RouteKind) -> AnswerVerdict {
        if answer.isFromBackend { return AnswerVerdict(.passed, "from the application") }
        if kind == .ingress, answer.page == .nginx || answer.page == .defaultBackend {
            return AnswerVerdict(.failed, "from the default backend of the ingress controller: no rule matches", .rules)
        }
        if kind != .ingress, answer.isFromEnvoy, answer.page == .empty {
            // A listener without a route for the host is nothing wrong with the Gateway itself.
            return kind == .gateway
                ? AnswerVerdict(.passed, "the listener responds; no route matches")
                : AnswerVerdict(.failed, "from the Gateway: no route matches", .rules)
        }
        return AnswerVerdict(.passed, "from the application, or from a proxy without a matching rule")
    }

    private static func unavailable(_ answer: HostAnswer, _ kind: RouteKind) -> AnswerVerdict {
        func failed(_ sentence: String) -> AnswerVerdict { AnswerVerdict(.failed, sentence, .backends) }
        let proxy = kind == .ingress ? "the ingress controller" : "the Gateway"
        if answer.isFromBackend { return failed("from the application") }
        switch (answer.page, answer.status) {
        case (.noHealthyUpstream, _): return failed("no healthy upstream: Envoy has no healthy node for the backend")
        case (.upstreamFailed, _): return failed("Envoy could not connect to the backend")
        case (.upstreamTimeout, _), (_, 504): return failed("the backend timed out")
        case (.nginx, 503): return failed("\(proxy) has no endpoints for the backend Service")
        case (_, 502): return failed("\(proxy) got no valid response from the backend")
        case (_, 503): return failed("\(proxy) has no backend that is available")
        case (.empty, 500) where kind != .ingress: return failed("\(proxy) cannot resolve a backend of the route")
        default: return failed("from the application or from \(proxy)")
        }
    }

    // MARK: gRPC

    private static func grpcStatus(_ answer: HostAnswer) -> String {
        answer.grpcStatus.map { "grpc-status \($0)" } ?? "\(answer.status)"
    }

    /// Any status of gRPC is a response; only that of a proxy in place of the server is a failure. Envoy turns its own 503
    /// into `UNAVAILABLE` (14) and its own 404 into `UNIMPLEMENTED` (12) without a message.
    private static func grpc(_ answer: HostAnswer) -> AnswerVerdict {
        if answer.isFromBackend { return AnswerVerdict(.passed, "from the gRPC server") }
        switch (answer.grpcStatus, answer.page) {
        case (_, .noHealthyUpstream):
            return AnswerVerdict(
                .failed, "no healthy upstream: Envoy has no healthy node for the backend", .backends)
        case (14, .upstreamFailed): return AnswerVerdict(.failed, "Envoy could not connect to the backend", .backends)
        case (14, _): return AnswerVerdict(.failed, "the backend is unavailable", .backends)
        case (12, .empty) where answer.isFromEnvoy:
            return AnswerVerdict(.failed, "from the Gateway: no route matches", .rules)
        default: return AnswerVerdict(.passed, "from the gRPC server")
        }
    }

    // MARK: Certificates

    private static func certificate(
        _ answer: HostAnswer, of request: HostRequest, now: Timestamp
    ) -> AnswerVerdict? {
        guard request.usesTLS, let certificate = answer.certificate.flatMap(ServedCertificate.init(pem:)) else {
            return nil
        }
        func day(_ time: Timestamp) -> String { String(time.description.prefix(10)) }
        let sentence: String
        switch certificate.problem(for: request.host, now: now) {
        case .ofController(let name): sentence = "the ingress controller's default certificate is served: \(name)"
        case .expired(let time): sentence = "the certificate expired on \(day(time))"
        case .notYetValid(let time): sentence = "the certificate is not valid before \(day(time))"
        case .otherNames(let names):
            let listed = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
            sentence = "the certificate is not for this host" + (listed.isEmpty ? "" : ", but for \(listed)")
        case nil:
            if let days = certificate.daysLeft(now: now) {
                return AnswerVerdict(
                    .passed,
                    "the certificate expires \(days == 0 ? "within a day" : "in \(days) day\(days == 1 ? "" : "s")")")
            }
            return answer.isTrusted == false
                ? AnswerVerdict(.passed, "the certificate's authority is not trusted by this machine") : nil
        }
        return AnswerVerdict(.failed, sentence, .certificate)
    }
}
