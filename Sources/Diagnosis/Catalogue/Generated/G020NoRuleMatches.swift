import KubeLB
import Kubernetes
import Topology

/// KLC-G020: no rule of a route matches the requests for its host.
struct G020NoRuleMatches: Check {
    let documentation = CheckDocumentation(
        code: "G020",
        title: "No rule of a route matches the requests for its host",
        severity: .warning,
        inputs: [.routes],
        optionalInputs: [
            .managementGateways, .managementGatewayClasses, .managementDeployments, .managementDaemonSets,
            .managementPods, .managerLogs,
        ],
        judgesManagementAlone: true,
        meaning: """
            Requests for a host of a route reach the Gateway, and no rule matches them, so its proxies answer with 404, or with status \
            UNIMPLEMENTED for gRPC, and log route_not_found. The rules come close: they also require a header or a query parameter, \
            are for another method or another gRPC service, or their path is of type Exact, differs in case, or is a regular \
            expression that does not match the whole path. The status of the route does not show that. It is reported if the log has \
            several such requests, and they are a considerable part of all requests for the host.
            """,
        impact: "Clients get 404 or UNIMPLEMENTED, although the route is accepted and its backends are healthy.",
        mending: "Change the matches of the rules, or add a rule for the other requests.",
        examples: [
            .firesOnRoutes(
                .warning, "the only rule requires a header of a test",
                rules(header) + log(missed(8, "/") + requests(2, "/"))),
            .firesOnRoutes(
                .warning, "the only rule requires a query parameter",
                rules("matches: [{queryParams: [{name: preview, value: '1'}]}], ") + log(missed(8, "/"))),
            .firesOnRoutes(
                .warning, "the rule is for another method",
                rules("matches: [{method: GET}], ") + log(missed(5, "/cart", method: "PUT") + requests(9, "/cart"))),
            .firesOnRoutes(
                .warning, "a path is of type Exact",
                rules("matches: [{path: {type: Exact, value: /shop}}], ")
                    + log(missed(6, "/shop/app.css") + requests(6, "/shop"))),
            .firesOnRoutes(
                .warning, "the path differs in case",
                rules("matches: [{path: {type: PathPrefix, value: /API}}], ") + log(missed(6, "/api/items"))),
            .firesOnRoutes(
                .warning, "a regular expression matches the beginning of the path only",
                rules("matches: [{path: {type: RegularExpression, value: '^/api'}}], ") + log(missed(6, "/api/items"))),
            .firesOnRoutes(
                .warning, "a GRPCRoute matches another service",
                call("shop.v1.ShopService") + log(missed(6, "/shop.v1.ShopsService/List", host: rpc, method: "POST"))),
            .silentOnRoutes(
                "another rule takes the other requests",
                rules(header) + log(requests(9, "/") + requests(3, "/"))),
            .silentOnRoutes("few requests lack the header", rules(header) + log(missed(5, "/") + requests(20, "/"))),
            .silentOnRoutes(
                "scanners ask for other paths",
                rules("matches: [{path: {type: PathPrefix, value: /api}}], ")
                    + log(missed(9, "/wp-login.php") + requests(3, "/api/items"))),
            .silentOnRoutes("a host of no route", rules(header) + log(missed(9, "/", host: "other.example.com"))),
            .silentOnRoutes("it was before the route was changed", rules(header) + log(missed(9, "/", hour: "09"))),
            .silentOnRoutes(
                "only health checks of gRPC do not match",
                call("shop.v1.ShopService") + log(missed(9, "/grpc.health.v1.Health/Check", host: rpc, method: "POST"))),
            .silentOnRoutes("nobody has sent a request"),
        ])

    private static let header = "matches: [{headers: [{type: Exact, name: x-env, value: staging}]}], "
    private static let rpc = "rpc.example.com"

    private static func log(_ lines: [String]) -> String { G017Examples.proxy(lines) }

    private static func requests(_ count: Int, _ path: String) -> [String] {
        GatewayProxyExamples.requests(count, path)
    }

    private static func missed(
        _ count: Int, _ path: String, host: String = "app.example.com", method: String = "GET", hour: String = "11"
    ) -> [String] {
        GatewayProxyExamples.requests(
            count, path, host: host, method: method, status: method == "POST" ? 200 : 404, details: "route_not_found",
            flags: "NR", milliseconds: 0, rule: nil, hour: hour)
    }

    private static func rules(_ fields: String) -> String {
        RouteExamples.changed(.httpRoute, "app", "33", RouteExamples.appRoute(fields))
    }

    private static func call(_ service: String) -> String {
        RouteExamples.grpcRoute
            + RouteExamples.changed(
                .grpcRoute, "rpc", "34",
                RouteExamples.appRoute("matches: [{method: {type: Exact, service: \(service)}}], ", hosts: rpc))
    }

    func findings(in context: CheckContext) -> [Finding] {
        let routes = context.topology.takenRoutes.filter { $0.kind.hasParent && $0.route.value != nil }
        guard !routes.isEmpty else { return [] }
        let traffic = context.topology.gatewayTraffic
        return routes.compactMap { exposure in
            let requests = traffic.requests(of: exposure)
            var groups: [RouteMismatch: [GatewayRequest]] = [:]
            for request in requests where request.access.details == "route_not_found" {
                if let mismatch = Self.mismatch(exposure, request.access) {
                    groups[mismatch, default: []].append(request)
                }
            }
            let found = groups.filter { mismatch, missed in
                missed.count >= Self.fewest
                    && Double(missed.count) >= mismatch.leastShare * Double(requests.count)
            }.max { ($0.value.count, $1.key.value) < ($1.value.count, $0.key.value) }
            guard let found, let last = found.value.max(by: { $0.access.start < $1.access.start }),
                context.now.seconds(since: last.access.start) < Self.patience
            else { return nil }
            return finding(exposure, found.key, found.value, of: requests.count, last, context)
        }
    }

    private static let fewest = 5
    /// Seconds after which it may be over.
    private static let patience = 7200.0

    /// That of the rule that comes closest.
    private static func mismatch(_ exposure: RouteExposure, _ access: GatewayAccess) -> RouteMismatch? {
        exposure.source.spec.rules.lazy.flatMap(\.matches).compactMap { RouteMismatch(exposure.kind, $0, access) }.first
    }

    private func finding(
        _ exposure: RouteExposure, _ mismatch: RouteMismatch, _ missed: [GatewayRequest], of total: Int,
        _ last: GatewayRequest, _ context: CheckContext
    ) -> Finding {
        let answer = exposure.kind == .grpcRoute ? "gRPC status UNIMPLEMENTED" : "404"
        return context.finding(
            .warning,
            "No rule of \(exposure.source.reference) matches \(missed.count) of \(total) requests for "
                + "\(ServiceWords.list(missed.map(\.access.host).uniqued(), limit: 3)), so they get \(answer) (route_not_found): "
                + mismatch.text(missed.map(\.access)),
            of: exposure, objects: [exposure.parent?.reference].compactMap(\.self),
            evidence: [
                Evidence("\(exposure.source.reference): spec.rules[].matches[]", mismatch.value),
                last.evidence(count: missed.count),
            ],
            remedies: [
                .fix(
                    "change the matches of the rules, or add a rule for the other requests",
                    exposure.isSourceVisible ? context.kubectl("edit", exposure.reference) : nil)
            ])
    }
}
