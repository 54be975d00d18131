import KubeLB
import Kubernetes
import Topology

/// Orphaned LoadBalancers of the tenant that hold addresses while a Service gets none.
struct AddressOrphans {
    private let held: [(loadBalancer: LoadBalancer, addresses: [String])]

    /// nil if there are none, or if they may belong to another cluster that uses the tenant.
    init?(_ context: CheckContext) {
        guard let inventory = LeftBehindInventory(context.topology),
            !inventory.suggestsSharedTenant(context.topology)
        else { return nil }
        held = inventory.entries.compactMap { loadBalancer, standing in
            let addresses = loadBalancer.status?.ingress.addresses ?? []
            switch standing {
            case .ownerless where !addresses.isEmpty, .replaced where !addresses.isEmpty:
                return (loadBalancer, addresses)
            default: return nil
            }
        }
        if held.isEmpty { return nil }
    }

    private var addresses: String { ServiceWords.list(held.flatMap(\.addresses).uniqued()) }

    /// Without its full stop.
    var sentence: String {
        held.count == 1
            ? "The orphaned \(held[0].loadBalancer.reference), whose Service is gone, holds \(addresses)"
            : "\(held.count) orphaned LoadBalancers, whose Services are gone, hold \(addresses)"
    }

    var evidence: Evidence {
        Evidence("orphaned LoadBalancers", ServiceWords.list(held.map(\.loadBalancer.metadata.path)))
    }

    func remedies(_ context: CheckContext) -> [Remedy] {
        [
            .fix(
                "list the orphaned objects; their addresses become free when they are deleted", context.tool("cleanup")),
            .then("delete them", context.topology.bundle == nil ? context.tool("cleanup --yes") : nil, risk: .delete),
        ]
    }
}
