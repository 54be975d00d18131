/// Pages of the pods of the healthy example pair, and of pods that are not well: what examples bring along.
package enum MetricsExamples {
    /// A port as the page of an Envoy of the example pair has it.
    struct Port {
        var name = MetricsExamples.port("TCP", 31080)
        var total = 2
        var healthy = 2
        var sent = 0
        var received = 0
        var errors = 0
        /// Connections, and whether they are as many as may be.
        var active = 0
        var isFull = false
        var overflows = 0
        /// Failed resolutions of host names.
        var failedUpdates = 0
        /// Health checks.
        var checks = 0
        var failedChecks = 0
    }

    /// What Envoy calls a port of `shop/web`.
    static func port(_ protocol: String, _ nodePort: Int) -> String {
        "tenant-acme-00000000-0000-4000-8000-000000000001-ep-0-port-\(nodePort)-\(`protocol`)"
    }

    /// The page of an Envoy that has been up for an hour and serves these ports.
    static func envoy(
        _ ports: [Port] = [Port()], isConnected: Bool = true, version: Int = 7, rejected: Int = 0,
        listeners: Int? = nil,
        uptime: Int = 3600, listening: [Int]? = nil, turnedAway: Int = 0, clientConnections: Int = 0
    ) -> String {
        var lines = ["# TYPE envoy_cluster_membership_total gauge"]
        for port in [Port(name: "xds_cluster", total: 1, healthy: 1)] + ports {
            let label = "{envoy_cluster_name=\"\(port.name)\"}"
            lines += [
                "envoy_cluster_membership_total\(label) \(port.total)",
                "envoy_cluster_membership_healthy\(label) \(port.healthy)",
            ]
            if port.active > 0 {
                lines += [
                    "envoy_cluster_upstream_cx_active\(label) \(port.active)",
                    "envoy_cluster_upstream_cx_overflow\(label) \(port.overflows)",
                    "envoy_cluster_circuit_breakers_default_cx_open\(label) \(port.isFull ? 1 : 0)",
                ]
            }
            if port.failedUpdates > 0 { lines.append("envoy_cluster_update_failure\(label) \(port.failedUpdates)") }
            if port.checks > 0 {
                lines += [
                    "envoy_cluster_health_check_attempt\(label) \(port.checks)",
                    "envoy_cluster_health_check_failure\(label) \(port.failedChecks)",
                ]
            }
            guard port.name.hasSuffix("-UDP") else { continue }
            lines += [
                "envoy_cluster_udp_sess_tx_datagrams\(label) \(port.sent)",
                "envoy_cluster_udp_sess_rx_datagrams\(label) \(port.received)",
                "envoy_cluster_udp_sess_rx_errors\(label) \(port.errors)",
            ]
        }
        lines += (listening.map { $0 + [19_001, 19_003, 19_004] } ?? []).map {
            "envoy_listener_downstream_cx_active{envoy_listener_address=\"0.0.0.0_\($0)\"} 0"
        }
        let accepted = version == 0 ? 0 : 1
        for (manager, stream) in [("cluster", "cds"), ("listener", "lds")] {
            let prefix = "envoy_\(manager)_manager_\(stream)"
            lines += [
                "\(prefix)_control_plane_connected_state{} \(isConnected ? 1 : 0)", "\(prefix)_version{} \(version)",
                "\(prefix)_update_success{} \(accepted)",
                "\(prefix)_update_rejected{} \(stream == "lds" ? rejected : 0)",
            ]
        }
        lines += [
            "envoy_listener_manager_total_listeners_active{} \(listeners ?? 3 + ports.count)",
            "envoy_server_uptime{} \(uptime)",
        ]
        if turnedAway > 0 {
            lines += [
                "envoy_server_total_connections{} \(clientConnections)",
                "envoy_listener_downstream_global_cx_overflow{envoy_listener_address=\"0.0.0.0_10000\"} \(turnedAway)",
            ]
        }
        lines.append("")
        return lines.joined(separator: "\n")
    }

    /// An Envoy that nobody has ever told anything.
    static let blank = envoy([], isConnected: false, version: 0)

    /// The pages of both Envoys; the same twice where one is given.
    static func envoys(_ first: String, _ second: String? = nil) -> [String: String] {
        [path("envoy-tenant-acme-1"): first, path("envoy-tenant-acme-2"): second ?? first]
    }

    /// The hosts that both Envoys see at the port of `shop/web`, by their addresses; the failing ones with what they do.
    static func hosts(
        _ addresses: [String] = ["203.0.113.11", "203.0.113.12"], failing: [String: Failure], nodePort: Int = 31080
    ) -> [String: String] {
        hosts(addresses, failingByPort: [nodePort: failing])
    }

    /// The same at several node ports.
    static func hosts(
        _ addresses: [String] = ["203.0.113.11", "203.0.113.12"], failingByPort: [Int: [String: Failure]]
    ) -> [String: String] {
        let clusters = failingByPort.sorted { $0.key < $1.key }.map { nodePort, failing in
            let hosts = addresses.map { address in
                let failed = failing[address].map { _ in "\"failed_active_health_check\":true," } ?? ""
                let silent = failing[address] == .silent ? "\"active_hc_timeout\":true," : ""
                return "{\"address\":{\"socket_address\":{\"address\":\"\(address)\",\"port_value\":\(nodePort)}},"
                    + "\"health_status\":{\(failed)\(silent)\"eds_health_status\":\"HEALTHY\"}}"
            }
            return "{\"name\":\"\(port("TCP", nodePort))\",\"host_statuses\":[\(hosts.joined(separator: ","))]}"
        }
        let page = "{\"cluster_statuses\":[\(clusters.joined(separator: ","))]}"
        return [
            path("envoy-tenant-acme-1", ".clusters.json"): page, path("envoy-tenant-acme-2", ".clusters.json"): page,
        ]
    }

    enum Failure {
        case refused
        case silent
    }

    /// The page of the CCM.
    static func ccm(connected: Int = 1, _ operations: [(verb: String, result: String, count: Int)] = []) -> [String:
        String]
    {
        var lines = ["kubelb_ccm_kubelb_cluster_connected \(connected)"]
        lines += operations.map { verb, result, count in
            "kubelb_ccm_kubelb_cluster_operations_total{operation=\"\(verb)\",result=\"\(result)\"} \(count)"
        }
        lines += [end, ""]
        return ["metrics/tenant/kubelb/kubelb-ccm-1.prom": lines.joined(separator: "\n")]
    }

    /// The page of the manager; without listeners as after a restart.
    static func manager(
        listeners: Int? = 1, errors: Int = 0, successes: Int = 5, loadBalancerErrors: Int = 0,
        loadBalancerSuccesses: Int = 5, tenantErrors: Int = 0
    ) -> [String: String] {
        let namespace = "namespace=\"tenant-acme\","
        var lines = listeners.map { ["kubelb_manager_envoycp_listeners{snapshot_name=\"tenant-acme\"} \($0)"] } ?? []
        lines += [
            "kubelb_manager_envoycp_reconcile_total{result=\"error\"} \(errors)",
            "kubelb_manager_envoycp_reconcile_total{result=\"success\"} \(successes)",
            "kubelb_manager_loadbalancer_reconcile_total{\(namespace)result=\"error\"} \(loadBalancerErrors)",
            "kubelb_manager_loadbalancer_reconcile_total{\(namespace)result=\"success\"} \(loadBalancerSuccesses)",
            "kubelb_manager_tenant_reconcile_total{result=\"error\"} \(tenantErrors)",
            "leader_election_master_status{name=\"19f32e7b.kubelb.k8c.io\"} 1", end, "",
        ]
        return ["metrics/management/kubelb/kubelb-manager-1.prom": lines.joined(separator: "\n")]
    }

    /// Everything that the pods of the healthy example pair would say.
    package static var healthy: [String: String] {
        [
            envoys(envoy()), hosts(failing: [:]),
            ccm([("get", "error", 1), ("create", "success", 1)].map { ($0, $1, $2) }), manager(),
        ]
        .reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }

    private static let end = "process_start_time_seconds 1.79e+09"

    private static func path(_ pod: String, _ suffix: String = ".prom") -> String {
        "metrics/management/tenant-acme/\(pod)\(suffix)"
    }
}
