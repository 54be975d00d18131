import Characters
import KubeLB
import Kubernetes
import Topology

/// What ingress-nginx fails at, by its log.
struct IngressNGINXTrouble {
    let logger: RoutingLogger
    let context: CheckContext

    init(_ logger: RoutingLogger, _ context: CheckContext) {
        (self.logger, self.context) = (logger, context)
    }

    var ingresses: [RouteExposure] { logger.exposures.filter(\.ownsGenerated) }
    var workload: ServingController.Workload { logger.workload }

    var findings: [Finding] {
        reload + proxyProtocol + plainHTTP + ingresses.compactMap(request) + ingresses.compactMap(exactPaths)
    }

    // MARK: Its configuration

    /// nginx refuses the new configuration: what has changed since is not served.
    private var reload: [Finding] {
        guard let failure = failedReload else { return [] }
        let late = ingresses.filter { exposure in
            guard let change = exposure.lastChange, let first = failure.first else { return false }
            return change.seconds(since: first) >= -Self.reloadPause
        }
        let blamed = ingress(with: failure.text)
        let cause =
            failure.text
            + (blamed.map { ", which is in annotation \($0.annotation) of Ingress \($0.path)" } ?? "")
        let remedies = [
            Remedy.fix(
                blamed.map { "correct the annotation of Ingress \($0.path), or remove it" }
                    ?? "correct the object whose configuration nginx refuses",
                blamed.map { context.kubectl("edit", $0.reference) }),
            context.log(of: workload),
        ]
        let evidence = [failure.evidence]
        guard late.isEmpty else {
            let common = CommonCause(
                subject: .part(.proxy, "\(workload.reference): reload"),
                detail: "ingress-nginx (\(workload.reference)) cannot reload its configuration: \(cause)",
                objects: [workload.object] + [blamed?.reference].compactMap(\.self), remedies: remedies)
            return late.map { exposure in
                var finding = context.finding(
                    .error,
                    "ingress-nginx cannot reload its configuration, so it does not serve \(exposure.source.reference) as it is since "
                        + "its last change: \(cause)",
                    of: exposure, objects: [workload.object] + [blamed?.reference].compactMap(\.self),
                    evidence: evidence, remedies: remedies)
                finding.common = common
                return finding
            }
        }
        return [
            Finding(
                .warning,
                "ingress-nginx (\(workload.reference)) cannot reload its configuration, so no change of an Ingress takes effect: \(cause)",
                objects: [workload.object] + [blamed?.reference].compactMap(\.self), evidence: evidence,
                remedies: remedies)
        ]
    }

    private struct FailedReload {
        let text: String
        let first: Timestamp?
        let evidence: Evidence
    }

    private var failedReload: FailedReload? {
        for (source, tail) in context.topology.logTails(of: logger) {
            let groups = RecurringErrors(in: tail.lines).groups.filter { group in
                !group.later.contains { $0.message.containsBytes(of: "Backend successfully reloaded") }
            }
            guard
                let failure = groups.last(where: {
                    $0.latest.message.hasPrefix("Unexpected failure reloading the backend")
                }), failure.count >= Self.fewestReloads
            else { continue }
            // nginx's own words are on the lines behind, with times in whole seconds.
            let words = groups.last { group in
                guard group.shape != failure.shape, let last = group.last, let end = failure.last else { return false }
                return last.seconds(since: end) >= -2 && !group.latest.message.containsBytes(of: ", client: ")
            }
            let found = RepeatedError(source: source, group: words ?? failure)
            return FailedReload(text: found.statement, first: failure.first, evidence: found.evidence)
        }
        return reportedReload
    }

    /// By the Events of its pods, where the log could not be read.
    private var reportedReload: FailedReload? {
        for pod in context.topology.pods(of: logger) {
            let event = context.standingWarning(
                .management, kind: Pod.kind, namespace: pod.metadata.namespace, name: pod.metadata.name
            ) { $0.reason == "RELOAD" }
            guard let event, event.count >= Self.fewestReloads else { continue }
            let marked = event.message.firstByteRange(of: "[emerg] ")
                .map { event.message[$0.upperBound...].prefix { !$0.isNewline } }
            let text = marked.flatMap { line in line.firstByteRange(of: ": ").map { line[$0.upperBound...] } }
            return FailedReload(
                text: ServiceWords.excerpt(text.map(String.init) ?? event.message), first: event.firstTimestamp,
                evidence: Evidence(event))
        }
        return nil
    }

    private static let fewestReloads = 2
    /// Seconds for which it collects changes.
    private static let reloadPause = 5.0

    /// The Ingress with a snippet that contains what nginx names in quotes.
    private func ingress(with error: String) -> (path: String, annotation: String, reference: ObjectReference)? {
        let quoted = error.split(separator: "\"", omittingEmptySubsequences: false)
        guard quoted.count >= 3, quoted[1].utf8.count >= 4 else { return nil }
        let word = String(quoted[1])
        for ingress in context.topology.list(.management, Ingress.self).value?.items ?? [] {
            let found = ingress.metadata.annotations.sorted { $0.key < $1.key }.first { key, value in
                key.hasPrefix("nginx.ingress.kubernetes.io/") && value.containsBytes(of: word)
            }
            if let found {
                return (ingress.metadata.path, found.key, ObjectReference(.management, ingress))
            }
        }
        return nil
    }

