#if Sandbox
    import NIOCore
    import NIOPosix
    import Synchronization

    /// Stands for the program in a pod behind a Service: says its name and the peer that it saw, then what it is told.
    ///
    /// A TCP client gets `pod NAME port PORT peer ADDRESS:PORT` with its first bytes, or after a moment of silence, and then
    /// everything that it sends; one that speaks HTTP gets the same line as an answer. A UDP client gets the line in front of
    /// each datagram that it sent.
    package final class EchoServer: Sendable {
        package struct Port: Sendable, Hashable {
            package var number: Int
            package var `protocol`: TransportProtocol

            package init(number: Int, protocol: TransportProtocol) {
                self.number = number
                self.protocol = `protocol`
            }
        }

        private let name: String
        private let address: String
        private let ports: [Port]
        private let group: any EventLoopGroup
        private let silence: TimeAmount
        private let isPermitted: @Sendable (Int) -> Bool
        private let channels = ChannelSet()
        private let bound = Mutex<[Port: Int]>([:])

        /// Ports that the process may not listen on are opened where `PortPermission.substitute` says; `NodePortProxy` looks
        /// for them there.
        package init(
            name: String, address: String, ports: [Port], group: any EventLoopGroup,
            silence: Duration = .milliseconds(200),
            isPermitted: @escaping @Sendable (Int) -> Bool = PortPermission.isPermitted
        ) {
            self.name = name
            self.address = address
            self.ports = ports
            self.group = group
            self.silence = TimeAmount(silence)
            self.isPermitted = isPermitted
        }

        /// Opens all ports, or none.
        /// - Throws: `BindFailure`, after which nothing is open.
        package func start() async throws {
            for port in ports {
                let number = PortPermission.substitute(for: port.number, isPermitted: isPermitted)
                let endpoint = SocketEndpoint(address: address, port: number, protocol: port.protocol)
                do {
                    guard let address = SocketAddress.loopback(address, port: number) else {
                        throw BindFailure(endpoint, .notLoopback)
                    }
                    let channel = try await port.protocol == .tcp ? listen(address, port) : receive(address, port)
                    bound.withLock { $0[port] = channel.localAddress?.port }
                } catch {
                    await stop()
                    throw (error as? BindFailure) ?? BindFailure(endpoint, error)
                }
            }
        }

        /// Closes the ports and all connections at once, as the end of a process does.
        package func stop() async { await channels.closeAndWait() }

        /// Where a port really is; differs when it was 0 or not permitted.
        package func localPort(_ port: Port) -> Int? { bound.withLock { $0[port] } }

        var openChannels: Int { channels.count }

        private func listen(_ address: SocketAddress, _ port: Port) async throws -> any Channel {
            let (name, silence, channels) = (name, silence, channels)
            return try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: 1024)
                .serverChannelInitializer(channels.initializer)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channels.add(channel)
                        try channel.pipeline.syncOperations.addHandler(
                            EchoConnection(greeting: "pod \(name) port \(port.number)", silence: silence))
                    }
                }
                .bind(to: address).get()
        }

        private func receive(_ address: SocketAddress, _ port: Port) async throws -> any Channel {
            let (name, channels) = (name, channels)
            return try await DatagramBootstrap(group: group)
                .channelOption(.recvAllocator, value: DatagramForwarder.allocator)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channels.add(channel)
                        try channel.pipeline.syncOperations.addHandler(
                            EchoDatagrams(greeting: "pod \(name) port \(port.number)"))
                    }
                }
                .bind(to: address).get()
        }
    }

    /// Answers each datagram with the greeting and itself.
    private final class EchoDatagrams: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        typealias OutboundOut = AddressedEnvelope<ByteBuffer>

        private let greeting: String

        init(greeting: String) { self.greeting = greeting }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let envelope = unwrapInboundIn(data)
            var answer = ByteBuffer(string: "\(greeting) peer \(envelope.remoteAddress.text)\n")
            answer.writeImmutableBuffer(envelope.data)
            context.writeAndFlush(
                wrapOutboundOut(AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: answer)), promise: nil)
        }

        /// A client that is gone does not end the service for the others.
        func errorCaught(context: ChannelHandlerContext, error: any Error) {}
    }
#endif
