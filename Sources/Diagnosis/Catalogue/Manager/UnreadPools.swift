import Kubernetes
import Topology

/// MetalLB runs and has no pool: it reads its objects from its own namespace only (MetalLB documentation, "Configuration"), and
/// reports nothing of a Service for which it has no configuration at all.
struct UnreadPools {
    /// A sentence without its full stop.
    let sentence: String
    let evidence: [Evidence]
    let remedies: [Remedy]

    /// nil if it has a pool, and if that is unknown.
    init?(_ context: CheckContext) {
        let controllers = context.topology.loadBalancerWorkloads.filter {
            $0.implementation == .metalLB && $0.role == .controller
        }
        guard let controller = controllers.first, controllers.count == 1,
            let pools = context.topology.list(.management, IPAddressPool.self).whole(),
            !pools.contains(where: { $0.metadata.namespace == controller.metadata.namespace })
        else { return nil }
        let own = controller.metadata.namespace
        let list = Remedy.inspect(
            "list MetalLB's objects",
            context.kubectl(
                .management, "get ipaddresspools.metallb.io,l2advertisements.metallb.io,bgpadvertisements.metallb.io -A"
            ))
        guard let other = pools.first?.metadata.namespace else {
            sentence = "MetalLB runs in namespace \(own) and has no IPAddressPool"
            evidence = [Evidence("IPAddressPools", "none")]
            remedies = [
                .fix("create an IPAddressPool and an L2Advertisement or BGPAdvertisement in namespace \(own)"), list,
            ]
            return
        }
        sentence =
            "MetalLB runs in namespace \(own) and reads its configuration only there, but its IPAddressPools are in namespace \(other)"
        evidence = pools.prefix(3).map { Evidence($0.reference, "in namespace \($0.metadata.namespace)") }
        remedies = [
            .fix("create MetalLB's objects in namespace \(own), and delete those in namespace \(other)"), list,
        ]
    }
}
