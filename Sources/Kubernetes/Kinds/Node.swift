import Documents
import Transport

/// `v1` Node.
package struct Node: KubernetesObject, Hashable {
    package static let kind = "Node"
    package static let resource = "nodes"
    package static let isNamespaced = false

    package var metadata = ObjectMeta()
    package var unschedulable = false
    /// Those that keep pods away, as `key=value:effect`: of the effect NoSchedule or NoExecute.
    package var taints: [String] = []
    package var addresses: [NodeAddress] = []
    /// `spec.podCIDRs`: one for each address family. Empty if the network plugin assigns addresses by itself.
    package var podNetworks: [String] = []
    /// `spec.providerID`: `aws:///eu-west-1a/i-0`, `kubevirt://vm`.
    package var providerID = ""
    package var conditions: [Condition] = []

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec":
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "unschedulable": unschedulable = try reader.bool() ?? false
                case "podCIDRs": podNetworks = try reader.strings() ?? []
                case "providerID": providerID = try reader.string() ?? ""
                case "taints":
                    taints = try reader.list { (reader) throws(JSONError) in try Self.taint(from: &reader) }.compactMap(
                        \.self)
                default: try reader.skip()
                }
            }
        case "status":
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "addresses":
                    addresses = try reader.list { (reader) throws(JSONError) in try NodeAddress(from: &reader) }
                case "conditions": conditions = try Condition.list(from: &reader)
                default: try reader.skip()
                }
            }
        default: try reader.skip()
        }
    }

    private static func taint(from reader: inout JSONReader) throws(JSONError) -> String? {
        var (name, value, effect) = ("", "", "")
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "key": name = try reader.string() ?? ""
            case "value": value = try reader.string() ?? ""
            case "effect": effect = try reader.string() ?? ""
            default: try reader.skip()
            }
        }
        guard effect == "NoSchedule" || effect == "NoExecute" else { return nil }
        return "\(name)\(value.isEmpty ? "" : "=\(value)"):\(effect)"
    }

    package var readyCondition: Condition? { conditions.first { $0.type == "Ready" } }

    package var isReady: Bool { readyCondition?.status == "True" }

    /// The condition NetworkUnavailable, if it is True: a network plugin or route controller has not set the node up.
    package var networkUnavailable: Condition? {
        conditions.first { $0.type == "NetworkUnavailable" && $0.status == "True" }
    }

    /// Whether it is a virtual machine that runs as a pod of another cluster, from whose pod network it has its address.
    package var isPodOfAnotherCluster: Bool { providerID.hasPrefix("kubevirt:") }

    /// The network of its pods that contains an address; nil if none does.
    package func podNetwork(containing address: String) -> String? {
        IPAddress(address).flatMap { address in podNetworks.first { IPNetwork($0)?.contains(address) == true } }
    }

    /// The addresses of one type: `InternalIP`, `ExternalIP` or `Hostname`.
    package func addresses(ofType type: String) -> [String] {
        addresses.filter { $0.type == type }.map(\.address)
    }

    /// An entry of `status.addresses`.
    package struct NodeAddress: Sendable, Hashable {
        package var type = ""
        package var address = ""

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "type": type = try reader.string() ?? ""
                case "address": address = try reader.string() ?? ""
                default: try reader.skip()
                }
            }
        }
    }
}
