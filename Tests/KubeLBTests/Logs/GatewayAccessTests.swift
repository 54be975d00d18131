import KubeLB
import Kubernetes
import Testing

/// Access logs of the proxies of Gateways.
@Suite struct GatewayAccessTests {
    private static func line(_ fields: String) -> String {
        #"{":authority":"App.example.com:8443","bytes_sent":0,"duration":301,"method":"GET","response_code":504,"#
            + #""response_code_details":"response_timeout","response_flags":"UT","start_time":"2026-11-28T22:52:47.000Z","#
            + #""user-agent":"Mozilla/5.0","x-envoy-origin-path":"/reports?year=2026"\#(fields)}"#
    }

    @Test func `a request that timed out`() throws {
        let fields =
            #","route_name":"httproute/tenant-acme/shop-app/rule/2/match/0/app","x-forwarded-for":"203.0.113.9, 10.0.0.1""#
        let access = try #require(GatewayAccess(Self.line(fields)))
        #expect((access.host, access.method, access.path) == ("app.example.com", "GET", "/reports"))
        #expect((access.status, access.details, access.milliseconds) == (504, "response_timeout", 301))
        #expect(access.flags == ["UT"])
        #expect(access.rule == 2)
        #expect(access.client == "203.0.113.9")
        #expect(access.start == Timestamp("2026-11-28T22:52:47Z"))
        let metadata = ObjectMeta(name: "shop-app", namespace: "tenant-acme")
        #expect(access.isOf("HTTPRoute", metadata) && !access.isOf("GRPCRoute", metadata))
        #expect(!access.isOf("HTTPRoute", ObjectMeta(name: "shop", namespace: "tenant-acme")))
    }

    @Test func `a request that no route matches`() throws {
        let fields = #","route_name":null,"downstream_remote_address":"[2001:db8::1]:5000""#
        let access = try #require(GatewayAccess(Self.line(fields)))
        #expect(access.route == nil && access.rule == nil)
        #expect(access.client == "[2001:db8::1]")
    }

    @Test(arguments: [
        "", "{", "{}", #"{"level":"info","msg":"started"}"#, "[2026-11-28 22:51:13.412][1][warning][config] rejected",
        #"{":authority":1,"response_code_details":2,"start_time":3}"#,
    ])
    func `other lines`(text: String) { #expect(GatewayAccess(text) == nil) }
}
