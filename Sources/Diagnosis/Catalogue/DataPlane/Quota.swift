import Characters
import Kubernetes
import Topology

/// A quota that keeps a load-balancer implementation from its work: decides what has to be raised or released.
enum Quota: Sendable, Hashable {
    /// Each load balancer may have only so many: every port of a Service takes one.
    case listeners
    /// Each load balancer or target group may have only so many: nodes, once for every port.
    case targets
    /// Addresses, as the provider calls them.
    case addresses(String)
    case loadBalancers
    /// Each load balancer of NSX may have only so many, by its form factor: every port of a Service takes one.
    case virtualServers
    /// Another one, which the message names.
    case other

    /// In the order in which texts are tried: what is full is often named together with its load balancer.
    private static let phrases: [(Quota, [String])] = [
        (
            .listeners,
            ["listener", "rulesperloadbalancer", "load balancing rules", "forwarding_rules", "forwarding rules"]
        ),
        (.virtualServers, ["virtual server", "virtualserver"]),
        (.targets, ["targets", "targetgroup", "target group", "backend_services", "backend services"]),
        (.addresses("floating IPs"), ["floatingip", "floating ip"]),
        (.addresses("public IP addresses"), ["publicip", "public ip"]),
        (.addresses("Elastic IP addresses"), ["elastic ip", "addresslimitexceeded"]),
        (.addresses("addresses"), ["in_use_addresses", "static_addresses", "external ip"]),
        (.loadBalancers, ["loadbalancer", "load balancer", "load_balancer", "load-balancer"]),
    ]

    init(_ text: String) {
        // Without the addresses of APIs and objects, which name resources that are not full.
        let words = text.lowercased().split(separator: " ").filter { !$0.contains("/") }.joined(separator: " ")
        self = Self.phrases.first { $0.1.contains { words.containsBytes(of: $0) } }?.0 ?? .other
    }

    func remedies(for envoy: Service, _ context: CheckContext) -> [Remedy] {
        switch self {
        case .listeners:
            return [
                .fix(
                    "split the tenant's Service, which has \(ServiceWords.count(envoy.ports.count, "port")), into several "
                        + "Services: each port takes a listener or a rule of the load balancer"),
                .fix("raise the provider's quota of them"),
            ]
        case .virtualServers:
            return [
                .fix(
                    "let the load balancer have more virtual servers: a larger form factor (NCP: service_size in its ConfigMap, "
                        + "such as MEDIUM), or another load balancer service"),
                .fix("delete Services that nobody uses, or reduce their ports: each port takes a virtual server"),
                Self.listServices(context),
            ]
        case .targets:
            return [
                .fix(
                    "raise the provider's quota that the message names, or reduce its usage, by fewer ports of the "
                        + "Service or fewer nodes that receive its traffic")
            ]
        case .addresses(let name):
            return [
                .fix("raise the quota of \(name) at the provider, or release \(name) that nobody uses"),
                Self.listServices(context),
            ]
        case .loadBalancers:
            return [
                .fix("raise the quota at the provider, or delete load balancers that nobody uses"),
                Self.listServices(context),
            ]
        case .other:
            return [.fix("raise the quota that the message names at the provider, or release what nobody uses of it")]
        }
    }

    private static func listServices(_ context: CheckContext) -> Remedy {
        .inspect(
            "list the Services that have a load balancer",
            context.kubectl(.management, "get services -A").piped(into: ShellCommand("grep LoadBalancer")))
    }
}
