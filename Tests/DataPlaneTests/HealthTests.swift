#if Sandbox
    import Testing

    @testable import DataPlane

    struct ProxyHostTests {
        private let thresholds = ProxyHost.Thresholds()

        private func host(_ checks: [ConnectFailure?], isChecked: Bool = true) -> ProxyHost {
            let host = ProxyHost(ProxyEndpoint(address: "127.0.0.1", port: 1), isChecked: isChecked)
            for check in checks { host.note(check, thresholds) }
            return host
        }

        @Test(
            arguments: [
                ([], false), ([nil], true), ([.refused], false), ([.refused, nil], false),
                ([.refused, nil, nil], true),
                ([.refused, nil, .refused, nil], false), ([nil, .refused, .refused], true),
                ([nil, .refused, .refused, .timedOut], false),
                ([nil, .refused, .refused, nil, .refused, .refused], true),
                ([nil, .refused, .refused, .refused, nil], false),
                ([nil, .refused, .refused, .refused, nil, nil], true),
            ] as [([ConnectFailure?], Bool)])
        func `checks decide as Envoy's do`(checks: [ConnectFailure?], isHealthy: Bool) {
            #expect(host(checks).health.isHealthy == isHealthy)
        }

        @Test func `silence is told from refusal, once it decided`() {
            #expect(host([nil, .timedOut, .timedOut]).health.hasTimedOut == false)
            #expect(host([nil, .timedOut, .timedOut, .timedOut]).health.hasTimedOut)
            #expect(host([.timedOut]).health.hasTimedOut)
            #expect(host([.timedOut, .refused]).health.hasTimedOut == false)
            #expect(host([.timedOut, nil, nil]).health.hasTimedOut == false)
        }

        @Test func `what is not checked is healthy`() {
            #expect(host([], isChecked: false).health.isHealthy)
        }
    }

    extension SocketTests {
        struct HealthTests {
            @Test func `a node that goes is left out, and taken again`() async throws {
                try await ProxyBed.with { bed in
                    try await bed.begin()
                    await bed.nodes[0].stop()
                    try await bed.healthy(1)
                    let names = try await bed.visit(4)
                    #expect(Set(names) == ["node-1"])
                    let name = ProxyBed.name(.tcp)
                    #expect((bed.value("envoy_cluster_health_check_failure", name) ?? 0) >= 3)
                    #expect(bed.value("envoy_cluster_health_check_healthy", name) == 1)
                    #expect(bed.value("envoy_cluster_membership_total", name) == 2)
                    let clusters = String(
                        decoding: bed.proxy.adminAnswer(to: "/clusters?format=json").body, as: UTF8.self)
                    #expect(clusters.contains(#""health_status":{"failed_active_health_check":true,"eds_health"#))
                    let again = ProxyBed.node(0, in: bed.network)
                    try await again.start()
                    try await bed.healthy(2)
                    await again.stop()
                }
            }

            @Test func `a connection to a node that has just gone fails, and counts`() async throws {
                var options = ProxyBed.quick
                options.healthCheckInterval = .seconds(3600)
                try await ProxyBed.with(nodes: 1, options: options) { bed in
                    try await bed.begin([.tcp], bed.configuration(nodes: [0]))
                    await bed.nodes[0].stop()
                    let client = try await bed.connect()
                    let rest = try await client.rest()
                    #expect(rest == "")
                    #expect(bed.value("envoy_cluster_upstream_cx_connect_fail", ProxyBed.name(.tcp)) == 1)
                    try await eventually("a line in the log") { !bed.log.lines.isEmpty }
                    #expect(bed.log.lines[0].contains(" 0 UF,URX 0 0 "))
                    #expect(bed.log.lines[0].hasSuffix("\"\(bed.network.node(11)):30080\""))
                }
            }

            @Test func `UDP has no checks, and shows what is refused`() async throws {
                try await ProxyBed.with(nodes: 1) { bed in
                    try await bed.begin([.udp], bed.configuration("1", [.udp], nodes: [0]))
                    await bed.nodes[0].stop()
                    let name = ProxyBed.name(.udp)
                    let client = try await TestDatagrams.connect(bed.address, ProxyBed.port)
                    try await eventually("refused") {
                        try await client.send("x")
                        return (bed.value("envoy_cluster_udp_sess_rx_errors", name) ?? 0) > 0
                    }
                    #expect(bed.value("envoy_cluster_membership_healthy", name) == 1)
                    #expect(bed.value("envoy_cluster_health_check_attempt", name) == nil)
                    await client.close()
                }
            }

            @Test func `a node that drops is told from one that refuses`() async throws {
                try await ProxyBed.with(nodes: 1) { bed in
                    let node = NodePortProxy(node: "node-5", address: bed.network.node(16), group: testGroup)
                    let rule = NodePortRule(
                        nodePort: 30_080, protocol: .tcp,
                        endpoints: [NodePortEndpoint(address: bed.network.node(11), port: 30_080, nodeName: "node-5")])
                    _ = await node.apply([rule])
                    try await bed.begin([.tcp], bed.configuration(nodes: [5]))
                    _ = try await bed.visit(2)
                    await node.setBlocked(.silent)
                    try await bed.healthy(0)
                    // A check that was under way when the node fell silent was refused yet.
                    try await eventually("a check that timed out") {
                        String(decoding: bed.proxy.adminAnswer(to: "/clusters?format=json").body, as: UTF8.self)
                            .contains(#""active_hc_timeout":true"#)
                    }
                    await node.setBlocked(.open)
                    try await bed.healthy(1)
                    _ = try await bed.visit(1)
                    await node.stop()
                }
            }

            @Test func `an address that is not this machine's is never healthy`() async throws {
                try await ProxyBed.with(nodes: 0) { bed in
                    var configuration = bed.configuration(nodes: [])
                    configuration.clusters[0].endpoints = [ProxyEndpoint(address: "192.0.2.1", port: 30_080)]
                    await bed.proxy.apply(configuration)
                    try await eventually("checks") {
                        (bed.value("envoy_cluster_health_check_failure", ProxyBed.name(.tcp)) ?? 0) > 3
                    }
                    #expect(bed.value("envoy_cluster_membership_healthy", ProxyBed.name(.tcp)) == 0)
                }
            }
        }
    }
#endif
