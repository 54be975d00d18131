#if Sandbox
    import Testing

    @testable import DataPlane

    extension SocketTests {
        struct ProxyStatisticsTests {
            @Test func `a proxy without a configuration has its fixed parts alone`() async throws {
                try await ProxyBed.with(nodes: 0) { bed in
                    #expect(bed.value("envoy_listener_manager_total_listeners_active") == 3)
                    #expect(bed.value("envoy_listener_manager_lds_version") == 0)
                    #expect(bed.value("envoy_cluster_manager_cds_update_success") == 0)
                    #expect(bed.value("envoy_cluster_manager_cds_control_plane_connected_state") == 0)
                    #expect(bed.value("envoy_cluster_membership_total", "xds_cluster") == 1)
                    #expect(bed.value("envoy_listener_downstream_cx_total", "0.0.0.0_19001") == 0)
                    bed.proxy.setConnected(true)
                    #expect(bed.value("envoy_cluster_manager_cds_control_plane_connected_state") == 1)
                    #expect(bed.value("envoy_listener_manager_lds_control_plane_connected_state") == 1)
                    #expect(bed.value("envoy_listener_manager_lds_update_failure") == 0)
                    bed.proxy.setConnected(false)
                    #expect(bed.value("envoy_listener_manager_lds_update_failure") == 1)
                }
            }

            @Test func `an update counts once, and the version is the same for the same text`() async throws {
                try await ProxyBed.with { bed in
                    try await bed.begin([.tcp, .udp])
                    await bed.proxy.apply(bed.configuration("1", [.tcp, .udp]))
                    #expect(bed.value("envoy_listener_manager_total_listeners_active") == 5)
                    #expect(bed.value("envoy_cluster_manager_active_clusters") == 4)
                    #expect(bed.value("envoy_cluster_manager_cds_update_success") == 1)
                    let version = StableHash.of("1")
                    #expect(bed.proxy.statistics.contains("envoy_listener_manager_lds_version{} \(version)\n"))
                    await bed.proxy.apply(bed.configuration("2", [.tcp, .udp]))
                    #expect(bed.value("envoy_listener_manager_lds_update_success") == 2)
                    #expect(!bed.proxy.statistics.contains("envoy_listener_manager_lds_version{} \(version)\n"))
                    // Health and counts stay.
                    #expect(bed.value("envoy_cluster_membership_healthy", ProxyBed.name(.tcp)) == 2)
                }
            }

            @Test func `a connection is counted at its cluster, listener and prefix, and logged`() async throws {
                try await ProxyBed.with(nodes: 1) { bed in
                    try await bed.begin([.tcp], bed.configuration(nodes: [0]))
                    let client = try await bed.connect()
                    try await client.send("hello\n")
                    let answer = try await client.line() + "\n" + client.line() + "\n"
                    let port = client.port
                    #expect(bed.value("envoy_cluster_upstream_cx_active", ProxyBed.name(.tcp)) == 1)
                    #expect(bed.value("envoy_listener_downstream_cx_active", "0.0.0.0_10001") == 1)
                    await client.close()
                    try await eventually("a line in the log") { bed.log.lines.count == 1 }
                    let name = ProxyBed.name(.tcp)
                    for (metric, label, value) in [
                        ("envoy_cluster_upstream_cx_total", name, 1), ("envoy_cluster_upstream_cx_active", name, 0),
                        ("envoy_cluster_upstream_cx_destroy", name, 1),
                        ("envoy_cluster_upstream_cx_none_healthy", name, 0),
                        ("envoy_cluster_upstream_cx_tx_bytes_total", name, 6),
                        ("envoy_cluster_upstream_cx_rx_bytes_total", name, answer.utf8.count),
                        ("envoy_tcp_downstream_cx_rx_bytes_total", name, 6), ("envoy_tcp_downstream_cx_total", name, 1),
                        ("envoy_listener_downstream_cx_total", "0.0.0.0_10001", 1),
                        ("envoy_listener_downstream_cx_active", "0.0.0.0_10001", 0),
                    ] {
                        #expect(bed.value(metric, label) == value, "\(metric)")
                    }
                    let line = bed.log.lines[0]
                    let end = "\"127.0.0.1:\(port)\" \"-\" \"-\" \"-\" \"\(bed.network.node(11)):30080\""
                    #expect(
                        line.contains("Z] \"- - -\" 0 - 6 \(answer.utf8.count) ") && line.hasSuffix(" - \(end)"),
                        "\(line)")
                }
            }

            @Test func `the text has a type before each name, and each series once`() async throws {
                try await ProxyBed.with { bed in
                    try await bed.begin([.tcp, .udp])
                    var type = ""
                    var series: Set<Substring> = []
                    for line in bed.proxy.statistics.split(separator: "\n") {
                        let words = line.split(separator: " ")
                        if words[0] == "#" {
                            type = String(words[2])
                            #expect(words[1] == "TYPE" && ["counter", "gauge"].contains(words[3]))
                        } else {
                            #expect(line.hasPrefix("\(type){") && UInt64(words[1]) != nil, "\(line)")
                            #expect(series.insert(words[0]).inserted, "\(line)")
                        }
                    }
                    #expect(series.count > 150)
                }
            }

            @Test func `the admin interface answers as Envoy's`() async throws {
                try await ProxyBed.with { bed in
                    try await bed.begin()
                    func answer(_ path: String) -> (Int, String, String) {
                        let answer = bed.proxy.adminAnswer(to: path)
                        return (answer.status, answer.contentType, String(decoding: answer.body, as: UTF8.self))
                    }
                    #expect(answer("/ready") == (200, "text/plain; charset=UTF-8", "LIVE\n"))
                    #expect(
                        answer("/reset_counters") == (
                            405, "text/plain; charset=UTF-8", "Method GET not allowed, POST required."
                        ))
                    #expect(answer("/nothing").0 == 404)
                    #expect(answer("/server_info").2.contains(#""state":"LIVE""#))
                    let name = ProxyBed.name(.tcp)
                    #expect(
                        answer("/listeners").2 == """
                            probe_listener::0.0.0.0:19003
                            health_check_listener::0.0.0.0:19004
                            stats_listener::0.0.0.0:19001
                            \(name)::0.0.0.0:10001

                            """)
                    #expect(
                        answer("/listeners?format=json").2.contains(
                            #"{"name":"\#(name)","local_address":{"socket_address":{"address":"0.0.0.0","port_value":10001}}}"#
                        ))
                    let clusters = answer("/clusters?format=json")
                    #expect(clusters.1 == "application/json")
                    #expect(clusters.2.hasPrefix(#"{"cluster_statuses":[{"name":"\#(name)","added_via_api":true,"#))
                    #expect(clusters.2.contains(#""health_status":{"eds_health_status":"HEALTHY"}"#))
                    #expect(
                        answer("/clusters").2.contains(
                            "\(name)::\(bed.network.node(11)):30080::health_flags::healthy\n"))
                }
            }
        }
    }

    struct AccessLogTests {
        @Test func `a line is as Envoy writes it`() {
            let entry = AccessLogEntry(
                start: 1_795_381_743_055, flags: "-", bytesReceived: 46, bytesSent: 185, milliseconds: 5,
                downstream: "10.77.21.1:59482", upstream: "10.77.1.12:31509")
            #expect(
                entry.text == """
                    [2026-11-22T21:09:03.055Z] "- - -" 0 - 46 185 5 - "10.77.21.1:59482" "-" "-" "-" "10.77.1.12:31509"
                    """)
        }
    }
#endif
