import Topology

/// Whether it is one tenant whose nodes Envoy does not reach, or all of them: the first is a matter of the tenant's firewall, the
/// second of the operator's network.
struct FleetReach {
    /// Of each tenant whether Envoy reaches any of its nodes; nil if that is unknown.
    private let reaches: [Bool?]

    init(_ members: [Fleet.Member]) { reaches = members.map(Self.reach) }

    private static func reach(_ member: Fleet.Member) -> Bool? {
        var isKnown = false
        for service in member.diagnosis.services {
            guard let summary = member.diagnosis.topology.upstreamSummary(of: service.exposure) else { continue }
            if summary.healthy > 0 { return true }
            isKnown = true
        }
        return isKnown ? false : nil
    }

    /// How the others fare beside the tenant at a place; nil if that tells nothing.
    func comparison(of place: Int) -> Evidence? {
        let others = reaches.indices.filter { $0 != place }.compactMap { reaches[$0] }
        guard !others.isEmpty else { return nil }
        let reached = others.count { $0 }
        let source = "Envoy pods of other tenants"
        guard reached > 0 else {
            return Evidence(source, "reach no node either, so check the network of the management cluster first")
        }
        let whose = reached == 1 ? "1 other tenant" : "\(reached) other tenants"
        return Evidence(source, "reach the nodes of \(whose), so check the firewall of this tenant first")
    }
}