    // MARK: Connections

    /// It expects the PROXY protocol, and hardly any connection begins with it.
    private var proxyProtocol: [Finding] {
        for (source, tail) in context.topology.logTails(of: logger) {
            let lines = tail.lines
            guard let start = lines.firstIndex(where: { $0.message.containsBytes(of: " broken header: ") }),
                let error = context.repeatedErrors(in: Array(lines[start...]), of: source, .occasional()).first(where: {
                    $0.group.shape == "broken header"
                })
            else { continue }
            // Somebody may connect directly where the load balancer speaks it.
            let served = lines[start...].count(where: \.isRequestOfNGINX)
            guard error.group.count > served else { continue }
            return ingresses.map { exposure in
                var finding = context.finding(
                    .error,
                    "ingress-nginx expects the PROXY protocol, and connections to \(exposure.source.reference) come without it: it ended "
                        + "\(error.frequency(context)) a connection because of a broken header",
                    of: exposure, objects: [workload.object], evidence: [error.evidence],
                    remedies: [
                        .fix("set use-proxy-protocol to \"false\" in the ConfigMap of ingress-nginx"),
                        .fix("let the load balancer in front of ingress-nginx send the PROXY protocol"),
                        context.log(of: workload),
                    ])
                finding.common = CommonCause(
                    subject: .part(.proxy, "\(workload.reference): PROXY protocol"),
                    detail:
                        "ingress-nginx (\(workload.reference)) expects the PROXY protocol, and connections come without it",
                    objects: [workload.object], remedies: finding.remedies)
                return finding
            }
        }
        return []
    }

    // MARK: Requests

    /// What it answers requests for one Ingress with, that no other check explains.
    private func request(_ exposure: RouteExposure) -> Finding? {
        let found = context.topology.ingressErrors(of: exposure, containing: ", client: ").filter { line, _ in
            !Self.explained.contains { line.message.containsBytes(of: $0) }
        }
        let lines = found.map(\.line).sorted { left, right in
            guard let left = left.time, let right = right.time else { return false }
            return left < right
        }
        guard let source = found.first?.source else { return nil }
        let errors = context.repeatedErrors(in: lines, of: source, .occasional(span: Self.requestSpan))
        guard let error = errors.last(where: { isLargeHeader($0.group) || isFrequent($0.group, exposure) }) else {
            return nil
        }
        let isLarge = isLargeHeader(error.group)
        var finding = context.finding(
            .warning,
            isLarge
                ? "ingress-nginx answers requests to \(exposure.source.reference) with 502, because the response headers of the "
                    + "backend are larger than its proxy buffer (upstream sent too big header, \(error.frequency(context)))"
                : "ingress-nginx fails \(error.frequency(context)) on requests to \(exposure.source.reference): \(error.statement)",
            of: exposure, objects: [exposure.generatedReference, workload.object].compactMap(\.self),
            evidence: [error.evidence],
            remedies: isLarge ? largerBuffer(exposure) : [context.log(of: workload)])
        finding.suspects = isLarge ? [] : ["B006", "B008", "D005", "D006", "G010", "G011", "G014", "G015"]
        return finding
    }

    private func isLargeHeader(_ group: RecurringErrors.Group) -> Bool {
        group.latest.message.hasPrefix("upstream sent too big header")
    }

    /// Whether at least a tenth of the requests that it logged since then failed.
    private func isFrequent(_ group: RecurringErrors.Group, _ exposure: RouteExposure) -> Bool {
        let requests = context.topology.ingressLog(of: exposure, since: nil).count { $0.line.isRequestOfNGINX }
        return group.count >= requests / 10
    }

    private func largerBuffer(_ exposure: RouteExposure) -> [Remedy] {
        [
            .fix(
                "set the annotation, for example to 16k",
                exposure.isSourceVisible
                    ? context.kubectl("annotate", exposure.reference, "\(Self.bufferSize)=16k") : nil),
            .then(
                "let KubeLB propagate it",
                context.patch(
                    .config,
                    ["spec": ["propagatedAnnotations": .object(.init(members: [(Self.bufferSize, .string(""))]))]])),
        ]
    }

    private static let bufferSize = "nginx.ingress.kubernetes.io/proxy-buffer-size"

    /// What checks of its own explain, and that a pod that ends costs some connections.
    private static let explained = [
        " while connecting to upstream", "access forbidden by rule", "client intended to send too large body",
        "could not be resolved", "no live upstreams", "worker_connections are not enough", "Too many open files",
    ]
    private static let requestSpan = 60.0
}

extension LogLine {
    /// Whether it is a line of nginx's access log with the status of an answer.
    fileprivate var isRequestOfNGINX: Bool {
        guard level == .unknown, let end = message.firstByteRange(of: " HTTP/") else { return false }
        let rest = message[end.upperBound...].drop { $0 != "\"" }.dropFirst()
        return rest.hasPrefix(" ") && rest.dropFirst().prefix(3).allSatisfy(\.isNumber) && rest.utf8.count > 4
    }
}
