#if Sandbox
    /// What Envoy's admin interface answers.
    package struct AdminAnswer: Sendable {
        package var status: Int
        package var contentType: String
        package var body: [UInt8]

        static func text(_ text: String, status: Int = 200) -> AdminAnswer {
            AdminAnswer(status: status, contentType: "text/plain; charset=UTF-8", body: Array(text.utf8))
        }

        static func json(_ text: String) -> AdminAnswer {
            AdminAnswer(status: 200, contentType: "application/json", body: Array(text.utf8))
        }
    }

    extension LayerFourProxy {
        /// Answers a GET of the admin interface; the path may have a query.
        package func adminAnswer(to path: String) -> AdminAnswer {
            let parts = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            let isJSON = parts.count > 1 && parts[1].split(separator: "&").contains("format=json")
            switch parts.first ?? "" {
            case "/ready": return .text("LIVE\n")
            case "/server_info": return .json(serverInfo)
            case "/stats/prometheus": return .text(statistics)
            case "/clusters": return isJSON ? .json(clustersJSON) : .text(clustersText)
            case "/listeners": return isJSON ? .json(listenersJSON) : .text(listenersText)
            case "/reset_counters", "/quitquitquit", "/drain_listeners", "/healthcheck/fail", "/healthcheck/ok":
                return .text("Method GET not allowed, POST required.", status: 405)
            default:
                return .text(
                    "invalid path. admin commands are: /clusters /listeners /ready /server_info /stats/prometheus\n",
                    status: 404)
            }
        }

        private var serverInfo: String {
            """
            {"version":"kubelb-sandbox/1.36.4","state":"LIVE","hot_restart_version":"disabled",\
            "uptime_current_epoch":"\(snapshot.uptime)s","uptime_all_epochs":"\(snapshot.uptime)s"}
            """
        }

        // MARK: Clusters

        private var sortedClusters: [(name: String, cluster: ProxyCluster)] {
            state.withLock { $0.clusters }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }

        private var clustersJSON: String {
            let own = sortedClusters.map { name, cluster in
                let hosts = cluster.hosts.map { Self.json($0) }.joined(separator: ",")
                let name = Self.quoted(name)
                return """
                    {"name":\(name),"added_via_api":true,"host_statuses":[\(hosts)],"circuit_breakers":\(Self.breakers),\
                    "observability_name":\(name),"eds_service_name":\(name)}
                    """
            }
            let fixed = ["admin_cluster", "xds_cluster"].map { name in
                """
                {"name":"\(name)","circuit_breakers":\(Self.breakers),"observability_name":"\(name)"}
                """
            }
            return "{\"cluster_statuses\":[\((own + fixed).joined(separator: ","))]}\n"
        }

        private static func json(_ host: ProxyHost) -> String {
            let (health, counts) = (host.health, host.counts)
            // Envoy leaves out zeros and what is false.
            func stat(_ name: String, _ value: Int = 0, isGauge: Bool = false) -> String {
                let kind = isGauge ? "\"type\":\"GAUGE\"," : ""
                return "{\(kind)\(value == 0 ? "" : "\"value\":\"\(value)\",")\"name\":\"\(name)\"}"
            }
            let stats = [
                stat("cx_connect_fail", counts.connectFailures), stat("cx_total", counts.connections),
                stat("rq_error"), stat("rq_success"), stat("rq_timeout"),
                stat("rq_total", counts.connections - counts.connectFailures),
                stat("cx_active", counts.active, isGauge: true), stat("rq_active", isGauge: true),
            ].joined(separator: ",")
            let failed = health.isHealthy ? "" : "\"failed_active_health_check\":true,"
            let timedOut = health.hasTimedOut ? ",\"active_hc_timeout\":true" : ""
            return """
                {"address":{"socket_address":{"address":\(quoted(host.endpoint.address)),\
                "port_value":\(host.endpoint.port)}},"stats":[\(stats)],\
                "health_status":{\(failed)"eds_health_status":"HEALTHY"\(timedOut)},"weight":1,"locality":{}}
                """
        }

        private static var breakers: String {
            let limits = #""max_connections":1024,"max_pending_requests":1024,"max_requests":1024,"max_retries":3"#
            return "{\"thresholds\":[{\(limits)},{\"priority\":\"HIGH\",\(limits)}]}"
        }

        private var clustersText: String {
            sortedClusters.flatMap { name, cluster in
                cluster.hosts.flatMap { host in
                    let place = "\(name)::\(host.endpoint.address):\(host.endpoint.port)"
                    let flags = host.health.isHealthy ? "healthy" : "/failed_active_hc"
                    return [
                        "\(place)::cx_active::\(host.counts.active)",
                        "\(place)::cx_connect_fail::\(host.counts.connectFailures)",
                        "\(place)::cx_total::\(host.counts.connections)",
                        "\(place)::health_flags::\(flags)\(host.health.hasTimedOut ? "/active_hc_timeout" : "")",
                    ]
                }
            }.map { "\($0)\n" }.joined()
        }

        // MARK: Listeners

        private var listenersJSON: String {
            let listeners = snapshot.listeners.map { listener in
                let transport = listener.isUDP ? "\"protocol\":\"UDP\"," : ""
                return """
                    {"name":\(Self.quoted(listener.name)),"local_address":{"socket_address":{\(transport)\
                    "address":"0.0.0.0","port_value":\(listener.port)}}}
                    """
            }
            return "{\"listener_statuses\":[\(listeners.joined(separator: ","))]}\n"
        }

        private var listenersText: String {
            snapshot.listeners.map { "\($0.name)::0.0.0.0:\($0.port)\n" }.joined()
        }

        private static func quoted(_ text: String) -> String {
            let escaped = text.unicodeScalars.map { scalar in
                switch scalar {
                case "\"", "\\": "\\\(scalar)"
                case _ where scalar.value < 0x20:
                    "\\u" + String(repeating: "0", count: scalar.value < 0x10 ? 3 : 2)
                        + String(scalar.value, radix: 16)
                default: String(scalar)
                }
            }
            return "\"\(escaped.joined())\""
        }
    }
#endif
