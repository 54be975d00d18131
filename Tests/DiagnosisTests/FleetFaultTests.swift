import Diagnosis
import FoundationEssentials
import KubeLB
import Kubernetes
import TestSupport
import Testing
import Topology

/// Faults that several tenants share, put into a fleet in which all tenants are healthy.
@Suite struct FleetFaultTests {
    private static func bundle() throws -> MemoryBundle {
        try Recorded.bundle(
            at: Recorded.directory.deletingLastPathComponent().appending(path: "RecordedFleets/fleet-healthy"))
    }

    private static func replace(
        _ text: String, with other: String, in bundle: inout MemoryBundle, where isWanted: (String) -> Bool
    ) {
        for (path, bytes) in bundle.files where isWanted(path) {
            bundle.files[path] = Array(
                String(decoding: bytes, as: UTF8.self).replacing(text, with: other).utf8)
        }
    }

    private static func member(_ name: String, of fleet: Fleet) throws -> Fleet.Member {
        try #require(fleet.tenants.first { $0.name == name })
    }

    /// Envoys keep what they have: a manager that is down is one fault of the platform, and none of tenants that work.
    @Test func withoutAManagerWorkingTenantsAreHealthy() throws {
        var bundle = try Self.bundle()
        Self.replace("kubelb-manager", with: "other-program", in: &bundle) {
            ["management/deployments.apps.json", "management/pods.json"].contains($0)
        }
        Self.replace("control_plane_connected_state{} 1", with: "control_plane_connected_state{} 0", in: &bundle) {
            $0.hasSuffix(".prom")
        }
        let fleet = try bundle.fleet()
        #expect(fleet.ofPlatform.contains { $0.code == "M001" && $0.severity == .error })
        #expect(fleet.findings.contains { $0.code == "D007" && !$0.isRootCause })
        for tenant in fleet.tenants {
            #expect(tenant.state == .healthy && tenant.own.allSatisfy { $0.severity == .info }, "\(tenant.name)")
        }
    }

    /// Each of the two tenants has to know of it, and only they.
    @Test func anAddressThatWasGivenTwiceIsOfBoth() throws {
        var bundle = try Self.bundle()
        Self.replace("10.77.100.21", with: "10.77.100.20", in: &bundle) { $0.hasPrefix("management/") }
        let fleet = try bundle.fleet()
        for tenant in fleet.tenants {
            let shared = tenant.own.filter { $0.code == "D027" }
            let isHolder = ["research", "staging-eu"].contains(tenant.name)
            #expect(shared.count == (isHolder ? 1 : 0), "\(tenant.name)")
            #expect(tenant.state == (isHolder ? .degraded : .healthy), "\(tenant.name)")
        }
        #expect(fleet.causes.count { $0[0].code == "D027" } == 1)
    }

