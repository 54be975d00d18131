#if Sandbox
    import NIOCore
    import Synchronization
    import Testing

    @testable import DataPlane

    /// A proxy whose endpoints are pods themselves, which stand for the node ports of two nodes.
    struct ProxyBed {
        static let port = 8080

        /// Each listener has a port of its own, as the manager gives them.
        static func listenerPort(_ transport: TransportProtocol) -> Int { transport == .tcp ? 10_001 : 10_002 }

        let network: LoopbackNetwork
        let nodes: [EchoServer]
        let proxy: LayerFourProxy
        let log: Log
        /// The external one.
        let address: String

        final class Log: Sendable {
            private let texts = Mutex<[String]>([])

            var lines: [String] { texts.withLock { $0 } }
            func add(_ line: String) { texts.withLock { $0.append(line) } }
        }

        static var quick: LayerFourProxy.Options {
            var options = LayerFourProxy.Options(healthCheckInterval: .milliseconds(20))
            options.healthCheckTimeout = .milliseconds(300)
            options.drainTime = .milliseconds(300)
            return options
        }

        static func with(
            nodes count: Int = 2, silence: Duration = .milliseconds(5), options: LayerFourProxy.Options = quick,
            _ body: (ProxyBed) async throws -> Void
        ) async throws {
            try await withNetwork { network in
                let nodes = (0..<count).map { node($0, in: network, silence: silence) }
                for node in nodes { try await node.start() }
                let log = Log()
                let proxy = LayerFourProxy(group: testGroup, options: options, accessLog: log.add)
                do {
                    try await body(
                        ProxyBed(network: network, nodes: nodes, proxy: proxy, log: log, address: network.pool.first))
                } catch {
                    Issue.record(error)
                }
                await proxy.stop()
                #expect(proxy.openChannels == 0)
                for node in nodes { await node.stop() }
            }
        }

        static func node(
            _ index: Int, in network: LoopbackNetwork, silence: Duration = .milliseconds(5)
        ) -> EchoServer {
            EchoServer(
                name: "node-\(index)", address: network.node(index + 11),
                ports: TransportProtocol.allCases.map { .init(number: 30_080, protocol: $0) }, group: testGroup,
                silence: silence)
        }

        static func name(_ transport: TransportProtocol, _ nodePort: Int = 30_080) -> String {
            "tenant-demo-uid-ep-0-port-\(nodePort)-\(transport.rawValue)"
        }

        func configuration(
            _ version: String = "1", _ protocols: [TransportProtocol] = [.tcp], nodes: [Int] = [0, 1],
            hasPersistence: Bool = false, sendsProxyHeader: Bool = false
        ) -> ProxyConfiguration {
            ProxyConfiguration(
                version: version,
                clusters: protocols.map { transport in
                    .init(
                        name: Self.name(transport), protocol: transport,
                        endpoints: nodes.map { ProxyEndpoint(address: network.node($0 + 11), port: 30_080) },
                        hasPersistence: hasPersistence, sendsProxyHeader: sendsProxyHeader)
                },
                listeners: protocols.map {
                    .init(port: Self.listenerPort($0), protocol: $0, cluster: Self.name($0))
                })
        }

        func binding(_ transport: TransportProtocol = .tcp, port: Int = port) -> ProxyBinding {
            ProxyBinding(address: address, port: port, protocol: transport, listenerPort: Self.listenerPort(transport))
        }

        /// Configured, bound, and all nodes healthy.
        func begin(_ protocols: [TransportProtocol] = [.tcp], _ configuration: ProxyConfiguration? = nil) async throws {
            let configuration = configuration ?? self.configuration("1", protocols)
            await proxy.apply(configuration)
            let outcome = await proxy.bind(protocols.map { binding($0) })
            #expect(outcome.failures == [] && outcome.substitutes == [])
            for cluster in configuration.clusters {
                try await healthy(cluster.endpoints.count, cluster.protocol)
            }
        }

        func healthy(_ count: Int, _ transport: TransportProtocol = .tcp) async throws {
            try await eventually("\(count) healthy") {
                value("envoy_cluster_membership_healthy", Self.name(transport)) == count
            }
        }

        /// A value of the statistics, for one cluster, listener or prefix.
        func value(_ name: String, _ label: String? = nil) -> Int? {
            let lines = proxy.statistics.split(separator: "\n").filter { line in
                line.hasPrefix("\(name){") && (label.map { line.contains("=\"\($0)\"}") } ?? line.contains("{}"))
            }
            return lines.count == 1 ? lines[0].split(separator: " ").last.flatMap { Int($0) } : nil
        }

        func connect(from source: String? = nil, port: Int = port) async throws -> TestClient {
            try await TestClient.connect(address, port, from: source)
        }

        func visit(_ times: Int, from source: String? = nil) async throws -> [String] {
            var names: [String] = []
            for _ in 0..<times {
                let client = try await connect(from: source)
                names.append(podName(try await client.line()))
                await client.close()
            }
            return names
        }

        func isRefused(port: Int = port) async -> Bool {
            guard let client = try? await connect(port: port) else { return true }
            await client.close()
            return false
        }
    }
#endif
