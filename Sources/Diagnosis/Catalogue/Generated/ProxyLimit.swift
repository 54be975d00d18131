import Characters
import KubeLB
import Kubernetes
import Topology

/// A proxy that has reached a limit of its own, by its log: it then fails requests to all that it serves, whatever is behind them.
struct ProxyLimit {
    private let logger: RoutingLogger
    private let context: CheckContext

    init(_ logger: RoutingLogger, _ context: CheckContext) {
        (self.logger, self.context) = (logger, context)
    }

    /// What a proxy has run out of, and the lines that report it.
    private struct Limit {
        let roles: Set<RoutingLogger.Role>
        let phrases: [String]
        /// `its connections are used up`.
        let fault: String
        let consequence: String
        let fixes: [String]
    }

    /// What HAProxy reports stands in its `listener.c`, Envoy's flags and details in its `response_code_details`.
    private static let limits = [
        Limit(
            roles: [.ingressNGINX], phrases: ["worker_connections are not enough"],
            fault: "its connections are used up",
            consequence: "it answers requests with 500 or accepts no connection",
            fixes: [
                "raise max-worker-connections or worker-processes in the ConfigMap of ingress-nginx",
                "run more pods of ingress-nginx",
            ]),
        Limit(
            roles: [.haproxy], phrases: ["reached the configured maximum connection limit"],
            fault: "its connections are used up (maxconn)", consequence: "new connections wait until others end",
            fixes: ["raise maxconn in the ConfigMap of HAProxy", "run more pods of HAProxy"]),
        Limit(
            roles: [.ingressNGINX, .traefik, .haproxy],
            phrases: [
                "Too many open files", "too many open files", "reached process FD limit", "reached system FD limit",
            ],
            fault: "its file descriptors are used up", consequence: "it accepts no connection, or reaches no backend",
            fixes: [
                "raise the limit of open files, of ingress-nginx by max-worker-open-files in its ConfigMap",
                "run more pods of it",
            ]),
        Limit(
            roles: [.haproxy], phrases: ["reached system memory limit"], fault: "its memory is used up",
            consequence: "it accepts no connection", fixes: ["raise the memory limit of its container"]),
        Limit(
            roles: [.ingressNGINX, .traefik, .haproxy],
            phrases: [
                "(99: Address not available)", "(99: Cannot assign requested address)",
                "cannot assign requested address",
                "no free ports",
            ],
            fault: "its local ports for connections to backends are used up", consequence: "it fails requests",
            fixes: ["let it keep connections to backends open", "run more pods of it"]),
        Limit(
            roles: [.gatewayProxy],
            phrases: ["upstream_reset_before_response_started{overflow}", "\"response_flags\":\"UO\""],
            fault: "the circuit breaker of a backend is open (overflow)", consequence: "they answer requests with 503",
            fixes: ["raise the limits of spec.circuitBreaker in a BackendTrafficPolicy; the default is 1024"]),
        Limit(
            roles: [.gatewayProxy],
            phrases: ["\"response_code_details\":\"overload\"", "\"response_flags\":\"OM\"", "envoy overloaded"],
            fault: "they are overloaded", consequence: "they reject requests",
            fixes: ["raise the memory limit of the proxies in the EnvoyProxy, or run more of them"]),
    ]

    var findings: [Finding] {
        let served = logger.exposures.filter(\.ownsGenerated)
        guard !served.isEmpty else { return [] }
        for limit in Self.limits where limit.roles.contains(logger.role) {
            if let lines = reports(of: limit) { return served.map { finding($0, limit, lines) } }
        }
        return []
    }

    private struct Reports {
        let source: LogSource
        let count: Int
        let last: LogLine
        let first: Timestamp
        let end: Timestamp
    }

    /// The lines that report it, if it is reached again and again until now.
    private func reports(of limit: Limit) -> Reports? {
        for (source, tail) in context.topology.logTails(of: logger) {
            var times: [Timestamp] = []
            var last: LogLine?
            var latest: Timestamp?
            for line in tail.lines {
                // HAProxy writes no time into some lines; they are not older than the request before them.
                latest = line.requestTime ?? latest
                let text = line.statement
                guard let time = latest, limit.phrases.contains(where: { text.containsBytes(of: $0) }) else { continue }
                times.append(time)
                last = line
            }
            guard let last, let first = times.min(), let end = times.max(), times.count >= Self.fewest,
                end.seconds(since: first) >= Self.span, context.now.seconds(since: end) < LogLine.longestPause
            else { continue }
            return Reports(source: source, count: times.count, last: last, first: first, end: end)
        }
        return nil
    }

    /// A moment at a limit costs little.
    private static let fewest = 3
    private static let span = 30.0

    private func finding(_ exposure: RouteExposure, _ limit: Limit, _ reports: Reports) -> Finding {
        let who = "\(title) (\(logger.workload.reference))"
        let quoted = Self.quoted(reports.last)
        let words = quoted.map { ": \(ServiceWords.clause($0))" } ?? ""
        let age = context.age(of: reports.first).map { " for \($0)" } ?? ""
        let remedies = limit.fixes.map { Remedy.fix($0) } + [context.log(of: logger.workload)]
        var finding = context.finding(
            .error,
            "\(who), which \(logger.role == .gatewayProxy ? "serve" : "serves") \(exposure.source.reference), "
                + "\(logger.role == .gatewayProxy ? "have" : "has") reached a limit\(age): \(limit.fault), so "
                + "\(limit.consequence)\(words)",
            of: exposure, objects: [exposure.generatedReference, logger.workload.object].compactMap(\.self),
            evidence: [
                Evidence(
                    "\(reports.source)", "\(quoted ?? limit.fault) (×\(reports.count))", at: reports.end)
            ], remedies: remedies)
        // Proxies of a Gateway serve one tenant.
        guard logger.role != .gatewayProxy else { return finding }
        finding.common = CommonCause(
            subject: .part(.proxy, "\(logger.workload.reference): \(limit.fault)"),
            detail: "\(who) has reached a limit: \(limit.fault)\(words)",
            objects: [logger.workload.object], remedies: remedies)
        return finding
    }

    private var title: String {
        switch logger.role {
        case .ingressNGINX: "ingress-nginx"
        case .traefik: "Traefik"
        case .haproxy: "HAProxy"
        default: "The proxies of the Gateway"
        }
    }

    /// What the line says, without the request; of a line of an access log only which backend it is about.
    private static func quoted(_ line: LogLine) -> String? {
        let text = line.read.statement
        if text.containsBytes(of: "\"response_") {
            guard let mark = text.firstByteRange(of: "\"upstream_cluster\":\"") else { return nil }
            return "upstream_cluster \(text[mark.upperBound...].prefix { $0 != "\"" })"
        }
        let end = text.firstByteRange(of: ", client: ")?.lowerBound ?? text.endIndex
        return ServiceWords.excerpt(String(text[..<end]))
    }
}
