import Documents

/// `metallb.io/v1beta1` IPAddressPool.
package struct IPAddressPool: KubernetesObject, Hashable {
    package static let kind = "IPAddressPool"
    package static let resource = "ipaddresspools.metallb.io"
    package static let version = "v1beta1"
    package var metadata = ObjectMeta()
    /// CIDRs and ranges.
    package var addresses: [String] = []
    /// Whether Services that ask for nothing get addresses of this pool.
    package var autoAssign = true
    /// Keeps back addresses that end with 0 and 255.
    package var avoidsBuggyIPs = false
    /// `spec.serviceAllocation`: which Services may have its addresses.
    package var allocation = Allocation()

    /// Those of `addresses` that can be read.
    package var ranges: [AddressRange] { addresses.compactMap { AddressRange($0) } }

    package init() {}

    /// `IPv4`, `IPv6`: those that it has addresses of.
    package var families: Set<String> { Set(addresses.map { $0.contains(":") ? "IPv6" : "IPv4" }) }

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "addresses": addresses = try reader.strings() ?? []
            case "autoAssign": autoAssign = try reader.bool() ?? true
            case "avoidBuggyIPs": avoidsBuggyIPs = try reader.bool() ?? false
            case "serviceAllocation": allocation = try Allocation(from: &reader)
            default: try reader.skip()
            }
        }
    }

    /// Whether an address of its ranges may be given out.
    package func allows(_ number: UInt32) -> Bool { !(avoidsBuggyIPs && [0, 255].contains(number & 255)) }

    package func contains(_ number: UInt32) -> Bool { allows(number) && ranges.contains { $0.contains(number) } }

    /// Services to which a pool is restricted: by their namespaces, and by their own labels. Empty: all.
    package struct Allocation: Sendable, Hashable {
        package var namespaces: [String] = []
        package var namespaceSelectors: [PodSelector] = []
        package var serviceSelectors: [PodSelector] = []

        package init() {}

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "namespaces": namespaces = try reader.strings() ?? []
                case "namespaceSelectors":
                    namespaceSelectors = try reader.list { (reader) throws(JSONError) in try PodSelector(from: &reader)
                    }
                case "serviceSelectors":
                    serviceSelectors = try reader.list { (reader) throws(JSONError) in try PodSelector(from: &reader) }
                default: try reader.skip()
                }
            }
        }

        /// Whether a Service is in one of its namespaces; nil if that depends on labels of namespaces that are unknown.
        ///
        /// As in MetalLB: selectors that no namespace matches restrict nothing.
        package func admits(namespace: String, of all: [Namespace]?) -> Bool? {
            if namespaces.contains(namespace) { return true }
            if namespaceSelectors.isEmpty { return namespaces.isEmpty }
            guard let all else { return nil }
            let selected = all.filter { item in namespaceSelectors.contains { $0.matches(item.metadata.labels) } }
            return namespaces.isEmpty && selected.isEmpty || selected.contains { $0.metadata.name == namespace }
        }

        /// Whether the labels of a Service match one of its selectors.
        package func admits(_ service: Service) -> Bool {
            serviceSelectors.isEmpty || serviceSelectors.contains { $0.matches(service.metadata.labels) }
        }
    }
}
