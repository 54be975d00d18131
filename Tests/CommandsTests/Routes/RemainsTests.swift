import Commands
import Documents
import Sandbox
import Testing

/// What has no source, or cannot be deleted.
@Suite struct RemainsTests {
    /// Of the healthy pair with Layer 7, changed.
    private func run(_ words: [String], _ changes: String) async throws -> (output: String, status: Commands.ExitStatus)
    {
        try await withTemporaryDirectory { directory in
            let path = directory + "/bundle"
            try BundleWriter.write(ExamplePair(changes: changes, hasRoutes: true).files, to: path)
            let result = await CommandsTests.run(words + ["--from-bundle", path])
            return (result.output, result.status)
        }
    }

    private func resources(_ changes: String) async throws -> [JSONValue] {
        let text = try await run(["doctor", "-o", "json"], changes).output
        let report = try JSONValue(parsing: Array(text.utf8))
        let findings = report["findings"]?.array ?? []
        return (report["resources"]?.array ?? []).filter { $0["stage"] == .null }.map { resource in
            let codes = (resource["findings"]?.array ?? []).compactMap { id in
                findings.first { $0["id"] == id }?["code"]?.string
            }
            return .string(
                "\(resource["kind"]?.string ?? "") \(resource["state"]?.string ?? "") \(codes.joined(separator: ","))")
        }
    }

    private static let deleted = "deletionTimestamp: '2026-11-22T11:00:00Z', finalizers: [kubelb.k8c.io/cleanup]"
    private static let stuckSecret = """
        tenant: {secrets.metadata: {shop/shop-tls: {metadata: {labels: null, \(deleted)}}}}
        """

    @Test(arguments: [
        ("tenant: {ingresses.networking.k8s.io: {shop/site: null}}", ["Route orphaned KLC-X007"]),
        ("tenant: {httproutes.gateway.networking.k8s.io: absent}", ["Route unknown KLC-X007"]),
        (stuckSecret, ["Secret terminating KLC-K008"]),
        (
            """
            tenant: {syncsecrets.kubelb.k8c.io: {shop/shop-tls: {metadata: {\(deleted)}}}}
            management: {syncsecrets.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000042: {metadata: {\(deleted)}}}}
            """, ["SyncSecret terminating ", "SyncSecret terminating "]
        ),
        ("", []),
    ])
    func jsonListsThem(changes: String, expected: [String]) async throws {
        #expect(try await resources(changes) == expected.map { .string($0) })
    }

    /// A LoadBalancer that cannot be deleted, of a Service that is gone, names the findings about that Service.
    @Test func aStuckLoadBalancerHasItsFindings() async throws {
        let found = try await resources(Self.stuckLoadBalancer).compactMap(\.string).filter {
            $0.hasPrefix("LoadBalancer ")
        }
        #expect(found.count == 1 && found[0].contains(" terminating ") && found[0].contains("KLC-L006"), "\(found)")
    }

    private static let stuckLoadBalancer = """
        tenant: {services: {shop/web: null}}
        management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {\(deleted)}}}}
        """

    /// An object may exist in a version that KubeLB does not read.
    @Test func whatIsNotServedIsNotToBeDeleted() async throws {
        let text = try await run(["status", "-A"], "tenant: {httproutes.gateway.networking.k8s.io: absent}").output
        #expect(text.contains("KLC-X007") && text.contains("does not serve HTTPRoutes in version v1"), "\(text)")
        #expect(text.contains("get crd httproutes.gateway.networking.k8s.io"), "\(text)")
        #expect(!text.contains(" delete "), "\(text)")
    }

    @Test(arguments: [stuckSecret, stuckLoadBalancer])
    func aListMentionsErrorsAboutThem(changes: String) async throws {
        let text = try await run(["status", "-A"], changes).output
        #expect(text.contains(", 1 error elsewhere (kubelb-ctl doctor)"), "\(text)")
    }

    @Test(arguments: [
        (
            "{shop/app: null}", "ORPHANED   HTTPRoute shop/app with its UID was not found"
        ), ("absent", "UNKNOWN   it is unknown whether HTTPRoute shop/app exists"),
    ])
    func aRouteIsShownByItsUID(httpRoutes: String, expected: String) async throws {
        let changes = "tenant: {httproutes.gateway.networking.k8s.io: \(httpRoutes)}"
        let route = "route/00000000-0000-4000-8000-000000000033"
        let result = try await run(["status", route], changes)
        #expect(
            result.output.hasPrefix("Route tenant-acme/00000000-0000-4000-8000-000000000033   "), "\(result.output)")
        #expect(result.output.contains("\n\(expected)\n"), "\(result.output)")
        let json = try JSONValue(parsing: Array(try await run(["status", route, "-o", "json"], changes).output.utf8))
        #expect((json["resources"]?.array ?? []).contains { $0["kind"]?.string == "Route" }, "\(json)")
        #expect(try await run(["status", "route/00000000-0000-4000-8000-0000000000ff"], changes).status == .notFound)
    }

    /// Secrets that may not be read are not taken for good ones.
    @Test func unreadSecretsAreUnknown() async throws {
        let refused = "management: {secrets.metadata: forbidden}"
        let result = try await run(["status", "ing/site"], refused)
        #expect(result.output.contains("UNKNOWN") && !result.output.contains("HEALTHY"), "\(result.output)")
        let routed = result.output.split(separator: "\n").first { $0.contains("5 Routed") }
        #expect(routed?.contains("list secrets") == true, "\(result.output)")
        #expect(result.status == .undetermined)
        // A failure that does not depend on them stays one.
        let unserved = "tenant: {endpointslices.discovery.k8s.io: {shop/api-1: {endpoints: null}}}\n---\n" + refused
        let stages = try await run(["status", "ing/site"], unserved).output
        #expect(stages.contains("no ready endpoints behind Service"), "\(stages)")
    }
}
