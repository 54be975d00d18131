import Documents

/// The metrics of one Envoy on `:19001/stats/prometheus` (names of Envoy 1.36).
///
/// Each pod has its own view: gauges are compared from pod to pod, counters are added up.
package struct EnvoyStatistics: Sendable, Hashable {
    /// Upstream clusters by their names, Envoy's own (`xds_cluster`, `admin_cluster`) among them.
    package private(set) var clusters: [String: Cluster] = [:]
    /// Whether the streams to the manager stand; nil where the page does not say.
    package let isClusterStreamConnected: Bool?
    package let isListenerStreamConnected: Bool?
    /// 0 before the first configuration was taken over. A hash: too long for a double, but the same on all pods.
    package let clusterVersion: Double
    package let listenerVersion: Double
    package let acceptedClusterUpdates: Int
    package let acceptedListenerUpdates: Int
    package let rejectedClusterUpdates: Int
    package let rejectedListenerUpdates: Int
    package let failedListeners: Int
    /// Three of Envoy's own, and one for each port that it serves.
    package let activeListeners: Int
    package let uptimeSeconds: Int
    /// Connections of clients that were closed because of the limit for the whole Envoy, since it started.
    package let turnedAway: Int
    /// Connections of clients that are open.
    package let clientConnections: Int?
    /// The ports at which it listens; nil where the page does not name them.
    package let listening: Set<Int>?

    /// The ports of its own listeners, which are no port of a Service: statistics, readiness, health.
    package static let ownPorts: Set<Int> = [19_001, 19_003, 19_004]

    /// What an Envoy knows of one upstream cluster.
    package struct Cluster: Sendable, Hashable {
        /// Levels. UDP has no health check, so that there all count as healthy.
        package var total = 0
        package var healthy = 0
        /// Counters since the Envoy started.
        package var sentDatagrams = 0
        package var receivedDatagrams = 0
        /// Answers that say that nobody listens (port unreachable).
        package var receiveErrors = 0
        /// Whether as many connections are open as the circuit breaker allows: 1 if so.
        package var full = 0
        /// Connections that are open.
        package var activeConnections = 0
        /// Connections that were closed because of the circuit breaker, since the Envoy started.
        package var overflows = 0
        /// Resolutions of its host names that succeeded and failed, since the Envoy started.
        package var updates = 0
        package var failedUpdates = 0
        /// Health checks, and those of them that failed, since the Envoy started.
        package var checks = 0
        package var failedChecks = 0
        /// Requests that no node answered in time.
        package var timeouts = 0
        /// Of its listener, which has the same name: WebSocket upgrades that it refused, and requests answered with 5xx, since the
        /// Envoy started.
        package var refusedUpgrades = 0
        package var serverErrors = 0

        package init() {}

        package mutating func add(_ other: Cluster) {
            total = total.saturatingSum(other.total)
            healthy = healthy.saturatingSum(other.healthy)
            sentDatagrams = sentDatagrams.saturatingSum(other.sentDatagrams)
            receivedDatagrams = receivedDatagrams.saturatingSum(other.receivedDatagrams)
            receiveErrors = receiveErrors.saturatingSum(other.receiveErrors)
            full = max(full, other.full)
            activeConnections = activeConnections.saturatingSum(other.activeConnections)
            overflows = overflows.saturatingSum(other.overflows)
            updates = updates.saturatingSum(other.updates)
            failedUpdates = failedUpdates.saturatingSum(other.failedUpdates)
            checks = checks.saturatingSum(other.checks)
            failedChecks = failedChecks.saturatingSum(other.failedChecks)
            timeouts = timeouts.saturatingSum(other.timeouts)
            refusedUpgrades = refusedUpgrades.saturatingSum(other.refusedUpgrades)
            serverErrors = serverErrors.saturatingSum(other.serverErrors)
        }
    }

    /// Whether it has ever received a configuration from the manager.
    package var isConfigured: Bool {
        listenerVersion != 0 || clusterVersion != 0 || acceptedListenerUpdates > 0 || acceptedClusterUpdates > 0
    }

    /// Whether one of the streams to the manager is down.
    package var isDisconnected: Bool { isClusterStreamConnected == false || isListenerStreamConnected == false }

    /// Whether it has ever rejected an update or failed to create a listener.
    package var hasRejections: Bool { rejectedListenerUpdates > 0 || rejectedClusterUpdates > 0 || failedListeners > 0 }

    /// Of all its upstream clusters together.
    package var checks: Int { clusters.values.reduce(0) { $0.saturatingSum($1.checks) } }
    package var failedChecks: Int { clusters.values.reduce(0) { $0.saturatingSum($1.failedChecks) } }

    /// From 0 to 1.
    package var shareOfFailedChecks: Double { checks > 0 ? Double(failedChecks) / Double(checks) : 0 }

    /// Whether more health checks failed since its start than those of the first seconds, in which ports are starting.
    package var failsChecks: Bool { checks >= 50 && shareOfFailedChecks >= 0.02 }

    package static func decode(_ bytes: [UInt8]) throws(MetricsError) -> EnvoyStatistics {
        try EnvoyStatistics(MetricsParser.parse(bytes, keeping: Name.all))
    }

    package init(_ page: MetricsPage) throws(MetricsError) {
        // Gauges are sorted by name: one that comes late proves that none before it was cut off.
        guard let listeners = page.count(of: Name.activeListeners), let uptime = page.count(of: Name.uptime),
            !page.samples(of: Name.total).isEmpty
        else { throw MetricsError("not the metrics of an Envoy, or incomplete") }
        activeListeners = listeners
        uptimeSeconds = uptime
        turnedAway = page.sum(of: Name.turnedAway)
        clientConnections = page.count(of: Name.clientConnections)
        isClusterStreamConnected = page.value(of: Name.clusterStream).map { $0 != 0 }
        isListenerStreamConnected = page.value(of: Name.listenerStream).map { $0 != 0 }
        clusterVersion = page.value(of: Name.clusterVersion) ?? 0
        listenerVersion = page.value(of: Name.listenerVersion) ?? 0
        acceptedClusterUpdates = page.sum(of: Name.acceptedClusters)
        acceptedListenerUpdates = page.sum(of: Name.acceptedListeners)
        rejectedClusterUpdates = page.sum(of: Name.rejectedClusters)
        rejectedListenerUpdates = page.sum(of: Name.rejectedListeners)
        failedListeners = page.sum(of: Name.failedListeners)
        var ports = Self.ports(of: page.samples(of: Name.listeners))
        // Counters outlive a listener that was taken away, so they count only if the gauges name too few.
        if !ports.isEmpty, ports.count < listeners { ports.formUnion(Self.ports(of: page.samples(of: Name.accepted))) }
        listening = ports.isEmpty ? nil : ports
        read(Name.total, \.total, page)
        read(Name.healthy, \.healthy, page)
        read(Name.sent, \.sentDatagrams, page)
        read(Name.received, \.receivedDatagrams, page)
        read(Name.receiveErrors, \.receiveErrors, page)
        read(Name.full, \.full, page)
        read(Name.active, \.activeConnections, page)
        read(Name.overflows, \.overflows, page)
        read(Name.updates, \.updates, page)
        read(Name.failedUpdates, \.failedUpdates, page)
        read(Name.checks, \.checks, page)
        read(Name.failedChecks, \.failedChecks, page)
        read(Name.timeouts, \.timeouts, page)
        for sample in page.samples(of: Name.refusedUpgrades) { add(sample, to: \.refusedUpgrades) }
        for sample in page.samples(of: Name.responses) where sample.labels["envoy_response_code_class"] == "5" {
            add(sample, to: \.serverErrors)
        }
    }

    private static func ports(of samples: [MetricsPage.Sample]) -> Set<Int> {
        Set(samples.compactMap { port(ofListener: $0.labels["envoy_listener_address"]) })
    }

    /// Of `0.0.0.0_10000` or `[__]_10000`.
    private static func port(ofListener address: String?) -> Int? {
        guard let address, let separator = address.lastIndex(of: "_") else { return nil }
        return Int(address[separator...].dropFirst())
    }

    private mutating func read(_ family: String, _ field: WritableKeyPath<Cluster, Int>, _ page: MetricsPage) {
        for sample in page.samples(of: family) {
            guard let name = sample.labels["envoy_cluster_name"], let count = MetricsPage.whole(sample.value) else {
                continue
            }
            // Only the level of its members makes a cluster: counters outlive one that was taken away.
            if family == Name.total {
                clusters[name, default: Cluster()][keyPath: field] = count
            } else {
                clusters[name]?[keyPath: field] = count
            }
        }
    }

    /// A counter of a listener: that of a listener that was taken away stays on the page.
    private mutating func add(_ sample: MetricsPage.Sample, to field: WritableKeyPath<Cluster, Int>) {
        guard let name = sample.labels["envoy_http_conn_manager_prefix"], let count = MetricsPage.whole(sample.value)
        else { return }
        clusters[name]?[keyPath: field] = count
    }

    private enum Name {
        static let total = "envoy_cluster_membership_total"
        static let healthy = "envoy_cluster_membership_healthy"
        static let sent = "envoy_cluster_udp_sess_tx_datagrams"
        static let received = "envoy_cluster_udp_sess_rx_datagrams"
        static let receiveErrors = "envoy_cluster_udp_sess_rx_errors"
        static let full = "envoy_cluster_circuit_breakers_default_cx_open"
        static let active = "envoy_cluster_upstream_cx_active"
        static let overflows = "envoy_cluster_upstream_cx_overflow"
        static let updates = "envoy_cluster_update_success"
        static let failedUpdates = "envoy_cluster_update_failure"
        static let checks = "envoy_cluster_health_check_attempt"
        static let failedChecks = "envoy_cluster_health_check_failure"
        static let timeouts = "envoy_cluster_upstream_rq_timeout"
        static let refusedUpgrades = "envoy_http_downstream_rq_ws_on_non_ws_route"
        static let responses = "envoy_http_downstream_rq_xx"
        static let listeners = "envoy_listener_downstream_cx_active"
        static let accepted = "envoy_listener_downstream_cx_total"
        static let clusterStream = "envoy_cluster_manager_cds_control_plane_connected_state"
        static let listenerStream = "envoy_listener_manager_lds_control_plane_connected_state"
        static let clusterVersion = "envoy_cluster_manager_cds_version"
        static let listenerVersion = "envoy_listener_manager_lds_version"
        static let acceptedClusters = "envoy_cluster_manager_cds_update_success"
        static let acceptedListeners = "envoy_listener_manager_lds_update_success"
        static let rejectedClusters = "envoy_cluster_manager_cds_update_rejected"
        static let rejectedListeners = "envoy_listener_manager_lds_update_rejected"
        static let failedListeners = "envoy_listener_manager_listener_create_failure"
        static let activeListeners = "envoy_listener_manager_total_listeners_active"
        static let uptime = "envoy_server_uptime"
        static let turnedAway = "envoy_listener_downstream_global_cx_overflow"
        static let clientConnections = "envoy_server_total_connections"

        static let all: Set<String> = [
            total, healthy, sent, received, receiveErrors, full, active, overflows, clusterStream, listenerStream,
            clusterVersion,
            listenerVersion, acceptedClusters, acceptedListeners, rejectedClusters, rejectedListeners, failedListeners,
            activeListeners, uptime, updates, failedUpdates, listeners, checks, failedChecks, timeouts, refusedUpgrades,
            responses, turnedAway, clientConnections, accepted,
        ]
    }
}
