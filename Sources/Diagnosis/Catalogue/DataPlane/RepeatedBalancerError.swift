import Characters
import KubeLB
import Kubernetes
import Topology

/// An error that a pod of a load-balancer implementation logs again and again.
struct RepeatedBalancerError {
    let workload: LoadBalancerWorkload
    let source: LogSource
    let subject: NamedObjects.Subject
    private let repeated: RepeatedLine
    /// The cause, on one line.
    let text: String
    /// How often and since when, with the pod and the cause.
    let sentence: String

    /// Those that may concern the tenant's Services, at most two: of each cause one, whichever pod logs it.
    static func all(of workload: LoadBalancerWorkload, _ names: NamedObjects, _ context: CheckContext)
        -> [RepeatedBalancerError]
    {
        var found: [RepeatedBalancerError] = []
        for (source, tail) in context.topology.logTails(of: workload) {
            let errors = tail.errors.filter { !isJudgedElsewhere($0, workload.implementation) }
            for repeated in RepeatedLine.all(in: errors, now: context.now) {
                let subject = names.subject(of: repeated.lines, home: workload.metadata.namespace)
                let error = RepeatedBalancerError(workload, source, subject, repeated, context)
                guard error.isRelevant, !error.isOver(in: tail), !found.contains(where: { $0.isSame(as: error) }) else {
                    continue
                }
                found.append(error)
            }
        }
        return Array(found.prefix(2))
    }

    private init(
        _ workload: LoadBalancerWorkload, _ source: LogSource, _ subject: NamedObjects.Subject,
        _ repeated: RepeatedLine, _ context: CheckContext
    ) {
        self.workload = workload
        self.source = source
        self.subject = subject
        self.repeated = repeated
        let line = repeated.last
        let digest = ErrorDigest.text(of: line.errorText)
        text =
            line.error.isEmpty || line.message.isEmpty || line.message == "Unhandled Error"
            ? digest : "\(ErrorDigest.text(of: line.message, limit: 80)): \(digest)"
        let span = Age.text(seconds: repeated.lastTime.seconds(since: repeated.first))
        sentence =
            "pod \(source.namespace)/\(source.pod) has logged it \(repeated.count) times in \(span), last "
            + "\(context.age(of: repeated.lastTime) ?? "0s") ago: \(text)"
    }

    var evidence: Evidence { Evidence("\(source)", "\(text) (×\(repeated.count))", at: repeated.lastTime) }

    func remedies(about envoy: Service, _ context: CheckContext) -> [Remedy] {
        let fixes =
            isMapFull
            ? [enlargeMap(context)]
            : RefusalKind(text).remedies(for: text, workload.implementation, about: envoy, context)
        return (fixes.isEmpty ? [.fix("fix what its log names")] : fixes) + [
            .inspect(
                "check the log of \(workload.implementation.name)",
                context.kubectl(
                    "logs", ObjectReference(.management, kind: Pod.kind, namespace: source.namespace, name: source.pod),
                    "-c \(source.container) --tail=100"))
        ]
    }

    // MARK: Cilium's maps

    /// Cilium keeps Services in maps of a fixed size (`pkg/maps/lbmap`).
    private var isMapFull: Bool {
        text.containsBytes(of: "bpf-lb-map-max")
            || text.containsBytes(of: " map") && text.containsBytes(of: "argument list too long")
    }

    private func enlargeMap(_ context: CheckContext) -> Remedy {
        .fix(
            "raise bpf-lb-map-max in ConfigMap \(workload.metadata.namespace)/cilium-config (Helm value bpf.lbMapMax) and restart "
                + "Cilium's agents; existing connections may break",
            context.kubectl("rollout restart", workload.object),
            risk: .restart)
    }

    // MARK: What is left out

    private func isSame(as other: RepeatedBalancerError) -> Bool {
        repeated.last.message == other.repeated.last.message
    }

    /// Sessions with routers, the speakers among themselves and the configuration have checks of their own.
    private static func isJudgedElsewhere(_ line: LogLine, _ implementation: LoadBalancerImplementation) -> Bool {
        guard implementation == .metalLB else {
            // The lease of the address of the API server.
            return implementation == .kubeVIP && line.fullText.containsBytes(of: "plndr-cp-lock")
        }
        return SpeakerSessions.isAboutSessions(line) || SpeakerMembers.isAboutMembers(line)
            || line.controller == "ConfigReconciler" || line.controller == "PoolReconciler"
    }

    /// Cilium is the network of the cluster, and cloud controllers manage nodes and routes: only some of their errors concern
    /// load balancers.
    private var isRelevant: Bool {
        switch subject {
        case .other: return false
        case .services: return true
        case .all:
            // These Services have their addresses: another one waits for its own.
            guard !repeated.last.fullText.lowercased().containsBytes(of: "allocat") else { return false }
            guard [.cilium, .cloudController].contains(workload.implementation) else { return true }
            let words = repeated.last.fullText.lowercased()
            return Self.topics.contains { words.containsBytes(of: $0) }
        }
    }

    private static let topics = [
        "loadbalanc", "load balanc", "load-balanc", "service", "lb map", "lbmap", "lbipam", "lb-ipam", "l2-announc",
        "l2announc", "bgp", "credential", "unauthorized", "authentication",
    ]

    /// Whether a later line reports success for the object that the error is about.
    private func isOver(in tail: LogTail) -> Bool {
        guard case .services(let services) = subject else { return false }
        let later = tail.lines.reversed().prefix { $0 != repeated.last }
        return later.contains { line in
            guard line.level == .info || line.level == .debug, line.error.isEmpty else { return false }
            let text = line.fullText + line.objects.map { " \($0.name)" }.joined()
            let words = text.lowercased()
            return services.contains { text.containsBytes(of: $0.envoy.metadata.name) }
                && Self.successes.contains { words.containsBytes(of: $0) }
                && !Self.failures.contains { words.containsBytes(of: $0) }
        }
    }

    private static let successes = [
        "success", "announcing", "assigned", "upserted", "updated", "ensured", "reconciled",
    ]
    private static let failures = ["fail", "error", "unable", "cannot", "retry", "withdraw"]
}
