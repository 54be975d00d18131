import Characters
import KubeLB
import Kubernetes
import Topology

/// BGP sessions of MetalLB's speakers that do not stand, by their logs: no object shows them.
struct SpeakerSessions {
    let workload: LoadBalancerWorkload
    let text: String
    let evidence: Evidence

    /// nil if the logs were not read, or if a session was established after the last error.
    init?(_ context: CheckContext) {
        let speakers = context.topology.loadBalancerWorkloads.filter {
            $0.implementation == .metalLB && $0.role == .announcer
        }
        for workload in speakers {
            for (source, tail) in context.topology.logTails(of: workload) {
                let lines = tail.lines.filter { Self.isAboutSessions($0) && $0.isRecent(at: context.now) }
                let errors = lines.filter { $0.level == .error }
                guard let error = errors.last, errors.count > 1, lines.last.map(Self.isEstablished) == false else {
                    continue
                }
                let reason = ErrorDigest.text(of: error.errorText)
                self.workload = workload
                text = error.message == error.errorText ? reason : "\(error.message): \(reason)"
                evidence = Evidence(
                    "\(source)", text, at: error.time)
                return
            }
        }
        return nil
    }

    /// The native implementation: `internal/bgp/native` of MetalLB.
    private static func isAboutSessions(_ line: LogLine) -> Bool {
        ["BGP", "peer sent notification", "failed to connect to peer"].contains { line.message.containsBytes(of: $0) }
            || line.errorText.containsBytes(of: "BGP")
    }

    private static func isEstablished(_ line: LogLine) -> Bool {
        line.message.containsBytes(of: "BGP session established")
    }

    func finding(_ carried: CarriedService, _ context: CheckContext) -> Finding {
        let address = carried.envoy.ingress.addresses.joined(separator: ", ")
        return Finding(
            .error,
            "MetalLB announces \(address), the address of \(carried.service.reference), to no router: the BGP sessions of its "
                + "speakers are closed: \(text)",
            resource: carried.exposure.resource, objects: carried.references + [workload.object], evidence: [evidence],
            confidence: .likely, remedies: remedies(context))
    }

    func remedies(_ context: CheckContext) -> [Remedy] {
        [
            .fix("correct peerASN, myASN and peerAddress of the BGPPeer, or the router's side of the session"),
            .inspect("see the peers", context.kubectl(.management, "get bgppeers.metallb.io -A -o yaml")),
            .inspect("check the speakers' logs", context.kubectl("logs", workload.object, "--tail=100")),
        ]
    }
}
