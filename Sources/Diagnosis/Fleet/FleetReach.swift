import Topology

/// Whether it is one tenant whose nodes Envoy does not reach, or all of them: the first is a matter of the tenant's firewall, the
/// second of the operator's network.
struct FleetReach {
    /// Of each tenant whether Envoy reaches any of its nodes; nil if that is unknown.
    private let tenants: [(name: String, reaches: Bool?)]

    /// Two tenants may each have a fault of their own; it takes more of them to suspect what they share.
    private static let suspicious = 2

    init(_ members: [Fleet.Member]) { tenants = members.map { ($0.name, Self.reach($0)) } }

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
        let others = tenants.indices.filter { $0 != place && tenants[$0].reaches != nil }.map { tenants[$0] }
        guard !others.isEmpty else { return nil }
        let reached = others.count { $0.reaches == true }
        let source = "Envoy pods of other tenants"
        guard reached > 0 else {
            guard others.count >= Self.suspicious else {
                return Evidence(
                    source,
                    "those of tenant \(others[0].name), the only other one that is known, reach no node either")
            }
            return Evidence(
                source,
                "those of all \(others.count) reach no node either, so check the network of the management cluster first"
            )
        }
        let whose = reached == 1 ? "1 other tenant" : "\(reached) other tenants"
        return Evidence(source, "reach the nodes of \(whose), so check the firewall of this tenant first")
    }
}
