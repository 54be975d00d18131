import Kubernetes
import Topology

/// What a load-balancer implementation says about a Service that it gives no address: proof that there is one.
struct AddressRefusal {
    /// Who says it, as it names itself: `metallb-controller`, `service-controller`, the domain of a condition.
    let author: String
    let reason: String
    let message: String
    let evidence: Evidence

    /// A condition of the Service that is not met, or else its newest warning Event.
    init?(of service: Service, in context: CheckContext) {
        let metadata = service.metadata
        // Cilium writes no Event but cilium.io/IPAMRequestSatisfied, which `kubectl describe` does not show
        // (docs.cilium.io, LB IPAM). Kubernetes itself writes no conditions on Services.
        if let condition = service.conditions.first(where: { $0.status == "False" }) {
            author = String(condition.type.prefix { $0 != "/" })
            reason = condition.reason
            message = condition.message
            evidence = Evidence(
                "\(service.reference): condition \(condition.type)", "\(condition.reason): \(condition.message)",
                at: condition.lastTransitionTime)
            return
        }
        let warnings = context.topology.warnings(
            .management, kind: Service.kind, namespace: metadata.namespace, name: metadata.name)
        guard let event = warnings?.last(where: { !Self.kubernetesOwn.contains($0.reporter) }) else { return nil }
        author = event.reporter
        reason = event.reason
        message = event.message
        evidence = Evidence(event)
    }

    /// Parts of any cluster that report on Services and give no addresses.
    private static let kubernetesOwn: Set<String> = [
        "endpoint-controller", "endpoint-slice-controller", "endpoint-slice-mirroring-controller", "kube-proxy",
        "ipallocator-repair-controller", "portallocator-repair-controller",
    ]

    /// `metallb-controller says AllocationFailed: no available IPs`, cut where a cloud's answer goes on for long.
    var sentence: String {
        let words = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let text = words.count > 240 ? words.prefix(240) + "…" : words
        return (author.isEmpty ? "The reason given is " : "\(author) says ") + reason
            + (text.isEmpty ? "" : ": \(text)")
    }

    /// Where the addresses that it gives come from.
    func remedies(_ context: CheckContext) -> [Remedy] {
        let pools: String
        if author.hasPrefix("metallb") {
            pools = "get ipaddresspools.metallb.io -A"
        } else if author.hasPrefix("cilium") {
            pools = "get ciliumloadbalancerippools.cilium.io"
        } else {
            return []
        }
        return [
            Remedy(
                "see its pools, which Services each may serve, and what is left of them",
                command: context.kubectl(.management, pools + " -o yaml"))
        ]
    }
}
