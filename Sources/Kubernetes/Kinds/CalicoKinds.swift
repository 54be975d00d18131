import Documents

/// `crd.projectcalico.org/v1` BGPConfiguration: which addresses Calico advertises to its BGP peers. The one named `default`
/// is for all nodes.
package struct BGPConfiguration: KubernetesObject, Hashable {
    package static let kind = "BGPConfiguration"
    package static let resource = "bgpconfigurations.crd.projectcalico.org"
    package static let isNamespaced = false
    package static let defaultName = "default"
    package var metadata = ObjectMeta()
    /// CIDRs of addresses of load balancers; nil if the field is not set.
    package var loadBalancerAddresses: [String]?
    /// The fields with CIDRs of other addresses of Services: `serviceExternalIPs` and `serviceClusterIPs`.
    package var otherAddresses: [String: [String]] = [:]

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "serviceLoadBalancerIPs": loadBalancerAddresses = try Self.blocks(from: &reader)
            case "serviceExternalIPs", "serviceClusterIPs":
                let name = key.string
                let blocks = try Self.blocks(from: &reader)
                otherAddresses[name] = blocks.isEmpty ? nil : blocks
            default: try reader.skip()
            }
        }
    }

    private static func blocks(from reader: inout JSONReader) throws(JSONError) -> [String] {
        try reader.list { (reader) throws(JSONError) in
            var block = ""
            try reader.object { (reader, key) throws(JSONError) in
                if case "cidr" = key { block = try reader.string() ?? "" } else { try reader.skip() }
            }
            return block
        }
    }
}

/// `crd.projectcalico.org/v1` KubeControllersConfiguration: what Calico's controllers do. Only the one named `default` is used.
package struct KubeControllersConfiguration: KubernetesObject, Hashable {
    package static let kind = "KubeControllersConfiguration"
    package static let resource = "kubecontrollersconfigurations.crd.projectcalico.org"
    package static let isNamespaced = false
    package static let defaultName = "default"
    /// Of `assignIPs`: addresses only for Services that request one by an annotation, or by Calico's class.
    package static let requestedServicesOnly = "RequestedServicesOnly"
    package static let allServices = "AllServices"
    package var metadata = ObjectMeta()
    /// `spec.controllers.loadBalancer.assignIPs`; nil if the field is not set.
    package var assignIPs: String?

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            guard case "controllers" = key else { return try reader.skip() }
            try reader.object { (reader, key) throws(JSONError) in
                guard case "loadBalancer" = key else { return try reader.skip() }
                try reader.object { (reader, key) throws(JSONError) in
                    if case "assignIPs" = key { assignIPs = try reader.string() } else { try reader.skip() }
                }
            }
        }
    }
}

/// `crd.projectcalico.org/v1` GlobalNetworkPolicy: rules for traffic to pods and to nodes (host endpoints).
package struct GlobalNetworkPolicy: KubernetesObject, Hashable {
    package static let kind = "GlobalNetworkPolicy"
    package static let resource = "globalnetworkpolicies.crd.projectcalico.org"
    package static let isNamespaced = false
    package var metadata = ObjectMeta()
    /// Policies of a lower order are applied first; those without one are last.
    package var order: Double?
    /// Whether it is for traffic that a node forwards, such as to node ports: `applyOnForward`, `preDNAT` or `doNotTrack`.
    package var isForForwarded = false
    /// `spec.ingress`: the first rule that matches decides.
    package var ingress: [Rule] = []

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "order": order = try reader.value().number
            case "applyOnForward", "preDNAT", "doNotTrack":
                if try reader.bool() == true { isForForwarded = true }
            case "ingress":
                ingress = try reader.list { (reader) throws(JSONError) in try Rule(from: &reader) }
            default: try reader.skip()
            }
        }
    }

    package struct Rule: Sendable, Hashable {
        /// `Allow`, `Deny`, `Log` or `Pass`.
        package var action = ""
        /// nil: all.
        package var `protocol`: String?
        package var sources: [String] = []
        package var ports: [String] = []
        /// Whether it also depends on something that is not read, such as labels.
        package var isNarrower = false

        package init() {}

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "action": action = try reader.string() ?? ""
                case "protocol": `protocol` = try reader.value().scalarText
                case "metadata": try reader.skip()
                case "source":
                    try reader.object { (reader, key) throws(JSONError) in
                        if case "nets" = key {
                            sources = try reader.strings() ?? []
                        } else {
                            isNarrower = true
                            try reader.skip()
                        }
                    }
                case "destination":
                    try reader.object { (reader, key) throws(JSONError) in
                        if case "ports" = key {
                            ports = try reader.list { (reader) throws(JSONError) in
                                try reader.value().scalarText ?? ""
                            }
                        } else {
                            isNarrower = true
                            try reader.skip()
                        }
                    }
                default:
                    isNarrower = true
                    try reader.skip()
                }
            }
        }

        /// Whether it is about a port: `80`, `30000:32767`.
        package func covers(_ port: Int, _ transport: String) -> Bool {
            if let own = `protocol`, own.uppercased() != transport { return false }
            return ports.isEmpty
                || ports.contains { text in
                    let ends = text.split(separator: ":").compactMap { Int($0) }
                    guard let first = ends.first, let last = ends.last else { return false }
                    return first <= port && port <= last
                }
        }

        /// Whether it is about traffic from an address.
        package func admits(_ address: UInt32) -> Bool {
            sources.isEmpty || sources.contains { AddressRange($0)?.contains(address) == true }
        }
    }
}

extension JSONValue {
    /// Ports and protocols may be numbers or texts.
    fileprivate var scalarText: String? { string ?? int.map { String($0) } }

    fileprivate var number: Double? { if case .number(let value) = self { value.double } else { nil } }
}
