import Topology

extension Fleet {
    /// Which clusters a tenant was diagnosed from.
    package enum View: Sendable, Hashable {
        /// The management cluster alone.
        case management
        /// Both clusters, by the pair of that name in the configuration file.
        case pair(String)
        /// The management cluster alone, because the tenant cluster of the pair could not be read.
        case unreadPair(String, reason: String)

        /// The pair that leads to the tenant.
        package var pair: String? {
            switch self {
            case .management: nil
            case .pair(let name), .unreadPair(let name, _): name
            }
        }

        /// Why the tenant cluster of its pair could not be read; nil if it could, or if there is no pair.
        package var failure: String? {
            if case .unreadPair(_, let reason) = self { reason } else { nil }
        }
    }
}

extension Fleet.Member {
    /// Whether it was diagnosed from both clusters.
    var isSeenWhole: Bool { diagnosis.topology.position == .pair }
}

/// What makes findings about the platform the same one if a tenant that is seen from both clusters has it in other words than one
/// that is seen from the management cluster alone.
struct FleetTwin: Hashable {
    let code: CheckCode
    let objects: [ObjectReference]

    /// nil for what is of a tenant, or of no object that could be compared.
    init?(_ finding: Finding) {
        guard finding.isAboutPlatform, !finding.objects.isEmpty || finding.cluster == .management else { return nil }
        (code, objects) = (finding.code, finding.objects)
    }
}
