import Kubernetes

/// What the CCM's arguments say (KubeLB `cmd/ccm`, flags and their defaults).
package struct CCMSettings: Sendable, Hashable {
    /// `--cluster-name` as written; nil where it is missing or empty.
    package var clusterName: String?
    package var usesLoadBalancerClass = false
    package var nodeAddressType = "ExternalIP"
    package var isCloudProviderEnabled = true
    package var convertsIngressOnly = false
    /// Enterprise Edition: the Addresses may then hold a subset of the Ready nodes.
    package var selectsNodes = false
    /// `--max-node-address-count`; nil if it is not given or does not limit the Addresses.
    package var mostNodeAddresses: Int?
    /// `--node-address-label-selector` as written; nil if it is not given or empty.
    package var nodeSelector: String?
    /// `--leader-election-namespace`; nil if it is not given, which means the namespace of the CCM's pod.
    package var leaseNamespace: String?

    /// Layer 7: whether only Ingresses of class `kubelb` are taken.
    package var usesIngressClass = true
    /// Whether only Gateways of class `kubelb` are taken.
    package var usesGatewayClass = true
    package var enablesGatewayAPI = false
    /// Controllers that are switched off: `ingress`, `gateway`, `httproute`, `grpcroute`.
    package var disabledControllers: Set<String> = []
    package var synchronizesSecrets = false
    package var convertsIngress = false
    /// The domain of Ingresses that the conversion replaces by another; empty if it keeps hosts.
    package var conversionDomain = ""
    package var conversionSuffix = ""

    package init() {}

    /// Both `--flag=value` and `--flag value`, one dash or two, as Go's flag package reads them.
    package init(arguments: [String]) {
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            index += 1
            guard argument.hasPrefix("-") else { continue }
            let body = argument.drop { $0 == "-" }
            let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            var value = parts.count > 1 ? String(parts[1]) : nil
            // Boolean flags never take the next word.
            if value == nil, !Self.booleanFlags.contains(name), index < arguments.count,
                !arguments[index].hasPrefix("-")
            {
                value = arguments[index]
                index += 1
            }
            apply(name, value)
        }
    }

    private static let booleanFlags = Set(
        [
            "use-loadbalancer-class", "enable-cloud-provider", "ingress-conversion-only", "enable-leader-election",
            "use-ingress-class", "use-gateway-class", "enable-gateway-api", "enable-secret-synchronizer",
            "enable-ingress-conversion", "install-gateway-api-crds",
        ] + RouteKind.allCases.map { "disable-\($0.controllerName)-controller" })

    private mutating func apply(_ name: String, _ value: String?) {
        switch name {
        case "cluster-name": clusterName = value.flatMap { $0.isEmpty ? nil : $0 }
        case "use-loadbalancer-class": usesLoadBalancerClass = Self.isTrue(value)
        case "node-address-type": nodeAddressType = value ?? nodeAddressType
        case "enable-cloud-provider": isCloudProviderEnabled = Self.isTrue(value)
        case "ingress-conversion-only": convertsIngressOnly = Self.isTrue(value)
        case "node-address-label-selector":
            nodeSelector = value.flatMap { $0.isEmpty ? nil : $0 }
            selectsNodes = selectsNodes || nodeSelector != nil
        case "leader-election-namespace": leaseNamespace = value.flatMap { $0.isEmpty ? nil : $0 }
        case "use-ingress-class": usesIngressClass = Self.isTrue(value)
        case "use-gateway-class": usesGatewayClass = Self.isTrue(value)
        case "enable-gateway-api": enablesGatewayAPI = Self.isTrue(value)
        case "enable-secret-synchronizer": synchronizesSecrets = Self.isTrue(value)
        case "enable-ingress-conversion": convertsIngress = Self.isTrue(value)
        case "conversion-domain-replace": conversionDomain = value ?? ""
        case "conversion-domain-suffix": conversionSuffix = value ?? ""
        case "max-node-address-count":
            mostNodeAddresses = value.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
            selectsNodes = selectsNodes || mostNodeAddresses != nil
        default:
            for kind in RouteKind.allCases where name == "disable-\(kind.controllerName)-controller" {
                if Self.isTrue(value) { disabledControllers.insert(kind.controllerName) }
            }
        }
    }

    private static func isTrue(_ value: String?) -> Bool {
        guard let value else { return true }
        return ["1", "t", "true"].contains(value.lowercased())
    }

    /// The class filter: with `--use-loadbalancer-class` only Services of class `kubelb` are taken.
    package func takes(_ service: Service) -> Bool {
        service.isLoadBalancer
            && (!usesLoadBalancerClass || service.loadBalancerClass == KubeLBNames.loadBalancerClass)
    }
}

extension CCMSettings {
    /// Whether the CCM may list a node by its labels. A selector that cannot be read selects every node.
    package func selects(_ node: Node) -> Bool {
        nodeSelector.flatMap { try? LabelQuery($0) }?.matches(node.metadata.labels) ?? true
    }

    /// The argument that keeps the CCM from looking at objects of a kind; nil if it looks at them.
    package func argument(against kind: RouteKind) -> String? {
        if convertsIngressOnly { return "--ingress-conversion-only" }
        if disabledControllers.contains(kind.controllerName) { return "--disable-\(kind.controllerName)-controller" }
        return kind != .ingress && !enablesGatewayAPI ? "--enable-gateway-api" : nil
    }
}

extension CCMSettings {
    /// The host of the route that the conversion makes of an Ingress's (KubeLB, `--conversion-domain-replace` and
    /// `--conversion-domain-suffix`).
    package func convertedHost(_ host: String) -> String {
        guard !conversionDomain.isEmpty, !conversionSuffix.isEmpty else { return host }
        func withoutDot(_ domain: String) -> Substring { domain.drop { $0 == "." } }
        let (old, new) = (withoutDot(conversionDomain), withoutDot(conversionSuffix))
        if host == old { return String(new) }
        return host.hasSuffix("." + old) ? String(host.dropLast(old.count)) + new : host
    }
}
