import KubeLB
import Testing

/// Counters that add up past what an Int holds.
@Suite struct ExtremeSamplesTests {
    /// The largest sample that counts, so often that the sum passes the limit.
    private static func family(_ name: String, _ labels: String = "") -> String {
        String(repeating: "\(name){\(labels)} 999999999999999\n", count: 10_000)
    }

    @Test func sumsOfAnEnvoyStopAtTheLimit() throws {
        let page =
            Self.family("envoy_cluster_manager_cds_update_rejected")
            + "envoy_cluster_membership_total{envoy_cluster_name=\"c\"} 3\n"
            + "envoy_listener_manager_total_listeners_active{} 3\nenvoy_server_uptime{} 1e18\nenvoy_server_uptime{} 5\n"
        let decoded = try? EnvoyStatistics.decode(Array(page.utf8))
        // An uptime beyond 10^15 s is none.
        #expect(decoded == nil)
        let statistics = try EnvoyStatistics.decode(Array(page.replacing("1e18", with: "5").utf8))
        #expect(statistics.rejectedClusterUpdates == .max)
    }

    @Test func clustersAddUpToTheLimit() {
        var cluster = EnvoyStatistics.Cluster()
        (cluster.total, cluster.healthy, cluster.sentDatagrams) = (.max, .min, .max)
        cluster.add(cluster)
        #expect(cluster.total == .max)
        #expect(cluster.healthy == .min)
        #expect(cluster.sentDatagrams == .max)
    }

    @Test func outcomesOfAControllerStopAtTheLimit() throws {
        let page =
            Self.family("kubelb_ccm_kubelb_cluster_operations_total", "operation=\"get\",result=\"error\"")
            + "process_start_time_seconds 1\n"
        #expect(try CCMMetrics.decode(Array(page.utf8)).operations["get"]?.errors == .max)
    }
}
