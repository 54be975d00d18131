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
        let hint = "give each cluster its own tenant first (kubelb-ctl explain KLC-T008)"
        if let addresses = topology.defaultAddresses.value, let known = knownAddresses {
            let foreign = addresses.addresses.filter { !known.contains($0) }
            if !foreign.isEmpty {
                return CleanupRefusal(
                    .tenantShared,
                    "\(addresses.reference) lists \(foreign.prefix(4).joined(separator: ", ")), which no node of this cluster has: "
                        + "another cluster may use the tenant",
                    hint: hint)
            }
        }
        guard inventory.suggestsSharedTenant(topology) || hasLoadBalancerThatWasNeverOurs else { return nil }
        return CleanupRefusal(
            .tenantShared,
            "LoadBalancers without a Service in this cluster are newer than this CCM's last write: another cluster may use "
                + "the tenant", hint: hint)
    }

    /// Why another cluster's CCM may have written a LoadBalancer or a Route; nil if that is excluded.
    ///
    /// The CCM's field manager is that of `Addresses/default`, which nobody else writes.
    func doubt(about metadata: ObjectMeta) -> String? {
        if let doubt { return doubt }
        let entries = metadata.managedFields.filter(\.ownsSpec)
        let own = entries.filter { writers.contains($0.manager) }
        guard !own.isEmpty else {
            let found = entries.map(\.manager).uniqued().joined(separator: ", ")
            return "its field manager is \(found.isEmpty ? "unknown" : found), that of Addresses/default is "
                + "\(writers.isEmpty ? "unknown" : writers.sorted().joined(separator: ", ")): another cluster may have created it"
        }
        return doubt(writtenAt: own.compactMap(\.time).max())
    }

    /// The same for something that exists because a CCM wrote something at that time.
    ///
    /// A CCM that was alive then has compared `Addresses/default` with its own nodes within minutes, and at its start. If the
    /// list has only been written before that time, or never again after it was created, this cluster's CCM is the only one
    /// that was alive. What is older may be another cluster's whose CCM has been down since: its Services are alive.
    func doubt(writtenAt time: Timestamp?) -> String? {
        if let doubt { return doubt }
        guard let addresses = topology.defaultAddresses.value, let time else {
            return "its write time is unknown, so another cluster may have created it"
        }
        let metadata = addresses.metadata
        if metadata.generation == 1, let created = metadata.creationTimestamp, time >= created { return nil }
        let changes =
            metadata.managedFields.filter(\.ownsSpec).compactMap(\.time)
            + [metadata.creationTimestamp].compactMap { $0 }
        guard let changed = changes.max() else {
            return "the write time of Addresses/default is unknown, so another cluster may have created it"
        }
        return time.seconds(since: changed) >= Self.quietTime
            ? nil
            : "it is older than the last change of Addresses/default (\(changed)): another cluster may have created it"
    }

    private var writers: Set<String> {
        Set((topology.defaultAddresses.value?.metadata.managedFields ?? []).filter(\.ownsSpec).map(\.manager))
    }

    /// Why it cannot be excluded that there is another cluster; nil if it can.
    private var doubt: String? {
        guard let known = knownAddresses else {
            return "the nodes could not be read, so another cluster may use the tenant"
        }
        switch topology.defaultAddresses {
        case .present(let addresses):
            guard !known.isEmpty, !addresses.addresses.isEmpty else {
                return "Addresses/default contains nothing to distinguish clusters by"
            }
            return isQuiet(addresses)
                ? nil : "Addresses/default has just been rewritten, possibly by another cluster; retry in ten minutes"
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
