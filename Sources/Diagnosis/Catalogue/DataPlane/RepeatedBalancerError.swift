import Characters
import KubeLB
import Kubernetes
import Topology

/// An error that a pod of a load-balancer implementation logs again and again.
struct RepeatedBalancerError {
    let workload: LoadBalancerWorkload
    let error: RepeatedError
    let subject: NamedObjects.Subject

    /// Those that may concern the tenant's Services, at most two: of each cause one, whichever pod logs it.
    static func all(of workload: LoadBalancerWorkload, _ names: NamedObjects, _ context: CheckContext)
        -> [RepeatedBalancerError]
    {
        var found: [RepeatedBalancerError] = []
        for (source, tail) in context.topology.logTails(of: workload) {
            let errors = context.repeatedErrors(in: tail.lines, of: source) {
                $0.level == .error && !isJudgedElsewhere($0, workload.implementation)
            }
            for error in errors {
                let subject = names.subject(of: error.group.lines, home: workload.metadata.namespace)
                let candidate = RepeatedBalancerError(workload: workload, error: error, subject: subject)
                guard candidate.isRelevant, !candidate.isOver,
                    !found.contains(where: { $0.error.group.latest.message == error.group.latest.message })
                else { continue }
                found.append(candidate)
            }
        }
        return Array(found.prefix(2))
    }

    func remedies(about envoy: Service, _ context: CheckContext) -> [Remedy] {
        let fixes =
            isMapFull
            ? [enlargeMap(context)]
            : RefusalKind(error.text).remedies(for: error.text, workload.implementation, about: envoy, context)
        return (fixes.isEmpty ? [.fix("fix what its log names")] : fixes)
            + [error.log(of: workload.implementation.name, context)]
    }

    // MARK: Cilium's maps

    /// Cilium keeps Services in maps of a fixed size (`pkg/maps/lbmap`).
    private var isMapFull: Bool {
        let text = error.text
        return text.containsBytes(of: "bpf-lb-map-max")
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
            let words = error.group.latest.fullText.lowercased()
            // These Services have their addresses: another one waits for its own.
            guard !words.containsBytes(of: "allocat") else { return false }
            guard [.cilium, .cloudController].contains(workload.implementation) else { return true }
            return Self.topics.contains { words.containsBytes(of: $0) }
        }
    }

    private static let topics = [
        "loadbalanc", "load balanc", "load-balanc", "service", "lb map", "lbmap", "lbipam", "lb-ipam", "l2-announc",
        "l2announc", "bgp", "credential", "unauthorized", "authentication",
    ]

    /// Whether a later line reports success for the object that the error is about.
    private var isOver: Bool {
        guard case .services(let services) = subject else { return false }
        return error.isOver { line in
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
