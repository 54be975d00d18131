import Diagnosis
import Kubernetes
import Probes
import Sandbox
import Testing
import Topology

/// What is requested of the hosts of Ingresses, Gateways and routes.
@Suite struct HostPlanTests {
    /// The names of the requests, what is skipped, and the lookups.
    private struct Plan {
        let probes: [PlannedProbe]

        var requests: [String] {
            probes.filter { $0.target != nil && $0.protocol == "TCP" }.map {
                $0.name.replacing(" from this machine", with: "") + ($0.note.map { " (\($0))" } ?? "")
            }
        }
        var skipped: [String] {
            probes.filter { $0.target == nil }.map {
                "\($0.name.replacing(" from this machine", with: "")): \($0.skipped ?? "")"
            }
        }
        var lookups: [String] { probes.filter { $0.protocol == "DNS" && $0.target != nil }.map(\.address) }
    }

    private func plan(
        _ reference: String, _ changes: String = "", _ change: (inout ProbePlan.Options) -> Void = { _ in }
    ) throws -> Plan {
        let topology = try MemoryBundle(files: ExamplePair(changes: changes, hasRoutes: true).files).topology()
        var options = ProbePlan.Options()
        change(&options)
        let exposure = try #require(topology.routeExposures.first { $0.source.reference == reference })
        return Plan(probes: ProbePlan(topology, options).probes(of: exposure))
    }

    private static func ingress(_ spec: String, addresses: String = "{ip: 198.51.100.20}") -> String {
        "tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {\(spec)}, "
            + "status: {loadBalancer: {ingress: [\(addresses)]}}}}}"
    }

    private static func rule(_ host: String, _ paths: String...) -> String {
        let list = paths.map { "{\($0), backend: {service: {name: api, port: {number: 80}}}}" }
        return "{\(host)http: {paths: [\(list.joined(separator: ", "))]}}"
    }

    // MARK: Ingresses

    @Test func anIngressIsRequestedAtItsAddress() throws {
        let plan = try plan("Ingress shop/site")
        #expect(plan.requests == ["GET https://shop.example.com/ at 198.51.100.20"])
        #expect(plan.lookups == ["shop.example.com"])
        let lookup = plan.probes.last?.target?.kind
        #expect(lookup == .lookup(expected: ["198.51.100.20"]))
    }

