#if Sandbox
    import NIOCore
    import Testing

    @testable import DataPlane

    extension SocketTests {
        struct LoopbackNetworkTests {
            @Test func `two sandboxes never share a network, and one that is released is free`() async throws {
                // Numbers that only this test asks for by name.
                let first = try await LoopbackNetwork.take(on: testGroup, from: [249, 250])
                let second = try await LoopbackNetwork.take(on: testGroup, from: [249, 250])
                #expect(first.number != second.number)
                let failure = await #expect(throws: NoFreeNetwork.self) {
                    _ = try await LoopbackNetwork.take(on: testGroup, from: [249, 250])
                }
                #expect(failure?.description.contains("the port is in use") == true)
                await first.release()
                let third = try await LoopbackNetwork.take(on: testGroup, from: [249, 250])
                #expect(third.number == first.number)
                await second.release()
                await third.release()
            }

            @Test func `addresses of nodes, pods and the pool are apart`() async throws {
                try await withNetwork { network in
                    let start = "127.\(network.number)."
                    #expect(network.node(11) == start + "0.11")
                    #expect(network.pool == (start + "1.0", start + "8.255"))
                    #expect(network.pod(0) == start + "16.1")
                    #expect(network.pod(254) == start + "17.1")
                    let pods = (0..<60_000).map(network.pod)
                    #expect(Set(pods).count == 60_000)
                    #expect(!pods.contains(start + "255.254"))
                }
            }
        }

        struct ScaleTests {
            @Test func `a thousand Services on two nodes, and the same once more`() async throws {
                FileDescriptors.raiseLimit()
                try await withNetwork { network in
                    let pod = EchoServer(
                        name: "pod", address: network.pod(0), ports: [.init(number: 8080, protocol: .tcp)],
                        group: testGroup, silence: .milliseconds(5))
                    try await pod.start()
                    let rules = (0..<1000).map {
                        NodePortRule(
                            nodePort: 30_000 + $0, protocol: .tcp,
                            endpoints: [NodePortEndpoint(address: network.pod(0), port: 8080, nodeName: "n")])
                    }
                    let nodes = [11, 12].map {
                        NodePortProxy(node: "n\($0)", address: network.node($0), group: testGroup)
                    }
                    let clock = ContinuousClock()
                    let first = await clock.measure {
                        for node in nodes {
                            let failures = await node.apply(rules)
                            #expect(failures == [])
                        }
                    }
                    // Some seconds, on a machine with other things to do.
                    #expect(first < .seconds(30))
                    let again = await clock.measure { for node in nodes { _ = await node.apply(rules) } }
                    #expect(again < .seconds(1))
                    let client = try await TestClient.connect(network.node(12), 30_999)
                    #expect(podName(try await client.line()) == "pod")
                    await client.close()
                    var fewer = rules
                    fewer.removeFirst()
                    for node in nodes { await node.apply(fewer) }
                    #expect(!nodes[0].isListening(30_000, .tcp) && nodes[0].isListening(30_001, .tcp))

                    let proxy = LayerFourProxy(group: testGroup)
                    let configuration = ProxyConfiguration(
                        version: "1",
                        clusters: (1..<1000).map { index in
                            .init(
                                name: "c\(index)", protocol: .tcp,
                                endpoints: [11, 12].map { .init(address: network.node($0), port: 30_000 + index) })
                        },
                        listeners: (1..<1000).map { .init(port: 10_000 + $0, protocol: .tcp, cluster: "c\($0)") })
                    await proxy.apply(configuration)
                    let outcome = await proxy.bind(
                        (1..<1000).map {
                            ProxyBinding(
                                address: "127.\(network.number).\(1 + $0 / 250).\($0 % 250)", port: 8080,
                                protocol: .tcp,
                                listenerPort: 10_000 + $0)
                        })
                    #expect(outcome.failures == [])
                    try await eventually("all are healthy", within: .seconds(60)) {
                        proxy.snapshot.clusters.allSatisfy { $0.healthy == $0.total }
                    }
                    let stop = await clock.measure {
                        await proxy.stop()
                        for node in nodes { await node.stop() }
                    }
                    #expect(stop < .seconds(5))
                    #expect(proxy.openChannels == 0 && nodes.allSatisfy { $0.openChannels == 0 })
                    await pod.stop()
                }
            }
        }
    }
#endif
