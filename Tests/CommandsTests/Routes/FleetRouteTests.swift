import Commands
import Documents
import Sandbox
import TestSupport
import Testing

/// Routes as a platform operator sees them, who has the management cluster alone.
@Suite struct FleetRouteTests {
    private static let ingress = "00000000-0000-4000-8000-000000000031"

    private func run(_ words: [String], _ changes: String = "", hasRoutes: Bool = true) async throws -> Run {
        try await withTemporaryDirectory { directory in
            let pair = try ExamplePair(changes: changes, hasRoutes: hasRoutes)
            try BundleWriter.write(pair.files, to: directory + "/bundle")
            return await CommandsTests.run(words + ["--from-bundle", directory + "/bundle"])
        }
    }

    @Test func haveABlockOfTheirOwn() async throws {
        let run = try await run(["status", "--all-tenants"])
        let lines = run.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(lines.contains("TENANT NAMESPACE KIND NAME STATE HOSTS ADDRESS STAGE AGE FINDINGS"), "\(run.output)")
        #expect(
            lines.contains {
                $0.hasPrefix(
                    "acme shop Ingress site HEALTHY shop.example.com 198.51.100.20 3/5 Provisioned (Routed not visible) "
                )
            },
            "\(run.output)")
        #expect(lines.contains { $0.contains("3 Routes, 0 stopped") })
        let layerFour = try await self.run(["status", "--all-tenants"], hasRoutes: false)
        #expect(!layerFour.output.contains("KIND") && !layerFour.output.contains("Routes"))
    }

    @Test func haveAColumnInTheListOfTenants() async throws {
        let run = try await run(["doctor", "--all-tenants"])
        let lines = run.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(lines.contains { $0.hasPrefix("TENANT STATE SERVICES ROUTES ADDRESSES") }, "\(run.output)")
        #expect(lines.contains { $0.hasPrefix("acme HEALTHY 1/1 3/3 1 ") }, "\(run.output)")
    }

    @Test func areResources() async throws {
        let run = try await run(["status", "--all-tenants", "-o", "json"])
        let report = try JSONValue(parsing: Array(run.output.utf8))
        let route = try #require(report["resources"]?.array?.first { $0["uid"]?.string == Self.ingress })
        #expect(
            route["kind"] == "Route" && route["source"]?["kind"] == "Ingress" && route["hosts"] == ["shop.example.com"])
        #expect(route["stage"] == "routed" && route["addresses"] == ["198.51.100.20"])
        #expect(report["summary"]?["routes"]?["total"]?.int == 3)
        let names = try await self.run(["status", "--all-tenants", "-o", "name"])
        #expect(names.output.contains("route/\(Self.ingress)\n"))
    }

    @Test func areNamedByTheirUID() async throws {
        let run = try await run(["status", "route/\(Self.ingress)", "--management-only"])
        #expect(run.status == .success)
        #expect(
            run.output.hasPrefix("Ingress shop/site of tenant acme: 3/5 Provisioned (Routed not visible).\n"),
            "\(run.output)")
        #expect(!run.output.contains("HTTPRoute") && !run.output.contains("PORTS"))
        let loadBalancer = try await self.run(
            ["status", "lb/00000000-0000-4000-8000-000000000001", "--management-only"])
        #expect(loadBalancer.status == .success && loadBalancer.output.contains("PORTS"))
        #expect(!loadBalancer.output.contains("KIND"))
        let missing = try await self.run(["status", "route/00000000-0000-4000-8000-0000000000ff", "--management-only"])
        #expect(
            missing.status == .notFound
                && missing.error.contains("Route 00000000-0000-4000-8000-0000000000ff not found in any tenant"))
        let unread = try await self.run(
            ["status", "route/00000000-0000-4000-8000-0000000000ff", "--management-only"],
            "management: {routes.kubelb.k8c.io: forbidden}")
        #expect(unread.status == .undetermined)
        let named = try await self.run(["status", "ing/site", "--management-only"])
        #expect(named.status == .usage && named.error.contains("route/UID"))
    }

    /// What is wrong with another Route is no concern of the one that is named.
    @Test func haveTheirOwnFindings() async throws {
        let changes = "management: {services: {tenant-acme/shop-app-api: null}}"
        let healthy = try await run(["status", "route/\(Self.ingress)", "--management-only"], changes)
        #expect(healthy.status == .success && !healthy.output.contains("KLC-B006"), "\(healthy.output)")
        let broken = try await run(
            ["status", "route/00000000-0000-4000-8000-000000000033", "--management-only"], changes)
        #expect(broken.output.contains("KLC-B006"), "\(broken.output)")
    }

    @Test func aHostOfTwoTenantsIsFound() async throws {
        let run = try await run(
            ["status", "--all-tenants"],
            """
            management: {tenants.kubelb.k8c.io: {other: {}}, ingresses.networking.k8s.io: {tenant-other/blog-site: {
              spec: {ingressClassName: nginx, rules: [{host: shop.example.com, http: {paths: [{path: /, backend: {}}]}}]}}}}
            """)
        #expect(run.output.contains("KLC-G006"), "\(run.output)")
        #expect(run.output.contains("Host shop.example.com of Ingress shop/site is also claimed by"), "\(run.output)")
    }

    @Test func collidingNamesAreFound() async throws {
        let run = try await run(
            ["status", "--all-tenants"],
            """
            management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000035: {
              metadata: {finalizers: [kubelb.k8c.io/cleanup]}, spec: {source: {kubernetes: {resource: {
              kind: HTTPRoute, metadata: {name: site, namespace: shop}, spec: {parentRefs: [{name: kubelb}],
              rules: [{backendRefs: [{name: api, port: 80}]}]}}}}}}}}
            """)
        #expect(run.output.contains("KLC-G006"), "\(run.output)")
    }

    /// It is the tenant's and not the platform's.
    @Test func whatATenantDisablesIsItsOwn() async throws {
        let run = try await run(
            ["status", "--all-tenants"],
            """
            management: {tenants.kubelb.k8c.io: {acme: {spec: {ingress: {disable: true}}}},
              routes.kubelb.k8c.io: {tenant-acme/\(Self.ingress): {metadata: {finalizers: null}}}}
            """)
        #expect(run.output.hasPrefix("1 of 1 tenant needs attention: 1 degraded.\n"), "\(run.output)")
        #expect(run.output.contains("KLC-M014  Ingress is disabled for tenant acme"))
    }

    @Test func orphanedObjectsAreFound() async throws {
        let run = try await run(
            ["doctor", "--all-tenants"],
            """
            management: {ingresses.networking.k8s.io: {tenant-acme/shop-old: {metadata: {
              labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: old, kubelb.k8c.io/managed-by: kubelb}}}}}
            """)
        #expect(run.output.contains("KLC-X009"), "\(run.output)")
    }
}
