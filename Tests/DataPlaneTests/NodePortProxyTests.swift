#if Sandbox
    import NIOCore
    import Testing

    @testable import DataPlane

    /// Two pods on two nodes, and the node ports of one of the nodes.
    struct NodePortBed {
        let network: LoopbackNetwork
        let pods: [EchoServer]
        let proxy: NodePortProxy
        let address: String

        static func with(
            _ protocols: [TransportProtocol] = [.tcp, .udp], pods count: Int = 2,
            options: NodePortProxy.Options = .init(), _ body: (NodePortBed) async throws -> Void
        ) async throws {
            try await withNetwork { network in
                let pods = (0..<count).map { index in
                    EchoServer(
                        name: "pod-\(index)", address: network.pod(index),
                        ports: protocols.map { .init(number: 8080, protocol: $0) }, group: testGroup,
                        silence: .milliseconds(5))
                }
                for pod in pods { try await pod.start() }
                let address = network.node(11)
                let proxy = NodePortProxy(node: "node-0", address: address, group: testGroup, options: options)
                do {
                    try await body(NodePortBed(network: network, pods: pods, proxy: proxy, address: address))
                } catch {
                    Issue.record(error)
                }
                await proxy.stop()
                #expect(proxy.openChannels == 0)
                for pod in pods { await pod.stop() }
            }
        }

        /// Pod N runs on node N.
        func rule(
            _ transport: TransportProtocol = .tcp, port: Int = 30_080, pods: [Int] = [0, 1], target: Int = 8080,
            isLocal: Bool = false, hasAffinity: Bool = false
        ) -> NodePortRule {
            NodePortRule(
                nodePort: port, protocol: transport,
                endpoints: pods.map {
                    NodePortEndpoint(address: network.pod($0), port: target, nodeName: "node-\($0)")
                }, isLocal: isLocal, hasAffinity: hasAffinity)
        }

        func connect(port: Int = 30_080, from source: String? = nil) async throws -> TestClient {
            try await TestClient.connect(address, port, from: source)
        }

        /// The names of the pods that so many connections in a row meet.
        func visit(_ times: Int, port: Int = 30_080, from source: String? = nil) async throws -> [String] {
            var names: [String] = []
            for _ in 0..<times {
                let client = try await connect(port: port, from: source)
                names.append(podName(try await client.line()))
                await client.close()
            }
            return names
        }

        func isRefused(port: Int = 30_080) async -> Bool {
            do {
                let client = try await connect(port: port)
                await client.close()
                return false
            } catch {
                return true
            }
        }
    }

    extension SocketTests {
        struct NodePortProxyTests {
            @Test func `TCP is led to the pods in turn`() async throws {
                try await NodePortBed.with { bed in
                    #expect(await bed.proxy.apply([bed.rule()]) == [])
                    let names = try await bed.visit(4)
                    #expect(Set(names) == ["pod-0", "pod-1"])
                    #expect(names[0] == names[2] && names[1] == names[3])
                    let client = try await bed.connect()
                    try await client.send("one\n")
                    _ = try await client.line()
                    #expect(try await client.line() == "one")
                    await client.close()
                }
            }

            @Test func `UDP is led to the pods, a client to one of them`() async throws {
                try await NodePortBed.with { bed in
                    #expect(await bed.proxy.apply([bed.rule(.udp)]) == [])
                    var names: Set<String> = []
                    for _ in 0..<2 {
                        let client = try await TestDatagrams.connect(bed.address, 30_080)
                        let first = podName(try await client.ask("a"))
                        #expect(podName(try await client.ask("b")) == first)
                        names.insert(first)
                        await client.close()
                    }
                    #expect(names == ["pod-0", "pod-1"])
                }
            }

            @Test func `a UDP client goes on with another pod when its own is gone`() async throws {
                try await NodePortBed.with { bed in
                    await bed.proxy.apply([bed.rule(.udp)])
                    let client = try await TestDatagrams.connect(bed.address, 30_080)
                    let first = podName(try await client.ask("a"))
                    let left = first == "pod-0" ? 1 : 0
                    await bed.proxy.apply([bed.rule(.udp, pods: [left])])
                    let second = podName(try await client.ask("b"))
                    #expect(second == "pod-\(left)")
                    await client.close()
                }
            }

            @Test func `policy Local leads to the node's own pods`() async throws {
                try await NodePortBed.with { bed in
                    await bed.proxy.apply([bed.rule(isLocal: true)])
                    let names = try await bed.visit(3)
                    #expect(names == ["pod-0", "pod-0", "pod-0"])
                }
            }

            @Test func `without a pod of its own a node refuses under policy Local, TCP and UDP`() async throws {
                try await NodePortBed.with { bed in
                    await bed.proxy.apply([
                        bed.rule(pods: [1], isLocal: true), bed.rule(.udp, pods: [1], isLocal: true),
                    ])
                    #expect(await bed.isRefused())
                    let client = try await TestDatagrams.connect(bed.address, 30_080)
                    try await eventually("port unreachable") {
                        // The socket may tell of the refusal in place of sending.
                        try? await client.send("x")
                        return client.refusals > 0
                    }
                    await client.close()
                }
            }

            @Test func `session affinity keeps a client at its pod, another may have another`() async throws {
                try await NodePortBed.with { bed in
                    await bed.proxy.apply([bed.rule(hasAffinity: true)])
                    let one = try await bed.visit(3, from: "127.0.0.1")
                    let two = try await bed.visit(3, from: "127.0.0.2")
                    #expect(Set(one).count == 1 && Set(two).count == 1 && one != two)
                    // The pod is gone: another one.
                    let left = one[0] == "pod-0" ? 1 : 0
                    await bed.proxy.apply([bed.rule(pods: [left], hasAffinity: true)])
                    #expect(try await bed.visit(1, from: "127.0.0.1") == ["pod-\(left)"])
                }
            }

            @Test func `a rule without endpoints refuses until there is one`() async throws {
                try await NodePortBed.with { bed in
                    await bed.proxy.apply([bed.rule(pods: [])])
                    #expect(await bed.isRefused())
                    await bed.proxy.apply([bed.rule(pods: [1])])
                    let names = try await bed.visit(1)
                    #expect(names == ["pod-1"])
                }
            }

            @Test func `connections outlive a change of other rules, and of their own endpoints`() async throws {
                try await NodePortBed.with { bed in
                    await bed.proxy.apply([bed.rule()])
                    let client = try await bed.connect()
                    _ = try await client.line()
                    await bed.proxy.apply([bed.rule(), bed.rule(port: 30_081)])
                    await bed.proxy.apply([bed.rule(pods: [1])])
                    try await client.send("still here\n")
                    #expect(try await client.line() == "still here")
                    await client.close()
                }
            }

            @Test func `a rule that is gone takes no more, and lets connections finish for a time`() async throws {
                var options = NodePortProxy.Options()
                options.drainTime = .milliseconds(300)
                try await NodePortBed.with(options: options) { bed in
                    await bed.proxy.apply([bed.rule()])
                    let client = try await bed.connect()
                    _ = try await client.line()
                    await bed.proxy.apply([])
                    #expect(await bed.isRefused())
                    try await client.send("last words\n")
                    #expect(try await client.line() == "last words")
                    #expect(try await client.rest() == "")
                    try await eventually("nothing is left") { bed.proxy.openChannels == 0 }
                }
            }

            @Test func `pods that all refuse make the node port refuse, until one listens`() async throws {
                try await NodePortBed.with { bed in
                    await bed.proxy.apply([bed.rule(target: 8081)])
                    #expect(await bed.isRefused())
                    let late = EchoServer(
                        name: "late", address: bed.network.pod(1), ports: [.init(number: 8081, protocol: .tcp)],
                        group: testGroup, silence: .milliseconds(5))
                    try await late.start()
                    try await eventually("the node port is open") { await !bed.isRefused() }
                    await late.stop()
                    // It shows with the next connections; they are reset.
                    try await eventually("the node port is closed") {
                        guard let client = try? await bed.connect() else { return true }
                        _ = try? await client.rest()
                        await client.close()
                        return false
                    }
                }
            }

            @Test func `a port in use is told, and tried again`() async throws {
                try await NodePortBed.with { bed in
                    let other = EchoServer(
                        name: "other", address: bed.address, ports: [.init(number: 30_080, protocol: .tcp)],
                        group: testGroup)
                    try await other.start()
                    let rules = [bed.rule(), bed.rule(port: 30_081)]
                    let failures = await bed.proxy.apply(rules)
                    #expect(failures.map(\.port) == [30_080] && failures.first?.reason == .inUse)
                    #expect(try await bed.visit(1, port: 30_081).count == 1)
                    await other.stop()
                    #expect(await bed.proxy.apply(rules) == [])
                    #expect(try await bed.visit(1).first?.hasPrefix("pod-") == true)
                }
            }

            @Test func `an address of another network is no address`() async throws {
                let proxy = NodePortProxy(node: "n", address: "0.0.0.0", group: testGroup)
                let rule = NodePortRule(
                    nodePort: 30_080, protocol: .udp,
                    endpoints: [NodePortEndpoint(address: "127.0.0.1", port: 9, nodeName: "n")])
                #expect(await proxy.apply([rule]).map(\.reason) == [.notLoopback])
                await proxy.stop()
            }
        }

        struct NodePortBlockingTests {
            @Test func `a node that refuses, and is open again`() async throws {
                try await NodePortBed.with { bed in
                    await bed.proxy.apply([bed.rule(), bed.rule(.udp)])
                    await bed.proxy.setBlocked(.refuse)
                    #expect(await bed.isRefused())
                    // Rules that come while it refuses do not open it.
                    await bed.proxy.apply([bed.rule(), bed.rule(.udp), bed.rule(port: 30_081)])
                    #expect(await bed.isRefused(port: 30_081))
                    await bed.proxy.setBlocked(.open)
                    _ = try await bed.visit(1, port: 30_081)
                    _ = try await bed.visit(1)
                }
            }

            @Test func `a node that drops neither connects nor refuses`() async throws {
                try await NodePortBed.with { bed in
                    await bed.proxy.apply([bed.rule(), bed.rule(.udp)])
                    await bed.proxy.setBlocked(.silent)
                    let client = try await TestDatagrams.connect(bed.address, 30_080)
                    try await client.send("lost")
                    await #expect(throws: ChannelError.connectTimeout(.milliseconds(300))) {
                        _ = try await TestClient.connect(bed.address, 30_080, timeout: .milliseconds(300))
                    }
                    await bed.proxy.setBlocked(.open)
                    _ = try await client.ask("found")
                    #expect(client.texts.count == 1 && client.refusals == 0)
                    #expect(try await bed.visit(1).count == 1)
                    await client.close()
                }
            }

            @Test func `a node can drop what is for pods of other nodes`() async throws {
                var options = NodePortProxy.Options()
                options.withoutLocalEndpoints = .silent
                try await NodePortBed.with(options: options) { bed in
                    await bed.proxy.apply([bed.rule(pods: [1], isLocal: true), bed.rule(port: 30_081, pods: [])])
                    await #expect(throws: ChannelError.connectTimeout(.milliseconds(300))) {
                        _ = try await TestClient.connect(bed.address, 30_080, timeout: .milliseconds(300))
                    }
                    #expect(await bed.isRefused(port: 30_081))
                }
            }
        }
    }
#endif