    /// Of two LoadBalancers of one Service the older one is left behind, which only their ages show here.
    @Test func ofTwoLoadBalancersOfOneServiceTheOlderIsLeftBehind() throws {
        let bundle = try Self.bundle().observing()
        var platform = bundle.observePlatform()
        var list = try #require(platform.list(.management, LoadBalancer.self).value)
        let own = list.items.indices.filter { list.items[$0].metadata.namespace == "tenant-web-prod" }
        let (old, new) = (try #require(own.first), try #require(own.last))
        #expect(old != new)
        list.items[old].metadata.labels = list.items[new].metadata.labels
        list.items[old].metadata.creationTimestamp = Timestamp("2026-11-20T10:00:00Z")
        platform.set(.management, .present(list))
        let fleet = Fleet(
            bundle.observeTenants(of: platform).map {
                (name: $0.requestedTenant ?? "", diagnosis: Diagnosis(of: Topology($0)))
            })
        let tenant = try Self.member("web-prod", of: fleet)
        let found = tenant.own.filter { $0.code == "L008" }
        #expect(found.map(\.resource) == [ExposedResource(.management, list.items[old])])
        #expect(found.first?.severity == .warning && tenant.state == .degraded)
    }

    /// A LoadBalancer of three seconds is nothing at all, one of ten no reason to look at its tenant; one of an hour is.
    @Test(arguments: [Severity.info, .warning, .error])
    func aTenantWhoseSymptomsMaySettleIsStarting(severity: Severity) throws {
        let check = try #require(Catalogue.check("D001"))
        let example = try #require(check.documentation.examples.first { $0.fires == severity })
        let topology = try MemoryBundle(example).topology()
        let fleet = Fleet([(name: "acme", diagnosis: Diagnosis(of: topology, checks: [check]))])
        let tenant = try #require(fleet.tenants.first)
        #expect(tenant.own.map(\.severity) == [severity], "\(tenant.own.map(\.line))")
        #expect((tenant.state == .starting) == (severity == .warning), "\(tenant.state)")
        #expect((tenant.state == .healthy) == (severity == .info), "\(tenant.state)")
    }

    /// What is damaged is unknown, and only the tenant that it belongs to.
    @Test func aDamagedLoadBalancerIsAGapOfItsTenant() throws {
        var bundle = try Self.bundle()
        let path = "management/loadbalancers.kubelb.k8c.io.json"
        var text = String(decoding: try #require(bundle.files[path]), as: UTF8.self)
        let name = try #require(text.firstRange(of: "\"namespace\":\"tenant-web-prod\""))
        let ports = try #require(
            text[name.upperBound...].firstRange(of: "\"externalTrafficPolicy\":\"Cluster\",\"ports\":["))
        text.replaceSubrange(ports, with: "\"ports\":\"many\",\"others\":[")
        bundle.files[path] = Array(text.utf8)
        let fleet = try bundle.fleet()
        for tenant in fleet.tenants {
            #expect(tenant.state == (tenant.name == "web-prod" ? .unknown : .healthy), "\(tenant.name)")
        }
        let gap = try #require(try Self.member("web-prod", of: fleet).gap)
        #expect("\(gap.reason)".contains("ports"), "\(gap.reason)")
    }

    /// One firewall is one cause, however many Services are behind it, and the others show whose it is.
    @Test func nodesOfOneTenantThatAreNotReachedAreOneCause() throws {
        var bundle = try Self.bundle()
        for (path, bytes) in bundle.files where path.contains("tenant-web-prod") {
            if path.hasSuffix(".clusters.json") { bundle.files[path] = nil }
            guard path.hasSuffix(".prom") else { continue }
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            let changed = lines.map { line in
                line.hasPrefix("envoy_cluster_membership_healthy{envoy_cluster_name=\"tenant-") && line.contains("-TCP")
                    ? line.dropLast() + "0" : line
            }
            bundle.files[path] = Array(changed.joined(separator: "\n").utf8)
        }
        let fleet = try bundle.fleet()
        let causes = fleet.causes.filter { $0[0].code == "D010" }
        #expect(causes.count == 1 && causes.first?.count == 2)
        #expect(fleet.blocks.count { $0[0].code == "D010" } == 1)
        let evidence = (causes.first?.first?.evidence ?? []).map(\.text)
        #expect(evidence.contains { $0.contains("other tenants") && $0.contains("firewall") }, "\(evidence)")
        #expect(try Self.member("web-prod", of: fleet).state == .down)
        #expect(fleet.tenants.count { $0.state == .healthy } == fleet.tenants.count - 1)
    }

    /// Two tenants may have a fault each: only if more are unreachable is it the network that they share.
    @Test(arguments: [2, 3])
    func severalTenantsWhoseNodesAreNotReached(count: Int) throws {
        let names = ["acme", "beta", "corp"].prefix(count)
        let check = try #require(Catalogue.check("D010"))
        let example = try #require(check.documentation.examples.first { $0.fires == .error })
        let diagnosis = Diagnosis(of: try MemoryBundle(example).topology(), checks: [check])
        let fleet = Fleet(names.map { (name: $0, diagnosis: diagnosis) })
        let finding = try #require(fleet.findings.first { $0.code == "D010" && $0.isRootCause })
        let evidence = try #require(finding.evidence.first { $0.source == "Envoy pods of other tenants" })
        #expect(evidence.value.contains("reach no node either"), "\(evidence.text)")
        #expect(evidence.value.contains("network of the management cluster") == (count > 2), "\(evidence.text)")
    }

    /// Half of the connections work: the tenants are not down, and the node is one finding for all of them.
    @Test func aNodeFromWhichNoTenantIsReachedIsOneCause() throws {
        var bundle = try Self.bundle()
        let pods = try #require(try bundle.observing().observePlatform().list(.management, Pod.self).value).items
        let names = Set(pods.filter { $0.spec.nodeName == "mgmt-2" }.map(\.metadata.name))
        for path in bundle.files.keys where names.contains(where: path.contains) {
            if path.hasSuffix(".clusters.json") { bundle.files[path] = nil }
        }
        for (path, bytes) in bundle.files where path.hasSuffix(".prom") && names.contains(where: path.contains) {
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            let changed = lines.map { line in
                line.hasPrefix("envoy_cluster_membership_healthy{envoy_cluster_name=\"tenant-") && line.contains("-TCP")
                    ? line.dropLast() + "0" : line
            }
            bundle.files[path] = Array(changed.joined(separator: "\n").utf8)
        }
        let fleet = try bundle.fleet()
        let causes = fleet.causes.flatMap(\.self).filter { $0.severity > .info && $0.code == "D029" }
        #expect(causes.count == 1)
        let cause = try #require(causes.first)
        #expect(cause.message.contains("mgmt-2") && fleet.tenants(of: cause).count > 3)
        #expect(fleet.findings.filter { $0.code == "D010" }.allSatisfy { $0.causedBy.contains(cause.id) })
        #expect(fleet.tenants.allSatisfy { $0.state != .down })
    }
}
