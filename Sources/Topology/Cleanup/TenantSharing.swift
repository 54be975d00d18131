import KubeLB
import Kubernetes

/// Whether another cluster may use the tenant as well (KLC-T008): its live LoadBalancers look left behind from here.
///
/// Each CCM writes the addresses of its own nodes, and nothing else, into `Addresses/default`, and compares them at every
/// event of a Node (KubeLB `internal/controllers/ccm/node_controller.go`; a kubelet reports at least every five minutes).
/// So two live clusters overwrite each other, and a list of this cluster's own addresses that nobody has touched for
/// longer than that shows that there is no other one.
struct TenantSharing {
    let topology: Topology
    let inventory: LeftBehindInventory

    /// Seconds after which another CCM would have written.
    private static let quietTime = 600.0
    /// Seconds within which a CCM follows a change of its nodes.
    private static let followingTime = 60.0

    /// What shows another cluster.
    var refusal: CleanupRefusal? {
        let hint = "give each cluster a tenant of its own first (kubelb-ctl explain KLC-T008)"
        if let addresses = topology.defaultAddresses.value, let known = knownAddresses {
            let foreign = addresses.addresses.filter { !known.contains($0) }
            if !foreign.isEmpty {
                return CleanupRefusal(
                    .tenantShared,
                    "\(addresses.reference) lists \(foreign.prefix(4).joined(separator: ", ")), which no node here has: "
                        + "another cluster may use the tenant",
                    hint: hint)
            }
        }
        guard inventory.suggestsSharedTenant(topology) || hasLoadBalancerThatWasNeverOurs else { return nil }
        return CleanupRefusal(
            .tenantShared,
            "LoadBalancers without a Service here are younger than everything that this CCM wrote: another cluster may use "
                + "the tenant", hint: hint)
    }

    /// Why it cannot be excluded that there is another cluster; nil where it can.
    var doubt: String? {
        guard let known = knownAddresses else {
            return "the nodes could not be read, so another cluster may use the tenant"
        }
        switch topology.defaultAddresses {
        case .present(let addresses):
            guard !known.isEmpty, !addresses.addresses.isEmpty else {
                return "Addresses/default holds nothing to tell clusters apart by"
            }
            return isQuiet(addresses)
                ? nil : "Addresses/default was rewritten just now, perhaps by another cluster: try again in ten minutes"
        case .absent: return "Addresses/default is missing, so another cluster may use the tenant"
        case .forbidden, .failed, .notCollected:
            return "Addresses/default could not be read, so another cluster may use the tenant"
        }
    }

    private var knownAddresses: Set<String>? {
        topology.nodes.value.map { nodes in Set(nodes.flatMap { $0.addresses.map(\.address) }) }
    }

    /// Whether no other CCM has written lately: never rewritten, not for a while, or right after a change of a node here.
    private func isQuiet(_ addresses: Addresses) -> Bool {
        if addresses.metadata.generation == 1 { return true }
        guard let written = addresses.metadata.managedFields.compactMap(\.time).max() else { return false }
        if topology.now.seconds(since: written) >= Self.quietTime { return true }
        let changes = (topology.nodes.value ?? []).flatMap {
            [$0.metadata.creationTimestamp, $0.readyCondition?.lastTransitionTime]
        }
        return changes.compactMap { $0 }.contains { change in
            (-2...Self.followingTime).contains(written.seconds(since: change))
        }
    }

    /// A LoadBalancer that is younger than the Service of its name: this cluster never had the one that it was made for.
    private var hasLoadBalancerThatWasNeverOurs: Bool {
        inventory.entries.contains { loadBalancer, standing in
            guard case .replaced(let service) = standing, let made = service.metadata.creationTimestamp,
                let created = loadBalancer.metadata.creationTimestamp
            else { return false }
            return created > made
        }
    }
}
