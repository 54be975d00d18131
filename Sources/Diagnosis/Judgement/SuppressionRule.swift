/// `CODE[=TYPE/ns/name]` of `--suppress`: findings that do not count, of all objects or of some.
package struct SuppressionRule: Sendable, Hashable {
    /// As it was typed.
    package let text: String
    package let codes: CodePattern
    /// nil: of all objects.
    package let target: Target?

    /// An object, or several: `*` at the end of a part stands for anything.
    package struct Target: Sendable, Hashable {
        /// `Service`; compared without regard to case.
        package let kind: String
        /// Empty for objects that are in no namespace.
        package let namespace: String
        package let name: String

        package var isService: Bool { kind.lowercased() == "service" }

        package func matches(kind: String, namespace: String, name: String) -> Bool {
            self.kind.lowercased() == kind.lowercased() && Self.matches(self.namespace, namespace)
                && Self.matches(self.name, name)
        }

        private static func matches(_ pattern: String, _ text: String) -> Bool {
            pattern.hasSuffix("*") ? text.hasPrefix(pattern.dropLast()) : text == pattern
        }
    }

    /// What is wrong with a rule, and what to write.
    package struct Defect: Error, Sendable, Hashable {
        package let message: String
        package let hint: String
    }

    package init(_ text: String) throws(Defect) {
        self.text = text
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let codes = CodePattern(parts[0]) else {
            throw Defect(
                message: "is not a valid code",
                hint: "use KLC-S005, KLC-S* or S, optionally with an object: S005=svc/shop/web")
        }
        guard !codes.codes.isEmpty else {
            throw Defect(message: "matches no check", hint: "kubelb-ctl checks lists all checks")
        }
        self.codes = codes
        target = parts.count == 2 ? try Self.target(parts[1]) : nil
    }

    private static func target(_ text: String) throws(Defect) -> Target {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
            throw Defect(
                message: "does not name an object", hint: "use TYPE/NAMESPACE/NAME, such as svc/shop/web or node/NAME")
        }
        // NAMESPACE/KIND/NAME and NAMESPACE/NAME, as -o name prints them and arguments take them.
        if parts.count == 3, kinds[parts[0].lowercased()] == nil, let kind = kinds[parts[1].lowercased()] {
            return Target(kind: kind, namespace: parts[0], name: parts[2])
        }
        if parts.count == 2, kinds[parts[0].lowercased()] == nil, parts[0] == parts[0].lowercased() {
            return Target(kind: "Service", namespace: parts[0], name: parts[1])
        }
        let kind = kinds[parts[0].lowercased()] ?? parts[0]
        if parts.count == 2, kind == "Service" {
            throw Defect(message: "names a Service without its namespace", hint: "use svc/NAMESPACE/\(parts[1])")
        }
        return Target(kind: kind, namespace: parts.count == 3 ? parts[1] : "", name: parts[parts.count - 1])
    }

    /// What kubectl calls the kinds that findings are about.
    private static let kinds: [String: String] = {
        var kinds: [String: String] = [:]
        let words: [(String, [String])] = [
            ("Service", ["svc", "services"]), ("LoadBalancer", ["lb", "loadbalancers"]),
            ("Deployment", ["deploy", "deployments"]), ("DaemonSet", ["ds", "daemonsets"]), ("Pod", ["po", "pods"]),
            ("Node", ["no", "nodes"]), ("Namespace", ["ns", "namespaces"]), ("Tenant", ["tenants"]),
            ("Addresses", []), ("Config", ["configs"]), ("Secret", ["secrets"]), ("Lease", ["leases"]),
            ("ResourceQuota", ["quota", "resourcequotas"]), ("EndpointSlice", ["endpointslices"]),
            ("NetworkPolicy", ["netpol", "networkpolicies"]),
            ("IPAddressPool", ["ipaddresspools"]), ("Ingress", ["ing", "ingresses"]),
            ("Gateway", ["gw", "gtw", "gateways"]), ("HTTPRoute", ["httproutes"]), ("GRPCRoute", ["grpcroutes"]),
            ("Route", ["routes"]), ("IngressClass", ["ingressclasses"]), ("GatewayClass", ["gc", "gatewayclasses"]),
            ("Certificate", ["cert", "certificates"]), ("ClusterIssuer", ["clusterissuers"]),
        ]
        for (kind, names) in words { for name in names + [kind.lowercased()] { kinds[name] = kind } }
        return kinds
    }()

    /// A finding about a Service is matched by that Service alone, not by other Services that it mentions.
    package func matches(_ finding: Finding) -> Bool {
        guard codes.matches(finding.code) else { return false }
        guard let target else { return true }
        if let resource = finding.resource, target.kind.lowercased() == resource.kind.lowercased() {
            return target.matches(kind: resource.kind, namespace: resource.namespace, name: resource.name)
        }
        return finding.objects.contains { target.matches(kind: $0.kind, namespace: $0.namespace, name: $0.name) }
    }
}
