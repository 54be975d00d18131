import KubeLB
import Kubernetes
import Topology

/// What the checks of things left behind say in one manner.
enum LeftBehindWords {
    /// Seconds within which two lists, read one after the other, may disagree about a thing that was just made.
    private static let readingTime = 5.0

    /// A warning; for something made while the lists were read, only a remark.
    static func severity(created: Timestamp?, _ context: CheckContext) -> (severity: Severity, note: String) {
        guard let created else { return (.warning, "") }
        let age = context.now.seconds(since: created)
        guard age < readingTime else { return (.warning, "") }
        return (.info, " (it is \(Age.whole(age)) s old, so related objects may be newer than the reads)")
    }

    /// `, which holds 198.51.100.10`, or nothing.
    static func holding(_ addresses: [String]) -> String {
        addresses.isEmpty ? "" : " and holds \(addresses.joined(separator: ", "))"
    }

    static func evidence(of loadBalancer: LoadBalancer, _ context: CheckContext) -> [Evidence] {
        var evidence = [
            loadBalancer.evidence(
                "origin labels",
                loadBalancer.origin.map { "\($0.namespace)/\($0.name)" } ?? "none")
        ]
        let addresses = loadBalancer.status?.ingress.addresses ?? []
        if !addresses.isEmpty {
            evidence.append(
                loadBalancer.evidence("status.loadBalancer.ingress", addresses.joined(separator: ", ")))
        }
        if let created = loadBalancer.metadata.creationTimestamp {
            evidence.append(
                loadBalancer.evidence(
                    "created", "\(context.age(of: created) ?? "") ago", at: created))
        }
        return evidence
    }

    /// A CCM of a version that deletes orphaned LoadBalancers by itself, as the first step; nothing for an older one, or if the
    /// CCM runs in another cluster.
    static func collection(_ context: CheckContext) -> [Remedy] {
        let topology = context.topology
        guard topology.has(.orphanCollection), !topology.ccm.runsElsewhere else { return [] }
        return [
            context.restart(
                topology.ccm, ": KubeLB 1.5 and later then delete it without help")
        ]
    }

    static func deletion(of loadBalancer: LoadBalancer, _ text: String, _ context: CheckContext) -> Remedy {
        .fix(
            text, context.kubectl("delete", ObjectReference(.management, loadBalancer), "--wait=false"), risk: .delete)
    }
}
