import Diagnosis
import Topology

extension FleetReport {
    /// Whether pairs of the configuration file lead to any of the tenants: then each row has to say which clusters it is from.
    var showsViews: Bool { fleet.tenants.contains { $0.view != .management } }

    /// Tenant clusters that a pair leads to and that could not be read.
    var unreadPairs: [String] {
        fleet.tenants.compactMap { tenant in
            tenant.view.failure.map { reason in
                "tenant \(tenant.name): pair \(tenant.view.pair ?? "") could not be read, so only the management cluster was "
                    + "checked: \(reason)"
            }
        }
    }

    /// The last sentence about the management cluster.
    var visibility: String {
        let tenants = fleet.tenants.count
        let read = fleet.tenants.count { $0.view.pair != nil && $0.view.failure == nil }
        guard read > 0 else { return "Tenant clusters are not visible from here." }
        if read == tenants { return "The tenant clusters were read, too." }
        let clusters = read == 1 ? "1 tenant cluster was read" : "\(read) tenant clusters were read"
        return "\(clusters), too; the others are not visible from here."
    }
}

extension Fleet.View {
    /// In a column of a table.
    var word: String {
        switch self {
        case .management: "management"
        case .pair: "pair"
        case .unreadPair: "pair failed"
        }
    }
}

extension Fleet.Member {
    /// What is missing to say that it is healthy, in words.
    var missing: String? {
        gap.map { "\($0.input): \($0.reason)" } ?? view.failure.map { "pair \(view.pair ?? ""): \($0)" }
    }
}

extension ServiceDiagnosis {
    /// The Service in the tenant cluster: as it is there, otherwise by the labels of its LoadBalancer.
    var origin: (namespace: String, name: String)? {
        if key.side == .tenant { return (key.namespace, key.name) }
        return exposure.loadBalancer.value?.origin.map { ($0.namespace, $0.name) }
    }
}
