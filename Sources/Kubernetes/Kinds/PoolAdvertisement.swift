import Documents

/// How MetalLB announces the addresses of pools: `metallb.io/v1beta1` L2Advertisement or BGPAdvertisement.
package protocol PoolAdvertisement: KubernetesObject {
    var selection: AdvertisementSelection { get set }
}

extension PoolAdvertisement {
    package static var version: String { "v1beta1" }

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        selection = try AdvertisementSelection(from: &reader)
    }
}

/// Which pools an advertisement announces, and from which nodes.
package struct AdvertisementSelection: Sendable, Hashable {
    /// Names of pools.
    package var pools: [String] = []
    package var poolSelectors: [PodSelector] = []
    package var nodeSelectors: [PodSelector] = []

    package init() {}

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "ipAddressPools": pools = try reader.strings() ?? []
            case "ipAddressPoolSelectors":
                poolSelectors = try reader.list { (reader) throws(JSONError) in try PodSelector(from: &reader) }
            case "nodeSelectors":
                nodeSelectors = try reader.list { (reader) throws(JSONError) in try PodSelector(from: &reader) }
            default: try reader.skip()
            }
        }
    }

    /// Without names and selectors, all pools.
    package func selects(pool: ObjectMeta) -> Bool {
        if pools.isEmpty, poolSelectors.isEmpty { return true }
        return pools.contains(pool.name) || poolSelectors.contains { $0.matches(pool.labels) }
    }

    /// Without selectors, all nodes.
    package func selects(node: ObjectMeta) -> Bool {
        nodeSelectors.isEmpty || nodeSelectors.contains { $0.matches(node.labels) }
    }
}

/// `metallb.io/v1beta1` L2Advertisement.
package struct L2Advertisement: PoolAdvertisement, Hashable {
    package static let kind = "L2Advertisement"
    package static let resource = "l2advertisements.metallb.io"
    package var metadata = ObjectMeta()
    package var selection = AdvertisementSelection()

    package init() {}
}

/// `metallb.io/v1beta1` BGPAdvertisement.
package struct BGPAdvertisement: PoolAdvertisement, Hashable {
    package static let kind = "BGPAdvertisement"
    package static let resource = "bgpadvertisements.metallb.io"
    package var metadata = ObjectMeta()
    package var selection = AdvertisementSelection()

    package init() {}
}
