#if Sandbox
    import NIOCore
    import NIOPosix

    /// The datagrams between one client and one endpoint. Lives on the event loop of its listener.
    final class DatagramSession {
        private let client: SocketAddress
        private let route: FlowRoute
        private let loop: any EventLoop
        private var forwarder: DatagramForwarder?
        private var channel: (any Channel)?
        /// What came before the socket was there.
        private var early: [ByteBuffer] = []
        private var isOver = false
        private var lastActivity = NIODeadline.now()
        private var timer: Scheduled<Void>?

        init(client: SocketAddress, route: FlowRoute, loop: any EventLoop, forwarder: DatagramForwarder) {
            self.client = client
            self.route = route
            self.loop = loop
            self.forwarder = forwarder
        }

        var isCurrent: Bool { route.observer.isCurrent }

        func start(idleTimeout: TimeAmount, channels: ChannelSet) {
            let bound = NIOLoopBound(self, eventLoop: loop)
            // Connected, so that the kernel tells of an endpoint that refuses.
            DatagramBootstrap(group: loop)
                .channelOption(.recvAllocator, value: DatagramForwarder.allocator)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channels.add(channel)
                        try channel.pipeline.syncOperations.addHandler(End(session: bound.value))
                    }
                }
                .connect(to: route.target).assumeIsolated().whenComplete { result in
                    switch result {
                    case .success(let channel): self.open(channel)
                    case .failure(let error):
                        self.route.observer.connectFailed(ConnectFailure(error))
                        self.close(.notConnected)
                    }
                }
            watchIdleness(idleTimeout, in: idleTimeout)
        }

        private func open(_ channel: any Channel) {
            guard !isOver else { return channel.close(mode: .all, promise: nil) }
            self.channel = channel
            route.observer.connected()
            let waiting = early
            early = []
            for buffer in waiting { send(buffer) }
        }

        func send(_ buffer: ByteBuffer) {
            lastActivity = .now()
            guard let channel else {
                if early.count < 64 { early.append(buffer) }
                return
            }
            guard channel.isWritable else { return }
            route.observer.sent(buffer.readableBytes)
            channel.writeAndFlush(AddressedEnvelope(remoteAddress: route.target, data: buffer), promise: nil)
        }

        func close(_ reason: FlowEnd) {
            guard !isOver else { return }
            isOver = true
            timer?.cancel()
            channel?.close(mode: .all, promise: nil)
            channel = nil
            forwarder?.forget(client)
            forwarder = nil
            route.observer.ended(reason)
        }

        private func received(_ buffer: ByteBuffer) {
            lastActivity = .now()
            guard let forwarder, forwarder.passesAnswers else { return }
            // Counted first: whoever has the answer finds it counted.
            route.observer.received(buffer.readableBytes)
            forwarder.answer(buffer, to: client)
        }

        private func watchIdleness(_ limit: TimeAmount, in time: TimeAmount) {
            timer = loop.assumeIsolated().scheduleTask(in: time) {
                let due = self.lastActivity + limit
                let now = NIODeadline.now()
                if now >= due { self.close(.idle) } else { self.watchIdleness(limit, in: due - now) }
            }
        }

        /// The session's own socket.
        private final class End: ChannelInboundHandler {
            typealias InboundIn = AddressedEnvelope<ByteBuffer>

            private var session: DatagramSession?

            init(session: DatagramSession) { self.session = session }

            func channelRead(context: ChannelHandlerContext, data: NIOAny) {
                session?.received(unwrapInboundIn(data).data)
            }

            func errorCaught(context: ChannelHandlerContext, error: any Error) {
                if (error as? IOError)?.isRefusal == true { session?.route.observer.receiveFailed() }
            }

            func channelInactive(context: ChannelHandlerContext) {
                session?.close(.byEndpoint)
                session = nil
            }
        }
    }
#endif
