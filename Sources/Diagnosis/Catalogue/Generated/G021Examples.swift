/// Clusters whose Gateway ends requests by itself, and the nearest ones whose Gateway does not.
enum G021Examples {
    static let all: [CheckExample] = [
        .firesOnRoutes(
            .warning, "a policy aborts some requests",
            policy("faultInjection: {abort: {httpStatus: 503, percentage: 40}}")),
        .firesOnRoutes(
            .error, "a policy of the Gateway aborts all requests",
            policy("faultInjection: {abort: {httpStatus: 500}}", "kind: Gateway, name: kubelb")),
        .firesOnRoutes(
            .warning, "a policy delays requests, which it selects by labels",
            """
            management: {backendtrafficpolicies.gateway.envoyproxy.io: {tenant-acme/drill: {spec: {
              targetSelectors: [{kind: HTTPRoute, matchLabels: {tier: web}}],
              faultInjection: {delay: {fixedDelay: 5s, percentage: 10}}}}},
              httproutes.gateway.networking.k8s.io: {tenant-acme/shop-app: {metadata: {labels: {tier: web}}}}}
            """),
        .firesOnRoutes(
            .warning, "faults are injected, and the policies cannot be read",
            "management: {backendtrafficpolicies.gateway.envoyproxy.io: forbidden}\n---\n"
                + log(requests(6, "/") + requests(3, "/", status: 503, details: "fault_filter_abort", flags: "FI"))),
        .firesOnRoutes(
            .warning, "a timeout of the route ends requests",
            timeout("300ms") + log(requests(4, "/quick") + slow(6, 300))),
        .firesOnRoutes(
            .warning, "a timeout of a policy ends requests",
            policy("timeout: {http: {requestTimeout: 1m30s}}") + "\n---\n" + log(slow(4, 90_010))),
        .firesOnRoutes(.warning, "Envoy's own timeout ends requests", log(slow(4, 15_001))),
        .firesOnRoutes(
            .warning, "a timeout ends calls of a GRPCRoute",
            RouteExamples.grpcRoute
                + log(
                    requests(
                        4, "/shop.v1.Shop/List", host: "rpc.example.com", method: "POST", details: "response_timeout",
                        flags: "UT", milliseconds: 15_000))),
        .firesOnRoutes(
            .warning, "most requests exceed a rate limit",
            policy("rateLimit: {local: {rules: [{limit: {requests: 1, unit: Minute}}]}}") + "\n---\n"
                + log(requests(2, "/") + limited(6))),
        .firesOnRoutes(
            .warning, "the tenant's Envoy logs that a timeout of a policy ends requests",
            policy("timeout: {http: {requestTimeout: 2s}}") + "\n---\n" + closed(4, 2002)),
        .silentOnRoutes(
            "clients close connections after another time",
            policy("timeout: {http: {requestTimeout: 2s}}") + "\n---\n" + closed(4, 700)),
        .silentOnRoutes("clients close connections, and no timeout is set", closed(4, 2002)),
        .silentOnRoutes("some requests exceed a rate limit", log(requests(8, "/") + limited(3))),
        .silentOnRoutes("one request of many timed out", timeout("300ms") + log(requests(9, "/") + slow(1, 300))),
        .silentOnRoutes(
            "requests timed out before the route was changed", timeout("300ms") + log(slow(6, 300, hour: "09"))),
        .silentOnRoutes(
            "requests timed out hours ago",
            "now: '2026-11-22T18:00:00Z'\n" + timeout("300ms") + log(slow(6, 300))),
        .silentOnRoutes(
            "requests timed out at another proxy",
            timeout("300s") + log(requests(6, "/slow", status: 504, milliseconds: 15_001))),
        .silentOnRoutes("a timeout is set, and requests are quick", timeout("300s") + log(requests(9, "/"))),
        .silentOnRoutes(
            "a policy injects faults into no request",
            policy("faultInjection: {abort: {httpStatus: 503, percentage: 0}}")),
        .silentOnRoutes(
            "a policy for another route",
            policy("faultInjection: {abort: {httpStatus: 503}}", "kind: HTTPRoute, name: other")),
        .silentOnRoutes(
            "a policy that was not accepted",
            policy("faultInjection: {abort: {httpStatus: 503}}", accepted: "False")),
        .silentOnRoutes(
            "the route has a policy of its own, and that of the Gateway injects faults",
            policy("faultInjection: {abort: {httpStatus: 500}}", "kind: Gateway, name: kubelb") + "\n---\n"
                + policy("timeout: {http: {requestTimeout: 1m}}", name: "own")),
    ]

    private static func log(_ lines: [String]) -> String { G017Examples.proxy(lines) }

    private static func requests(
        _ count: Int, _ path: String, host: String = "app.example.com", method: String = "GET", status: Int = 200,
        details: String = "via_upstream", flags: String = "-", milliseconds: Int = 7, hour: String = "11"
    ) -> [String] {
        GatewayProxyExamples.requests(
            count, path, host: host, method: method, status: status, details: details, flags: flags,
            milliseconds: milliseconds, hour: hour)
    }

    private static func slow(_ count: Int, _ milliseconds: Int, hour: String = "11") -> [String] {
        requests(
            count, "/slow", status: 504, details: "response_timeout", flags: "UT", milliseconds: milliseconds,
            hour: hour)
    }

    private static func limited(_ count: Int) -> [String] {
        requests(count, "/", status: 429, details: "local_rate_limited", flags: "RL")
    }

    /// The log of the tenant's Envoy, about requests that the Gateway has given up.
    private static func closed(_ count: Int, _ milliseconds: Int) -> String {
        let lines = (0..<count).map {
            "    [2026-11-22T11:5\($0):00.000Z] \"POST /pdf HTTP/1.1\" 0 DC 48122 0 \(milliseconds) - \"10.0.0.40:40133\" \"client\" "
                + "\"4f057a72\" \"app.example.com\" \"203.0.113.11:31085\""
        }
        return "logs:\n  management/tenant-acme/envoy-tenant-acme-1/envoy-proxy.log: |\n"
            + lines.joined(separator: "\n")
    }

    private static func timeout(_ value: String) -> String {
        RouteExamples.changed(.httpRoute, "app", "33", RouteExamples.appRoute("timeouts: {request: \(value)}, "))
    }

    private static func policy(
        _ settings: String, _ target: String = "kind: HTTPRoute, name: shop-app", accepted: String = "True",
        name: String = "drill"
    ) -> String {
        """
        management: {backendtrafficpolicies.gateway.envoyproxy.io: {tenant-acme/\(name): {spec: {
          targetRefs: [{group: gateway.networking.k8s.io, \(target)}], \(settings)},
          status: {ancestors: [{conditions: [{type: Accepted, status: '\(accepted)', reason: Accepted}]}]}}}}
        """
    }
}
