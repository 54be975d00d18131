import FoundationEssentials
import KubeLB
import Testing

/// The pages of a real Envoy, CCM and manager.
@Suite struct MetricsReadersTests {
    private static let recorded = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Recorded")

    private static func pages(_ cluster: String, _ folder: String, _ suffix: String) throws -> [[UInt8]] {
        let folder = recorded.appending(path: "\(cluster)/metrics/\(folder)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter { $0.hasSuffix(suffix) }
        try #require(!names.isEmpty)
        return try names.sorted().map { Array(try Data(contentsOf: folder.appending(path: $0))) }
    }

    @Test func healthyEnvoy() throws {
        for page in try Self.pages("d01-healthy", "management/tenant-demo", ".prom") {
            let envoy = try EnvoyStatistics.decode(page)
            #expect(envoy.isConfigured && !envoy.isDisconnected)
            #expect(envoy.activeListeners == 7)
            #expect(envoy.uptimeSeconds == 10)
            #expect(envoy.listenerVersion == envoy.clusterVersion)
            let clusters = envoy.clusters.filter { $0.key.hasPrefix("tenant-demo-") }
            #expect(clusters.count == 4)
            #expect(clusters.values.allSatisfy { $0.total == 2 && $0.healthy == 2 })
            let udp = try #require(clusters.first { $0.key.hasSuffix("-UDP") }?.value)
            #expect((udp.sentDatagrams, udp.receivedDatagrams, udp.receiveErrors) == (10, 10, 0))
        }
    }

    /// A listener that the gauges leave out is known by its connections; otherwise those may be of one that was taken away.
    @Test(arguments: [(2, [10_000, 10_001]), (1, [10_000])] as [(Int, Set<Int>)])
    func portsOfListeners(active: Int, ports: Set<Int>) throws {
        let page = """
            envoy_cluster_membership_total{envoy_cluster_name="xds_cluster"} 1
            envoy_listener_downstream_cx_total{envoy_listener_address="0.0.0.0_10000"} 3
            envoy_listener_downstream_cx_total{envoy_listener_address="0.0.0.0_10001"} 71
            envoy_listener_downstream_cx_active{envoy_listener_address="0.0.0.0_10000"} 0
            envoy_listener_manager_total_listeners_active{} \(active)
            envoy_server_uptime{} 100

            """
        #expect(try EnvoyStatistics.decode(Array(page.utf8)).listening == ports)
    }

    @Test func blankEnvoy() throws {
        for page in try Self.pages("d08-never-reached-xds-refused", "management/tenant-demo", ".prom") {
            let envoy = try EnvoyStatistics.decode(page)
            #expect(!envoy.isConfigured && envoy.isDisconnected)
            #expect(envoy.activeListeners == 3)
            #expect(envoy.clusters.keys.sorted() == ["admin_cluster", "xds_cluster"])
        }
    }

    /// Wherever the page is cut, what is left is refused, or it says the same.
    @Test func cutPagesAreRefusedOrTheSame() throws {
        let page = try Self.pages("d04-all-nodes-refuse", "management/tenant-demo", ".prom")[0]
        let whole = try EnvoyStatistics.decode(page)
        let lineEnds = page.indices.filter { page[$0] == UInt8(ascii: "\n") }
        for end in stride(from: 0, to: lineEnds.count, by: 97) {
            let cut = try? EnvoyStatistics.decode(Array(page[...lineEnds[end]]))
            #expect(cut == nil || cut == whole, "cut after line \(end + 1)")
        }
        #expect(throws: MetricsError.self) { try EnvoyStatistics.decode(Array(page.dropLast(2))) }
    }

    @Test func hosts() throws {
        for page in try Self.pages("d02-one-node-refuses", "management/tenant-demo", ".clusters.json") {
            let hosts = try EnvoyHosts.decode(page).clusters.filter { $0.key.hasSuffix("-TCP") }
            #expect(hosts.count == 3)
            for hosts in hosts.values {
                #expect(hosts.filter(\.hasFailed).map(\.address) == ["10.77.1.12"])
                #expect(!hosts.contains { $0.isSilent })
            }
        }
        let silent = try Self.pages("d05-etp-local-one-endpoint", "management/tenant-demo", ".clusters.json")[0]
        #expect(try EnvoyHosts.decode(silent).clusters.values.joined().contains { $0.isSilent && $0.hasFailed })
    }

    @Test(arguments: ["", "{}", "[]", "{\"cluster_statuses\":", "{\"cluster_statuses\":7}", "<html>", "OK\n"])
    func refusesOtherHosts(text: String) {
        #expect(throws: MetricsError.self) { try EnvoyHosts.decode(Array(text.utf8)) }
    }

    @Test func healthyControllers() throws {
        let ccm = try CCMMetrics.decode(Self.pages("d01-healthy", "tenant/kubelb", ".prom")[0])
        #expect(ccm.hasConnected == true)
        // Looking for a LoadBalancer that is not there yet counts as an error.
        #expect(ccm.operations["get"]?.errors == 1)
        #expect(ccm.operations["create"]?.successes == 1)
        let manager = try ManagerMetrics.decode(Self.pages("d01-healthy", "management/kubelb", ".prom")[0])
        #expect(manager.listeners == ["tenant-demo": 4])
        #expect(manager.configurations.successes == 5 && manager.configurations.errors == 0)
        #expect(manager.loadBalancers["tenant-demo"]?.successes == 5)
        #expect(manager.tenants.successes == 1)
        #expect(manager.isLeading == true)
    }

    /// A page of somebody else: a metrics page, but not the one that was asked for.
    @Test func refusesOtherPages() throws {
        let manager = try Self.pages("d01-healthy", "management/kubelb", ".prom")[0]
        #expect(throws: MetricsError.self) { try EnvoyStatistics.decode(manager) }
        #expect(throws: MetricsError.self) { try CCMMetrics.decode(Array("up 1\n".utf8)) }
        #expect(throws: MetricsError.self) { try ManagerMetrics.decode(Array(manager.prefix(manager.count / 2))) }
    }
}
