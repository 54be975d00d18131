#if Sandbox
    import NIOCore
    import NIOPosix
    import Synchronization

    /// Keeps one port of one address open, closed or silent, and leads what comes in to where its router says.
    ///
    /// Its methods are called one after the other.
    final class PortListener: Sendable {
        enum Mode: Sendable {
            case closed
            case open
            /// Nobody gets through and nobody is refused, as behind a firewall that drops.
            case silent
        }

        let endpoint: SocketEndpoint
        private let group: any EventLoopGroup
        private let router: any FlowRouter
        private let options: FlowOptions
        /// The connections, which may outlive the listening socket.
        private let channels: ChannelSet
        private let state = Mutex(State())
        private let dropsDatagrams = Atomic(false)

        private struct State {
            var mode = Mode.closed
            var socket: (any Channel)?
            /// Connections of our own that fill the queue of a silent socket.
            var plugs: [any Channel] = []
        }

        init(
            _ endpoint: SocketEndpoint, group: any EventLoopGroup, router: any FlowRouter, options: FlowOptions,
            in channels: ChannelSet
        ) {
            self.endpoint = endpoint
            self.group = group
            self.router = router
            self.options = options
            self.channels = ChannelSet(in: channels)
        }

        var mode: Mode { state.withLock { $0.mode } }

        /// Where it listens, when it was asked for any free port.
        var localPort: Int? { state.withLock { $0.socket?.localAddress?.port } }

        /// - Returns: Why it could not be; the port is closed then, and the next call tries again.
        func set(_ mode: Mode) async -> BindFailure? {
            let before = self.mode
            guard mode != before else { return nil }
            guard let address = SocketAddress.loopback(endpoint.address, port: endpoint.port) else {
                return mode == .closed ? nil : BindFailure(endpoint, .notLoopback)
            }
            if endpoint.protocol == .udp, mode != .closed, before != .closed {
                dropsDatagrams.store(mode == .silent, ordering: .relaxed)
                state.withLock { $0.mode = mode }
                return nil
            }
            await closeSocket()
            guard mode != .closed else { return nil }
            do {
                let socket = try await (endpoint.protocol == .tcp ? bindStream : bindDatagrams)(address, mode)
                state.withLock {
                    $0.socket = socket
                    $0.mode = mode
                }
            } catch {
                return BindFailure(endpoint, error)
            }
            if mode == .silent, endpoint.protocol == .tcp { await plug() }
            return nil
        }

        /// Closes the port; connections may finish for so long.
        func retire(drainingFor time: TimeAmount) async {
            await closeSocket()
            guard channels.count > 0 else { return channels.close() }
            group.any().scheduleTask(in: time) { self.channels.close() }
        }

        private func closeSocket() async {
            let open = state.withLock { state in
                let open = state.plugs + (state.socket.map { [$0] } ?? [])
                state = State()
                return open
            }
            for channel in open { try? await channel.close().get() }
        }

        // MARK: Sockets

        private func bindStream(_ address: SocketAddress, _ mode: Mode) async throws -> any Channel {
            let (router, options, channels) = (router, options, channels)
            return try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: mode == .silent ? Int32(0) : Int32(1024))
                .serverChannelOption(.autoRead, value: mode != .silent)
                .serverChannelInitializer(channels.initializer)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try Relay.attach(to: channel, router: router, options: options, channels: channels)
                    }
                }
                .bind(to: address).get()
        }

        private func bindDatagrams(_ address: SocketAddress, _ mode: Mode) async throws -> any Channel {
            dropsDatagrams.store(mode == .silent, ordering: .relaxed)
            let (router, options, channels) = (router, options, channels)
            return try await DatagramBootstrap(group: group)
                .channelOption(.recvAllocator, value: DatagramForwarder.allocator)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channels.add(channel)
                        try channel.pipeline.syncOperations.addHandler(
                            DatagramForwarder(router: router, options: options, channels: channels) {
                                self.dropsDatagrams.load(ordering: .relaxed)
                            })
                    }
                }
                .bind(to: address).get()
        }

        /// Takes the one place in the queue of a socket with a backlog of 0. Linux drops further requests to connect, so that
        /// clients wait until their own time is up, as they do when a firewall drops.
        private func plug() async {
            guard let address = state.withLock({ $0.socket?.localAddress }) else { return }
            let channels = channels
            let plug = try? await ClientBootstrap(group: group).connectTimeout(.milliseconds(200))
                .channelOption(.autoRead, value: false)
                .channelInitializer(channels.initializer)
                .connect(to: address).get()
            if let plug { state.withLock { $0.plugs.append(plug) } }
        }
    }
#endif
