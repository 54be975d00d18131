#if Sandbox
    extension LayerFourProxy {
        /// The statistics as Envoy 1.36 writes them at `/stats/prometheus`: those of its names that a Layer-4 proxy of this
        /// size has a value for, without HELP lines, and with `{}` where there are no labels.
        package var statistics: String {
            let snapshot = snapshot
            var text = StatisticsText()
            text.add(.counter, ClusterSeries.counters, of: snapshot.sortedClusters, label: "envoy_cluster_name", \.name)
            Self.addManagerCounters(snapshot, to: &text)
            let listeners = snapshot.listeners.sorted { $0.port < $1.port }
            text.add(.counter, ListenerSeries.counters, of: listeners, label: "envoy_listener_address", \.address)
            let own = listeners.filter { !$0.isStatic }
            text.add(.counter, ListenerSeries.streams, of: own.filter { !$0.isUDP }, label: "envoy_tcp_prefix", \.name)
            text.add(.counter, ListenerSeries.sessions, of: own.filter(\.isUDP), label: "envoy_udp_prefix", \.name)
            text.add(.gauge, ClusterSeries.gauges, of: snapshot.sortedClusters, label: "envoy_cluster_name", \.name)
            Self.addManagerGauges(snapshot, to: &text)
            text.add(.gauge, ListenerSeries.gauges, of: listeners, label: "envoy_listener_address", \.address)
            text.add(.gauge, ListenerSeries.sessionGauges, of: own.filter(\.isUDP), label: "envoy_udp_prefix", \.name)
            return text.text
        }

        private static func addManagerCounters(_ snapshot: ProxySnapshot, to text: inout StatisticsText) {
            let counts = snapshot.counts
            let updates = [
                ("cluster_manager_cds", counts.clusterUpdates), ("listener_manager_lds", counts.listenerUpdates),
            ]
            for (name, successes) in updates {
                text.add(.counter, "envoy_\(name)_init_fetch_timeout", 0)
                // One more than have ended is always under way.
                text.add(.counter, "envoy_\(name)_update_attempt", successes + counts.failures + 1)
                text.add(.counter, "envoy_\(name)_update_failure", counts.failures)
                text.add(.counter, "envoy_\(name)_update_rejected", 0)
                text.add(.counter, "envoy_\(name)_update_success", successes)
            }
            text.add(.counter, "envoy_cluster_manager_cluster_added", counts.clustersAdded + 2)
            text.add(.counter, "envoy_cluster_manager_cluster_modified", counts.clustersModified)
            text.add(.counter, "envoy_cluster_manager_cluster_removed", counts.clustersRemoved)
            text.add(.counter, "envoy_listener_manager_listener_added", counts.listenersAdded + 3)
            text.add(.counter, "envoy_listener_manager_listener_create_failure", 0)
            text.add(.counter, "envoy_listener_manager_listener_create_success", counts.listenersAdded + 3)
            text.add(.counter, "envoy_listener_manager_listener_modified", counts.listenersModified)
            text.add(.counter, "envoy_listener_manager_listener_removed", counts.listenersRemoved)
        }

        private static func addManagerGauges(_ snapshot: ProxySnapshot, to text: inout StatisticsText) {
            let isConnected = snapshot.isConnected ? 1 : 0
            text.add(.gauge, "envoy_cluster_manager_active_clusters", snapshot.clusters.count)
            for name in ["cluster_manager_cds", "listener_manager_lds"] {
                text.add(.gauge, "envoy_\(name)_control_plane_connected_state", isConnected)
                text.add(.gauge, "envoy_\(name)_control_plane_pending_requests", 0)
                text.add(.gauge, "envoy_\(name)_update_time", snapshot.counts.updateTime)
                text.add(.gauge, "envoy_\(name)_version", snapshot.version)
            }
            text.add(.gauge, "envoy_cluster_manager_warming_clusters", 0)
            text.add(.gauge, "envoy_listener_manager_total_listeners_active", snapshot.listeners.count)
            text.add(.gauge, "envoy_listener_manager_total_listeners_draining", 0)
            text.add(.gauge, "envoy_listener_manager_total_listeners_warming", 0)
            text.add(.gauge, "envoy_listener_manager_workers_started", 1)
            text.add(.gauge, "envoy_server_live", 1)
            text.add(.gauge, "envoy_server_state", 0)
            text.add(.gauge, "envoy_server_uptime", snapshot.uptime)
        }
    }

    extension ProxySnapshot.Listener {
        fileprivate var address: String { "0.0.0.0_\(port)" }
    }

    /// One name of the statistics and its value; nil where a thing of that kind has none.
    private typealias Series<Item> = (name: String, value: (Item) -> Int?)

    private enum ClusterSeries {
        static var counters: [Series<ProxySnapshot.Cluster>] {
            [
                ("bind_errors", { _ in 0 }),
                ("health_check_attempt", { $0.checked(\.checks) }),
                ("health_check_failure", { $0.checked(\.checkFailures) }),
                ("health_check_network_failure", { $0.checked(\.checkFailures) }),
                ("health_check_passive_failure", { $0.checked { _ in 0 } }),
                ("health_check_success", { $0.checked { $0.checks - $0.checkFailures } }),
                ("lb_healthy_panic", { _ in 0 }),
                ("membership_change", { $0.isStatic ? 1 : $0.counts.membershipChanges }),
                ("udp_sess_rx_datagrams", { $0.sessions(\.receivedDatagrams) }),
                ("udp_sess_rx_datagrams_dropped", { $0.sessions { _ in 0 } }),
                ("udp_sess_rx_errors", { $0.sessions(\.refusedDatagrams) }),
                ("udp_sess_tx_datagrams", { $0.sessions(\.sentDatagrams) }),
                ("udp_sess_tx_errors", { $0.sessions { _ in 0 } }),
                ("update_attempt", { $0.isStatic ? 0 : $0.counts.updates + 1 }),
                ("update_empty", { _ in 0 }),
                ("update_failure", { _ in 0 }),
                ("update_rejected", { $0.isStatic ? nil : 0 }),
                ("update_success", { $0.isStatic ? 0 : $0.counts.updates }),
                ("upstream_cx_connect_fail", { $0.counts.connectFailures }),
                ("upstream_cx_connect_timeout", { $0.counts.connectTimeouts }),
                ("upstream_cx_destroy", { $0.counts.destroyed }),
                ("upstream_cx_destroy_local", { $0.counts.destroyed - $0.counts.destroyedByEndpoint }),
                ("upstream_cx_destroy_remote", { $0.counts.destroyedByEndpoint }),
                ("upstream_cx_idle_timeout", { $0.counts.idleTimeouts }),
                ("upstream_cx_none_healthy", { $0.counts.noneHealthy }),
                ("upstream_cx_overflow", { _ in 0 }),
                ("upstream_cx_rx_bytes_total", { $0.counts.receivedBytes }),
                ("upstream_cx_total", { $0.counts.connections }),
                ("upstream_cx_tx_bytes_total", { $0.counts.sentBytes }),
                ("upstream_rq_pending_failure_eject", { $0.counts.connectFailures }),
                ("upstream_rq_pending_total", { $0.counts.pendingRequests }),
                ("upstream_rq_total", { $0.counts.requests }),
            ].map { ("envoy_cluster_\($0.0)", $0.1) }
        }

        static var gauges: [Series<ProxySnapshot.Cluster>] {
            [
                ("health_check_degraded", { $0.checked { _ in 0 } }),
                ("health_check_healthy", { cluster in cluster.checked { _ in cluster.healthy } }),
                ("membership_degraded", { _ in 0 }),
                ("membership_excluded", { _ in 0 }),
                ("membership_healthy", { $0.healthy }),
                ("membership_total", { $0.total }),
                ("upstream_cx_active", { $0.counts.active }),
                ("upstream_rq_active", { _ in 0 }),
                ("upstream_rq_pending_active", { _ in 0 }),
                ("warming_state", { _ in 0 }),
            ].map { ("envoy_cluster_\($0.0)", $0.1) }
        }
    }

    private enum ListenerSeries {
        static var counters: [Series<ProxySnapshot.Listener>] {
            [
                // Sessions of UDP are counted with the filter, not here.
                ("envoy_listener_downstream_cx_destroy", { $0.isUDP ? 0 : $0.counts.destroyed }),
                ("envoy_listener_downstream_cx_overflow", { _ in 0 }),
                ("envoy_listener_downstream_cx_total", { $0.isUDP ? 0 : $0.counts.connections }),
                ("envoy_listener_no_filter_chain_match", { _ in 0 }),
            ]
        }

        static var gauges: [Series<ProxySnapshot.Listener>] {
            [("envoy_listener_downstream_cx_active", { $0.isUDP ? 0 : $0.counts.active })]
        }

        static var streams: [Series<ProxySnapshot.Listener>] {
            [
                ("downstream_cx_no_route", { _ in 0 }),
                ("downstream_cx_rx_bytes_total", { $0.counts.receivedBytes }),
                ("downstream_cx_total", { $0.counts.connections }),
                ("downstream_cx_tx_bytes_total", { $0.counts.sentBytes }),
                ("idle_timeout", { $0.counts.idleTimeouts }),
            ].map { ("envoy_tcp_\($0.0)", $0.1) }
        }

        static var sessions: [Series<ProxySnapshot.Listener>] {
            [
                ("downstream_sess_no_route", { _ in 0 }),
                ("downstream_sess_rx_bytes", { $0.counts.receivedBytes }),
                ("downstream_sess_rx_datagrams", { $0.counts.receivedDatagrams }),
                ("downstream_sess_rx_errors", { _ in 0 }),
                ("downstream_sess_total", { $0.counts.connections }),
                ("downstream_sess_tx_bytes", { $0.counts.sentBytes }),
                ("downstream_sess_tx_datagrams", { $0.counts.sentDatagrams }),
                ("downstream_sess_tx_errors", { _ in 0 }),
                ("idle_timeout", { $0.counts.idleTimeouts }),
            ].map { ("envoy_udp_\($0.0)", $0.1) }
        }

        static var sessionGauges: [Series<ProxySnapshot.Listener>] {
            [("envoy_udp_downstream_sess_active", { $0.counts.active })]
        }
    }

    extension ProxySnapshot.Cluster {
        fileprivate func checked(_ value: (ProxyCluster.Counts) -> Int) -> Int? {
            isStatic || isUDP ? nil : value(counts)
        }

        fileprivate func sessions(_ value: (ProxyCluster.Counts) -> Int) -> Int? { isUDP ? value(counts) : nil }
    }

    /// Prometheus' text format, as Envoy writes it.
    private struct StatisticsText {
        enum Kind: String {
            case counter
            case gauge
        }

        private(set) var text = ""

        mutating func add(_ kind: Kind, _ name: String, _ value: some BinaryInteger) {
            text += "# TYPE \(name) \(kind.rawValue)\n\(name){} \(value)\n"
        }

        mutating func add<Item>(
            _ kind: Kind, _ series: [Series<Item>], of items: [Item], label: String, _ labelValue: (Item) -> String
        ) {
            for (name, value) in series {
                var hasType = false
                for item in items {
                    guard let number = value(item) else { continue }
                    if !hasType { text += "# TYPE \(name) \(kind.rawValue)\n" }
                    hasType = true
                    text += "\(name){\(label)=\"\(labelValue(item))\"} \(number)\n"
                }
            }
        }
    }
#endif
