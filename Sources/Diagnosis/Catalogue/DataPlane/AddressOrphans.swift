import KubeLB
import Kubernetes
import Topology

/// What holds addresses although nothing needs it, while a Service gets none: orphaned LoadBalancers of the tenant, and Services
/// of the former global topology.
struct AddressOrphans {
    private let held: [(loadBalancer: LoadBalancer, addresses: [String])]
    private let global: GlobalTopologyServices?

    /// nil if there are none.
    init?(_ context: CheckContext) {
        held = Self.orphans(context)
        global = GlobalTopologyServices(context)
        if held.isEmpty, global == nil { return nil }
    }

    /// Empty if they may belong to another cluster that uses the tenant.
    private static func orphans(_ context: CheckContext) -> [(loadBalancer: LoadBalancer, addresses: [String])] {
        guard let inventory = LeftBehindInventory(context.topology),
            !inventory.suggestsSharedTenant(context.topology)
        else { return [] }
        return inventory.entries.compactMap { loadBalancer, standing in
            let addresses = loadBalancer.status?.ingress.addresses ?? []
            switch standing {
            case .ownerless where !addresses.isEmpty, .replaced where !addresses.isEmpty:
                return (loadBalancer, addresses)
            default: return nil
            }
        }
    }

    /// Without its full stop.
    var sentence: String {
        [held.isEmpty ? nil : sentenceOfOrphans, global?.sentence].compactMap(\.self).joined(separator: ". ")
    }

    private var sentenceOfOrphans: String {
        let addresses = ServiceWords.list(held.flatMap(\.addresses).uniqued())
        return held.count == 1
            ? "The orphaned \(held[0].loadBalancer.reference), whose Service is gone, holds \(addresses)"
            : "\(held.count) orphaned LoadBalancers, whose Services are gone, hold \(addresses)"
    }

    var evidence: [Evidence] {
        let orphans = Evidence("orphaned LoadBalancers", ServiceWords.list(held.map(\.loadBalancer.metadata.path)))
        return [held.isEmpty ? nil : orphans, global?.evidence].compactMap(\.self)
    }

    func remedies(_ context: CheckContext) -> [Remedy] {
        (held.isEmpty ? [] : remediesForOrphans(context)) + (global?.remedies(context) ?? [])
    }

    private func remediesForOrphans(_ context: CheckContext) -> [Remedy] {
        [
            .fix(
                "list the orphaned objects; their addresses become free when they are deleted", context.tool("cleanup")),
            .then("delete them", context.topology.bundle == nil ? context.tool("cleanup --yes") : nil, risk: .delete),
        ]
    }
}
