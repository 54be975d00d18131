import Documents
import KubeLB
import Kubernetes
import Topology

/// Why no pool of Cilium serves a Service although there are pools: each is in conflict, disabled, or for other Services.
struct CiliumPools {
    let sentence: String
    let evidence: [Evidence]
    let remedies: [Remedy]

    /// nil if the pools are unknown, or if nothing keeps one of them from serving the Service.
    init?(for envoy: Service, in context: CheckContext) {
        guard let found = context.topology.list(.management, CiliumLoadBalancerIPPool.self).whole(), !found.isEmpty
        else {
            return nil
        }
        let pools = found.sorted { $0.metadata.name < $1.metadata.name }
        let selected = pools.filter { $0.selects(envoy) }
        guard let pool = selected.first(where: { $0.conflict != nil || $0.isDisabled }) else {
            guard selected.isEmpty else { return nil }
            let names = pools.map(\.metadata.name)
            sentence =
                "The serviceSelector of \(names.count == 1 ? "its only pool, \(names[0])," : "each of its \(names.count) pools") "
                + "is for other Services"
            evidence = pools.prefix(3).map {
                $0.evidence("spec.serviceSelector", "does not match \(envoy.reference)")
            }
            remedies = pools.prefix(1).map { pool in
                .fix(
                    "correct the serviceSelector of the pool, or create a pool for these Services",
                    context.kubectl("edit", ObjectReference(.management, pool)))
            }
            return
        }
        let reference = ObjectReference(.management, pool)
        guard let conflict = pool.conflict else {
            sentence = "Its pool \(pool.metadata.name) is disabled"
            evidence = [pool.evidence("spec.disabled", "true")]
            remedies = [.fix("enable the pool", context.patch(reference, ["spec": ["disabled": false]]))]
            return
        }
        sentence =
            "Its pool \(pool.metadata.name) is in conflict with another one, so Cilium does not use it: "
            + ErrorDigest.text(of: conflict.message)
        evidence = [
            pool.evidence(
                "condition \(conflict.type)", "\(conflict.reason): \(conflict.message)", at: conflict.lastTransitionTime
            )
        ]
        remedies = [
            .fix(
                "change spec.blocks of the pool so that no pool contains addresses of another",
                context.kubectl("edit", reference))
        ]
    }
}
