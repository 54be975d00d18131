#if Sandbox
    import NIOCore
    import Testing

    @testable import DataPlane

    extension SocketTests {
        struct LayerFourProxyTests {
            @Test func `TCP is led to the nodes in turn`() async throws {
                try await ProxyBed.with { bed in
                    try await bed.begin()
                    let names = try await bed.visit(4)
                    #expect(Set(names) == ["node-0", "node-1"] && names[0] == names[2] && names[1] == names[3])
                }
            }

            @Test func `UDP is led to a node, a client to one of them`() async throws {
                try await ProxyBed.with { bed in
                    try await bed.begin([.udp])
                    let client = try await TestDatagrams.connect(bed.address, ProxyBed.port)
                    let first = podName(try await client.ask("a"))
                    let second = podName(try await client.ask("b"))
                    #expect(first == second && first.hasPrefix("node-"))
                    #expect(bed.value("envoy_cluster_udp_sess_tx_datagrams", ProxyBed.name(.udp)) == 2)
                    #expect(bed.value("envoy_cluster_udp_sess_rx_datagrams", ProxyBed.name(.udp)) == 2)
                    #expect(bed.value("envoy_udp_downstream_sess_active", ProxyBed.name(.udp)) == 1)
                    await client.close()
                }
            }

            @Test func `a large datagram is not cut`() async throws {
                try await ProxyBed.with { bed in
                    try await bed.begin([.udp])
                    let client = try await TestDatagrams.connect(bed.address, ProxyBed.port)
                    let text = String(repeating: "x", count: 60_000)
                    let answer = try await client.ask(text)
                    #expect(answer.hasSuffix("\n" + text))
                    await client.close()
                }
            }

            @Test func `persistence keeps each source at one node`() async throws {
                try await ProxyBed.with { bed in
                    try await bed.begin([.tcp], bed.configuration(hasPersistence: true))
                    var met: Set<String> = []
                    for source in 1...12 {
                        let names = try await bed.visit(3, from: "127.0.0.\(source)")
                        #expect(Set(names).count == 1)
                        met.formUnion(names)
                    }
                    #expect(met == ["node-0", "node-1"])
                }
            }

            @Test func `nodes hear of the client by the PROXY protocol`() async throws {
                try await ProxyBed.with(silence: .seconds(60)) { bed in
                    try await bed.begin([.tcp], bed.configuration(sendsProxyHeader: true))
                    let client = try await bed.connect()
                    try await client.send("hi\n")
                    let line = try await client.line()
                    #expect(line.contains(" peer 127.0.0.1:\(client.port) via 127.0.0.1:"))
                    await client.close()
                }
            }

            @Test func `no binding, no listener: refused`() async throws {
                try await ProxyBed.with { bed in
                    await bed.proxy.apply(bed.configuration())
                    #expect(await bed.isRefused())
                    _ = await bed.proxy.bind([bed.binding()])
                    #expect(await !bed.isRefused())
                    await bed.proxy.apply(ProxyConfiguration(version: "2", clusters: [], listeners: []))
                    #expect(await bed.isRefused())
                    await bed.proxy.apply(bed.configuration("3"))
                    try await bed.healthy(2)
                    _ = try await bed.visit(1)
                    _ = await bed.proxy.bind([])
                    #expect(await bed.isRefused())
                }
            }

            @Test func `no healthy node: accepted, and closed`() async throws {
                try await ProxyBed.with { bed in
                    try await bed.begin([.tcp], bed.configuration(nodes: []))
                    let client = try await bed.connect()
                    let text = try await client.rest()
                    #expect(text == "")
                    #expect(bed.value("envoy_cluster_upstream_cx_none_healthy", ProxyBed.name(.tcp)) == 1)
                    try await eventually("a line in the log") { bed.log.lines.count == 1 }
                    let line = bed.log.lines[0]
                    #expect(
                        line.contains("\"- - -\" 0 UH 0 0 ")
                            && line.hasSuffix(
                                " - \"127.0.0.1:\(client.port)\" \"-\" \"-\" \"-\" \"-\""),
                        "\(line)")
                }
            }

            @Test func `the end of one direction leaves the other open`() async throws {
                try await ProxyBed.with { bed in
                    try await bed.begin()
                    let client = try await bed.connect()
                    _ = try await client.line()
                    try await client.send("before the end\n")
                    try await client.endOutput()
                    let rest = try await client.rest()
                    #expect(rest == "before the end\n")
                    await client.close()
                    try await eventually("closed") {
                        bed.value("envoy_cluster_upstream_cx_active", ProxyBed.name(.tcp)) == 0
                    }
                    #expect(bed.value("envoy_cluster_upstream_cx_destroy", ProxyBed.name(.tcp)) == 1)
                }
            }

            @Test func `an idle connection is closed`() async throws {
                var options = ProxyBed.quick
                options.idleTimeout = .milliseconds(100)
                options.datagramIdleTimeout = .milliseconds(100)
                try await ProxyBed.with(options: options) { bed in
                    try await bed.begin([.tcp, .udp])
                    let client = try await bed.connect()
                    _ = try await client.line()
                    let rest = try await client.rest()
                    #expect(rest == "")
                    let datagrams = try await TestDatagrams.connect(bed.address, ProxyBed.port)
                    _ = try await datagrams.ask("x")
                    try await eventually("no session") {
                        bed.value("envoy_udp_downstream_sess_active", ProxyBed.name(.udp)) == 0
                    }
                    #expect(bed.value("envoy_udp_idle_timeout", ProxyBed.name(.udp)) == 1)
                    #expect(bed.value("envoy_tcp_idle_timeout", ProxyBed.name(.tcp)) == 1)
                    await datagrams.close()
                }
            }

            @Test func `a port in use is told; one below 1024 answers higher up`() async throws {
                var options = ProxyBed.quick
                options.isPermitted = { $0 >= 1024 }
                try await ProxyBed.with(options: options) { bed in
                    let other = EchoServer(
                        name: "other", address: bed.address, ports: [.init(number: ProxyBed.port, protocol: .tcp)],
                        group: testGroup)
                    try await other.start()
                    await bed.proxy.apply(bed.configuration())
                    let bindings = [bed.binding(), bed.binding(port: 80)]
                    let outcome = await bed.proxy.bind(bindings)
                    #expect(outcome.failures.map(\.reason) == [.inUse])
                    #expect(outcome.substitutes == [.init(binding: bindings[1], port: 20_080)])
                    #expect(await !bed.isRefused(port: 20_080))
                    await other.stop()
                    let second = await bed.proxy.bind(bindings)
                    #expect(second.failures == [] && second.substitutes.count == 1)
                    #expect(await !bed.isRefused())
                    let outside = ProxyBinding(
                        address: "192.0.2.1", port: 80, protocol: .tcp, listenerPort: 10_001)
                    let third = await bed.proxy.bind([outside])
                    #expect(third.failures.map(\.reason) == [.notLoopback])
                }
            }

            @Test func `stop ends all at once`() async throws {
                try await ProxyBed.with { bed in
                    try await bed.begin([.tcp, .udp])
                    var clients: [TestClient] = []
                    for _ in 0..<20 { clients.append(try await bed.connect()) }
                    for client in clients { _ = try await client.line() }
                    let datagrams = try await TestDatagrams.connect(bed.address, ProxyBed.port)
                    _ = try await datagrams.ask("x")
                    let time = await ContinuousClock().measure { await bed.proxy.stop() }
                    // It takes some hundredths of a second where nothing else runs.
                    #expect(time < .seconds(2))
                    #expect(bed.proxy.openChannels == 0)
                    for client in clients { _ = try await client.rest() }
                    #expect(await bed.isRefused())
                    await bed.proxy.apply(bed.configuration("2"))
                    #expect(await bed.proxy.bind([bed.binding(port: 8081)]).failures == [])
                    #expect(await bed.isRefused(port: 8081))
                    await datagrams.close()
                }
            }
        }
    }
#endif
