import Documents

/// Cilium matches selectors with a Service's labels and with two that it adds (docs.cilium.io, "LoadBalancer IP Address
/// Management", "Service Selectors").
extension Service {
    package var ciliumLabels: [String: String] {
        var labels = metadata.labels
        labels["io.kubernetes.service.namespace"] = metadata.namespace
        labels["io.kubernetes.service.name"] = metadata.name
        return labels
    }
}

/// `cilium.io/v2` CiliumLoadBalancerIPPool.
package struct CiliumLoadBalancerIPPool: KubernetesObject, Hashable {
    package static let kind = "CiliumLoadBalancerIPPool"
    package static let resource = "ciliumloadbalancerippools.cilium.io"
    package static let version = "v2"
    package static let isNamespaced = false
    package var metadata = ObjectMeta()
    package var isDisabled = false
    /// `spec.blocks`: CIDRs and ranges.
    package var blocks: [String] = []
    /// nil: every Service.
    package var serviceSelector: PodSelector?
    package var conditions: [Condition] = []

    /// What Cilium counts in conditions of the pool (Cilium `operator/pkg/lbipam`).
    package enum Count: String, Sendable {
        case total = "cilium.io/IPsTotal"
        case available = "cilium.io/IPsAvailable"
    }

    /// nil if Cilium has not counted.
    package func count(_ count: Count) -> Int? {
        conditions.first { $0.type == count.rawValue }.flatMap { Int($0.message) }
    }

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec":
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "disabled": isDisabled = try reader.bool() ?? false
                case "blocks":
                    blocks = try reader.list { (reader) throws(JSONError) in try Block(from: &reader) }.map(\.text)
                case "serviceSelector": serviceSelector = try PodSelector(from: &reader)
                default: try reader.skip()
                }
            }
        case "status": conditions = try Condition.ofStatus(from: &reader)
        default: try reader.skip()
        }
    }

    private struct Block {
        var text = ""

        init(from reader: inout JSONReader) throws(JSONError) {
            var (network, first, last) = ("", "", "")
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "cidr": network = try reader.string() ?? ""
                case "start": first = try reader.string() ?? ""
                case "stop": last = try reader.string() ?? ""
                default: try reader.skip()
                }
            }
            text = network.isEmpty ? "\(first)-\(last.isEmpty ? first : last)" : network
        }
    }

    package func selects(_ service: Service) -> Bool { serviceSelector.selects(service.ciliumLabels) }

    /// That its addresses overlap another pool's, for which Cilium assigns none of them; nil if they do not.
    package var conflict: Condition? {
        conditions.first { $0.type == "cilium.io/PoolConflict" && $0.status == "True" }
    }
}

/// `cilium.io/v2alpha1` CiliumL2AnnouncementPolicy.
package struct CiliumL2AnnouncementPolicy: KubernetesObject, Hashable {
    package static let kind = "CiliumL2AnnouncementPolicy"
    package static let resource = "ciliuml2announcementpolicies.cilium.io"
    package static let version = "v2alpha1"
    package static let isNamespaced = false
    package var metadata = ObjectMeta()
    /// Whether addresses of load balancers are announced: not by default.
    package var announcesLoadBalancers = false
    /// nil: every Service.
    package var serviceSelector: PodSelector?
    /// nil: every node.
    package var nodeSelector: PodSelector?
    /// Regular expressions; empty: every device of Cilium.
    package var interfaces: [String] = []

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "interfaces": interfaces = try reader.strings() ?? []
            case "loadBalancerIPs": announcesLoadBalancers = try reader.bool() ?? false
            case "serviceSelector": serviceSelector = try PodSelector(from: &reader)
            case "nodeSelector": nodeSelector = try PodSelector(from: &reader)
            default: try reader.skip()
            }
        }
    }

    /// The class of Services whose addresses Cilium announces in the local network only.
    package static let loadBalancerClass = "io.cilium/l2-announcer"

    /// The Lease, in Cilium's namespace, for which the agents compete: its holder answers for the addresses of the Service
    /// (Cilium documentation, "L2 Announcements").
    package static func leaseName(for service: Service) -> String {
        "cilium-l2announce-\(service.metadata.namespace)-\(service.metadata.name)"
    }

    package func selects(_ service: Service) -> Bool { serviceSelector.selects(service.ciliumLabels) }
    package func selects(_ node: Node) -> Bool { nodeSelector.selects(node.metadata.labels) }
}

/// `cilium.io/v2` CiliumBGPClusterConfig.
package struct CiliumBGPClusterConfig: KubernetesObject, Hashable {
    package static let kind = "CiliumBGPClusterConfig"
    package static let resource = "ciliumbgpclusterconfigs.cilium.io"
    package static let version = "v2"
    package static let isNamespaced = false
    package var metadata = ObjectMeta()
    /// nil: every node.
    package var nodeSelector: PodSelector?

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            guard case "nodeSelector" = key else { return try reader.skip() }
            nodeSelector = try PodSelector(from: &reader)
        }
    }

    package func selects(_ node: Node) -> Bool { nodeSelector.selects(node.metadata.labels) }
}

/// `cilium.io/v2` CiliumBGPAdvertisement.
package struct CiliumBGPAdvertisement: KubernetesObject, Hashable {
    package static let kind = "CiliumBGPAdvertisement"
    package static let resource = "ciliumbgpadvertisements.cilium.io"
    package static let version = "v2"
    package static let isNamespaced = false
    package var metadata = ObjectMeta()
    /// The Services of whose load balancers it advertises the addresses. Without a selector, none.
    package var serviceSelectors: [PodSelector] = []

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            guard case "advertisements" = key else { return try reader.skip() }
            let entries = try reader.list { (reader) throws(JSONError) in try Entry(from: &reader) }
            serviceSelectors = entries.filter(\.isForLoadBalancers).compactMap(\.selector)
        }
    }

    private struct Entry {
        var isForLoadBalancers = false
        var selector: PodSelector?

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "service":
                    try reader.object { (reader, key) throws(JSONError) in
                        guard case "addresses" = key else { return try reader.skip() }
                        isForLoadBalancers = try reader.strings()?.contains("LoadBalancerIP") ?? false
                    }
                case "selector": selector = try PodSelector(from: &reader)
                default: try reader.skip()
                }
            }
        }
    }

    package func selects(_ service: Service) -> Bool {
        serviceSelectors.contains { $0.matches(service.ciliumLabels) }
    }
}
