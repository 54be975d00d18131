import KubeLB
import Kubernetes

/// A request that a proxy of a Gateway has logged.
package struct GatewayRequest: Sendable {
    package let access: GatewayAccess
    package let source: LogSource
}

/// What the proxies of the tenant's Gateways have logged, read once for all routes.
package struct GatewayTraffic: Sendable {
    /// By the path of the Gateway and the host, in the logs' order.
    private let requests: [String: [String: [GatewayRequest]]]

    init(_ topology: Topology) {
        var found: [String: [String: [GatewayRequest]]] = [:]
        for logger in topology.gatewayLoggers where logger.role == .gatewayProxy {
            guard let gateway = logger.exposures.first else { continue }
            for (source, tail) in topology.logTails(of: logger) {
                for access in tail.lines.lazy.compactMap({ GatewayAccess($0.message) }) {
                    found[gateway.path, default: [:]][access.host, default: []]
                        .append(GatewayRequest(access: access, source: source))
                }
            }
        }
        requests = found
    }

    /// The requests for the hosts of a route since it was changed last, host by host.
    ///
    /// A route without hosts answers for all that its listeners do: which requests are meant for it is then unknown.
    package func requests(of route: RouteExposure) -> [GatewayRequest] {
        guard let gateway = route.parent, let hosts = requests[gateway.path] else { return [] }
        let names = route.source.spec.hostnames.map { $0.lowercased() }.uniqued()
        let wildcards = names.filter { $0.hasPrefix("*.") }
        // There may be as many routes as hosts.
        let others =
            wildcards.isEmpty
            ? []
            : hosts.keys.sorted().filter { host in
                !names.contains(host) && wildcards.contains { host.hasSuffix($0.dropFirst()) }
            }
        return (names + others).flatMap { hosts[$0] ?? [] }.filter { request in
            route.lastChange.map { request.access.start.seconds(since: $0) >= 0 } ?? true
        }
    }
}

extension Topology {
    /// What the proxies of the tenant's Gateways have logged.
    package var gatewayTraffic: GatewayTraffic { GatewayTraffic(self) }
}
