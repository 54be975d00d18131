#if Sandbox
    import APIServer
    import Kubernetes
    import NIOCore
    import NIOPosix

    /// One API server on a port of this machine.
    final class ServedCluster: Sendable {
        let port: Int
        let log = RequestLog()
        let faults: FaultPlan
        private let connections: ConnectionRegistry
        private let responder: RequestResponder
        private let listener: any Channel
        private let serving: Task<Void, Never>
        /// For its TLS handshake and the head of its first request.
        private static let firstRequestLimit = TimeAmount.seconds(30)

        var url: String { "https://127.0.0.1:\(port)" }

        /// The server's clock, with the skew that its faults ask for.
        let clock: @Sendable () -> Timestamp

        /// Listens on a port, 0 for a free one; every answer is 503 until `answer(with:)`.
        init(
            authority: CertificateAuthority, credentials: CredentialStore, faults list: [ServedFault], port: Int = 0,
            now: @escaping @Sendable () -> Timestamp
        ) async throws {
            let faults = FaultPlan(list)
            let connections = ConnectionRegistry()
            let clock: @Sendable () -> Timestamp = {
                let skew = faults.clockSkew.components
                return Timestamp(
                    milliseconds: now().milliseconds + Int(skew.seconds) * 1000
                        + Int(skew.attoseconds / 1_000_000_000_000_000))
            }
            let responder = RequestResponder(
                faults: faults, credentials: credentials, log: log, connections: connections, now: clock)
            let stacks = ProtocolStacks(authority: authority) { request, writer, channel in
                try await responder.respond(to: request, writer: writer, channel: channel)
            }
            let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.backlog, value: 256)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(host: "127.0.0.1", port: port) {
                    (channel) -> EventLoopFuture<@Sendable () async -> Void> in
                    Self.setUp(channel, in: connections, meeting: faults.meetConnection(), with: stacks)
                        .flatMapErrorThrowing { error in
                            // Nobody else closes a connection that could not be set up.
                            channel.close(mode: .all, promise: nil)
                            throw error
                        }
                }
            self.faults = faults
            self.connections = connections
            self.clock = clock
            self.responder = responder
            listener = server.channel
            self.port = server.channel.localAddress?.port ?? 0
            serving = Task {
                await withDiscardingTaskGroup { group in
                    // Ends when the listener is closed; a failure to take one connection does not end the others.
                    try? await server.executeThenClose { accepted in
                        for try await serve in accepted {
                            group.addTask { await serve() }
                        }
                    }
                }
            }
        }

        private static func setUp(
            _ channel: any Channel, in connections: ConnectionRegistry, meeting faults: Set<ServedFault.Kind>,
            with stacks: ProtocolStacks
        ) -> EventLoopFuture<@Sendable () async -> Void> {
            do {
                guard let connection = connections.add(channel) else { throw ChannelError.ioOnClosedChannel }
                // A connection that is to hang makes no request.
                try connection.attach(
                    firstRequestWithin: faults.contains(.hangConnect) ? .hours(1) : firstRequestLimit)
                return stacks.setUp(channel, meeting: faults)
            } catch {
                return channel.eventLoop.makeFailedFuture(error)
            }
        }

        /// What the server says from now on. It is given late because it may depend on the port.
        func answer(with handler: any APIHandler) { responder.setHandler(handler) }

        /// Closes all connections, so that clients have to make new ones.
        func closeConnections() {
            for connection in connections.all { connection.abort() }
        }

        /// Takes no more connections, gives answers under way half a second, and closes what is left.
        func stop() async {
            connections.refuseMore()
            // What the event loops have in hand reaches the listener before it closes; a connection that came later would
            // have nobody to serve it.
            for _ in 0..<2 {
                for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() { try? await loop.submit {}.get() }
            }
            try? await listener.close().get()
            for _ in 0..<50 where responder.requestsUnderWay > 0 { try? await Task.sleep(for: .milliseconds(10)) }
            closeConnections()
            await serving.value
        }
    }
#endif
