/// What examples of the logs of a Gateway's proxies have in common.
enum GatewayProxyExamples {
    /// Requests of the last minutes; `rule` is that of HTTPRoute `shop/app` or GRPCRoute `shop/rpc` that answered.
    static func requests(
        _ count: Int, _ path: String, host: String = "app.example.com", method: String = "GET", status: Int = 200,
        details: String = "via_upstream", flags: String = "-", milliseconds: Int = 7, rule: Int? = 0,
        hour: String = "11"
    ) -> [String] {
        let name = method == "POST" ? "grpcroute/tenant-acme/shop-rpc" : "httproute/tenant-acme/shop-app"
        let route = rule.map { "\"\(name)/rule/\($0)/match/0/host\"" } ?? "null"
        return (0..<count).map { index in
            "{\":authority\":\"\(host)\",\"duration\":\(milliseconds),\"method\":\"\(method)\",\"protocol\":\"HTTP/2\","
                + "\"response_code\":\(status),\"response_code_details\":\"\(details)\",\"response_flags\":\"\(flags)\","
                + "\"route_name\":\(route),\"start_time\":\"2026-11-22T\(hour):5\(index % 10):0\(index / 10 % 10).000Z\","
                + "\"user-agent\":\"client\",\"x-envoy-origin-path\":\"\(path)\",\"x-forwarded-for\":\"203.0.113.\(index)\"}"
        }
    }
}
