import Characters
import KubeLB
import Kubernetes
import Topology

/// BGP sessions of MetalLB's speakers that do not stand, by their logs: no object shows them.
struct SpeakerSessions {
    let workload: LoadBalancerWorkload
    /// The router, if the log names it.
    private let neighbor: String?
    private let text: String
    let evidence: Evidence

    /// nil if the logs were not read, or if a session was established after the last error.
    init?(_ context: CheckContext) {
        let speakers = context.topology.loadBalancerWorkloads.filter {
            $0.implementation == .metalLB && $0.role == .announcer
        }
        for workload in speakers {
            for (source, tail) in context.topology.logTails(of: workload) {
                guard let failure = Self.native(tail, context) ?? Self.frr(tail, context) else { continue }
                self.workload = workload
                neighbor = failure.neighbor
                text = failure.text
                evidence = Evidence("\(source)", failure.text, at: failure.time)
                return
            }
        }
        return nil
    }

    private struct Failure {
        var neighbor: String?
        let text: String
        let time: Timestamp?
    }

    /// The native implementation: `internal/bgp/native` of MetalLB.
    private static func native(_ tail: LogTail, _ context: CheckContext) -> Failure? {
        let lines = tail.lines.filter {
            $0.level != .unknown && isAboutSessions($0) && $0.isRecent(at: context.now)
        }
        let errors = lines.filter { $0.level == .error }
        guard let error = errors.last, errors.count > 1, lines.last.map(isEstablished) == false else { return nil }
        let reason = ErrorDigest.text(of: error.errorText)
        return Failure(
            text: error.message == error.errorText ? reason : "\(error.message): \(reason)", time: error.time)
    }

    /// FRR, in a container beside the speaker; nil if a session with any router stands.
    private static func frr(_ tail: LogTail, _ context: CheckContext) -> Failure? {
        let changes = tail.lines.compactMap { line in line.neighborChange.map { (line: line, change: $0) } }
        let byNeighbor = Dictionary(grouping: changes) { $0.change.neighbor }
        guard !byNeighbor.values.contains(where: { $0.last?.change.isUp == true }) else { return nil }
        let failing = byNeighbor.filter { _, changes in
            changes.count { !$0.change.reason.isEmpty } > 1 && changes.last?.line.isRecent(at: context.now) == true
        }
        guard let (neighbor, changes) = failing.min(by: { $0.key < $1.key }),
            let last = changes.last(where: { !$0.change.reason.isEmpty })
        else { return nil }
        return Failure(neighbor: neighbor, text: ErrorDigest.text(of: last.change.reason), time: last.line.time)
    }

    static func isAboutSessions(_ line: LogLine) -> Bool {
        ["BGP", "peer sent notification", "failed to connect to peer"].contains { line.message.containsBytes(of: $0) }
            || line.errorText.containsBytes(of: "BGP")
    }

    private static func isEstablished(_ line: LogLine) -> Bool {
        line.message.containsBytes(of: "BGP session established")
    }

    /// What follows for `addresses`, words for one or several.
    func sentence(_ addresses: String) -> String {
        neighbor.map {
            "MetalLB's speakers have no BGP session with \($0), so it does not learn the way to \(addresses): \(text)"
        }
            ?? "MetalLB announces \(addresses) to no router: the BGP sessions of its speakers are closed: \(text)"
    }

    func finding(_ carried: CarriedService, _ context: CheckContext) -> Finding {
        let address = carried.envoy.ingress.addresses.joined(separator: ", ")
        return Finding(
            .error,
            sentence("\(address), the address of \(carried.service.reference)"),
            resource: carried.exposure.resource, objects: carried.references + [workload.object], evidence: [evidence],
            confidence: .likely, remedies: remedies(context))
    }

    func remedies(_ context: CheckContext) -> [Remedy] {
        [
            .fix("correct peerASN, myASN and peerAddress of the BGPPeer, or the router's side of the session"),
            .inspect("see the peers", context.kubectl(.management, "get bgppeers.metallb.io -A -o yaml")),
            .inspect(
                "check the speakers' logs", context.kubectl("logs", workload.object, "--all-containers --tail=100")),
        ]
    }
}