    @Test func eachHostAndPathIsRequestedOnce() throws {
        let rules = [
            Self.rule("host: a.example.com, ", "path: /, pathType: Prefix", "path: /api, pathType: Exact"),
            Self.rule("host: a.example.com, ", "path: /, pathType: Prefix"),
            Self.rule("host: '*.b.example.com', ", "path: /x y, pathType: Prefix"), Self.rule("", "path: /"),
        ]
        let plan = try plan(
            "Ingress shop/site",
            Self.ingress("tls: [{hosts: ['*.b.example.com']}], rules: [\(rules.joined(separator: ", "))]"))
        #expect(
            plan.requests == [
                "GET http://a.example.com/ at 198.51.100.20", "GET http://a.example.com/api at 198.51.100.20",
                "GET https://kubelb-ctl.b.example.com/x%20y at 198.51.100.20 (kubelb-ctl stands for * in *.b.example.com)",
                "GET http://198.51.100.20/ (for any host)",
            ])
        #expect(plan.lookups == ["a.example.com", "kubelb-ctl.b.example.com"])
    }

    @Test func expressionsAreSkippedUnlessAPathIsGiven() throws {
        let rules = Self.rule(
            "host: a.example.com, ", "path: '/v[0-9]+/(.*)', pathType: ImplementationSpecific",
            "path: /plain, pathType: ImplementationSpecific")
        let changes = Self.ingress("tls: null, rules: [\(rules)]")
        let plan = try plan("Ingress shop/site", changes)
        #expect(plan.requests == ["GET http://a.example.com/plain at 198.51.100.20"])
        #expect(
            plan.skipped.count == 1 && plan.skipped[0].contains("regular expression; use --path"), "\(plan.skipped)")
        let given = try self.plan("Ingress shop/site", changes) { $0.path = "/healthz?full=1" }
        #expect(given.requests == ["GET http://a.example.com/healthz?full=1 at 198.51.100.20"] && given.skipped.isEmpty)
    }

    /// What objects hold never ends a request line or a header.
    @Test(arguments: [
        #"host: "a.example.com\r\nX-Evil: y", "#, #"host: "a.example.com/x?", "#, #"host: "a@b", "#, "host: '*', ",
    ])
    func otherHostsAreSkipped(host: String) throws {
        let plan = try plan(
            "Ingress shop/site", Self.ingress("tls: null, rules: [\(Self.rule(host, "path: /, pathType: Prefix"))]"))
        #expect(plan.requests.isEmpty && plan.lookups.isEmpty)
        #expect(plan.skipped.count == 1 && plan.skipped[0].contains("not a DNS name"), "\(plan.skipped)")
    }

    @Test(arguments: [#""/a\r\nHost: evil""#, #""/a\nb""#, "/../admin", "/a/./b", "relative"])
    func otherPathsAreSkipped(path: String) throws {
        let rule = Self.rule("host: a.example.com, ", "path: \(path), pathType: Prefix")
        let plan = try plan("Ingress shop/site", Self.ingress("tls: null, rules: [\(rule)]"))
        #expect(plan.requests.isEmpty && plan.skipped.count == 1, "\(plan.requests) \(plan.skipped)")
        #expect(plan.lookups == ["a.example.com"])
    }

    @Test func everyAddressIsRequested() throws {
        let rule = Self.rule("host: a.example.com, ", "path: /, pathType: Prefix")
        let addresses = "{ip: '2001:db8::7'}, {hostname: lb.example.net}"
        let plan = try plan("Ingress shop/site", Self.ingress("tls: null, rules: [\(rule)]", addresses: addresses))
        #expect(
            plan.requests == [
                "GET http://a.example.com/ at 2001:db8::7", "GET http://a.example.com/ at lb.example.net",
            ])
        #expect(plan.probes.last?.target?.kind == .lookup(expected: ["2001:db8::7", "lb.example.net"]))
    }

    @Test func withoutAnAddressNothingIsPlanned() throws {
        let changes = "tenant: {ingresses.networking.k8s.io: {shop/site: {status: {loadBalancer: null}}}}"
        #expect(try plan("Ingress shop/site", changes).probes.isEmpty)
    }

    @Test func requestsAndLookupsCanBeTurnedOff() throws {
        #expect(try plan("Ingress shop/site") { $0.sendsRequests = false }.probes.map(\.protocol) == ["DNS"])
        #expect(try plan("Ingress shop/site") { $0.looksUpHosts = false }.probes.map(\.protocol) == ["TCP"])
        let offline = try plan("Ingress shop/site") { $0.obstacle = "a bundle cannot be probed" }
        #expect(offline.probes.count == 2 && offline.probes.allSatisfy { $0.target == nil })
        #expect(try plan("Ingress shop/site") { $0.ports = [.init(port: 80)] }.probes.isEmpty)
    }

    @Test func noMoreThanTheLimitIsSent() throws {
        let rules = (0..<500).map { Self.rule("host: h\($0).example.com, ", "path: /, pathType: Prefix") }
        let all = try plan("Ingress shop/site", Self.ingress("tls: null, rules: [\(rules.joined(separator: ", "))]"))
        #expect(all.requests.count == 500 && all.lookups.count == 500)
        let limited = Plan(probes: ProbePlan.limited(all.probes))
        #expect(limited.requests.count == 50 && limited.lookups.count == 50)
        #expect(limited.skipped.count == 1 && limited.skipped[0].hasPrefix("900 more requests or lookups"))
    }

    // MARK: Gateways

    @Test func aGatewayIsRequestedListenerByListener() throws {
        let changes = """
            tenant: {gateways.gateway.networking.k8s.io: {shop/kubelb: {spec: {listeners: [
              {name: a, port: 80, protocol: HTTP}, {name: b, port: 8443, protocol: HTTPS, hostname: '*.example.com'},
              {name: c, port: 9000, protocol: TCP}, {name: d, port: 9443, protocol: TLS, hostname: x.example.com}]}}}}
            """
        let plan = try plan("Gateway shop/kubelb", changes)
        #expect(
            plan.requests == [
                "GET http://198.51.100.30/ (for any host)",
                "GET https://kubelb-ctl.example.com:8443/ at 198.51.100.30 (kubelb-ctl stands for * in *.example.com)",
            ])
        #expect(plan.skipped.count == 2 && plan.skipped.allSatisfy { $0.contains("only HTTP and HTTPS listeners") })
    }

    private static func routes(listeners: String, spec: String, kind: String = "httproutes") -> String {
        """
        tenant:
          gateways.gateway.networking.k8s.io: {shop/kubelb: {spec: {listeners: [\(listeners)]}}}
          \(kind).gateway.networking.k8s.io: {shop/app: {spec: {\(spec)}}}
        """
    }

    @Test(arguments: [
        ("{name: a, port: 80, protocol: HTTP}", "hostnames: [app.example.com]", ["http://app.example.com/"]),
        // TLS comes first, and only listeners that serve the host count.
        (
            "{name: a, port: 80, protocol: HTTP}, {name: b, port: 443, protocol: HTTPS, hostname: app.example.com}",
            "hostnames: [app.example.com, other.example.com]",
            ["https://app.example.com/", "http://other.example.com/"]
        ),
        (
            "{name: a, port: 443, protocol: HTTPS, hostname: '*.example.com'}", "hostnames: [app.example.com]",
            ["https://app.example.com/"]
        ),
        (
            "{name: a, port: 443, protocol: HTTPS, hostname: app.example.com}", "hostnames: ['*.example.com']",
            ["https://app.example.com/"]
        ),
        (
            "{name: a, port: 443, protocol: HTTPS, hostname: app.example.com}", "hostnames: null",
            ["https://app.example.com/"]
        ),
        // The parent's section and port choose among listeners.
        (
            "{name: a, port: 80, protocol: HTTP}, {name: b, port: 443, protocol: HTTPS}",
            "hostnames: [app.example.com], parentRefs: [{name: kubelb, sectionName: a}]", ["http://app.example.com/"]
        ),
        (
            "{name: a, port: 80, protocol: HTTP}, {name: b, port: 8443, protocol: HTTPS}",
            "hostnames: [app.example.com], parentRefs: [{name: kubelb, port: 8443}]",
            ["https://app.example.com:8443/"]
        ),
    ])
    func aRouteIsRequestedAtTheListenersOfItsGateway(listeners: String, spec: String, urls: [String]) throws {
        let plan = try plan("HTTPRoute shop/app", Self.routes(listeners: listeners, spec: spec))
        #expect(plan.requests == urls.map { "GET \($0) at 198.51.100.30" })
    }

    @Test func aHostWithoutAListenerIsSaid() throws {
        let plan = try plan(
            "HTTPRoute shop/app",
            Self.routes(listeners: "{name: a, port: 443, protocol: HTTPS, hostname: x.example.com}", spec: ""))
        #expect(plan.requests.isEmpty)
        #expect(plan.skipped.count == 1 && plan.skipped[0].contains("no HTTP or HTTPS listener"), "\(plan.skipped)")
    }

    @Test func matchesOfRoutesArePaths() throws {
        let matches = """
            {path: {type: PathPrefix, value: /a}}, {path: {type: Exact, value: /b}, method: GET}, {method: POST}, \
            {path: {type: RegularExpression, value: /c.*}}, {path: {value: /d}, headers: [{name: x, value: y}]}, \
            {path: {value: /e}, queryParams: [{name: x, value: y}]}
            """
        let plan = try plan(
            "HTTPRoute shop/app",
            Self.routes(
                listeners: "{name: a, port: 80, protocol: HTTP}",
                spec: "rules: [{matches: [\(matches)], backendRefs: [{name: api, port: 80}]}]"))
        #expect(
            plan.requests.map { $0.prefix { $0 != "@" } } == [
                "GET http://app.example.com/a at 198.51.100.30", "GET http://app.example.com/b at 198.51.100.30",
            ])
        for words in ["only POST", "regular expression", "certain headers or query"] {
            #expect(plan.skipped.contains { $0.contains(words) }, "\(plan.skipped)")
        }
    }

    @Test func gRPCRoutesAreRequestedByMethod() throws {
        let changes = Self.routes(
            listeners: "{name: a, port: 80, protocol: HTTP}",
            spec: """
                parentRefs: [{name: kubelb}], hostnames: [grpc.example.com], rules: [{backendRefs: [{name: api, port: 80}],
                matches: [{method: {service: shop.Cart, method: Get}}, {method: {service: shop.Cart}},
                {method: {type: RegularExpression, service: 'shop.*'}}]}, {backendRefs: [{name: api, port: 80}]}]
                """, kind: "grpcroutes")
        let plan = try plan("GRPCRoute shop/app", changes)
        #expect(
            plan.requests.map { $0.replacing(" at 198.51.100.30", with: "") } == [
                "gRPC request http://grpc.example.com/shop.Cart/Get",
                "gRPC request http://grpc.example.com/shop.Cart/Check",
                "gRPC request http://grpc.example.com/grpc.health.v1.Health/Check",
            ])
        #expect(plan.skipped.count == 1 && plan.skipped[0].contains("regular expression"))
    }

    /// The default that the API server adds makes no difference between a source and its Route.
    @Test func defaultMatchesAreTheSameAsNone() throws {
        let listeners = "{name: a, port: 80, protocol: HTTP}"
        let spec =
            "rules: [{matches: [{path: {type: PathPrefix, value: /}}], backendRefs: [{name: api, port: 80, weight: 1}]}]"
        let changes = Self.routes(listeners: listeners, spec: spec)
        let diagnosis = try MemoryBundle(files: ExamplePair(changes: changes, hasRoutes: true).files).diagnose()
        #expect(!diagnosis.findings.contains { $0.code == "P002" && $0.resource?.kind == "HTTPRoute" })
    }
}
