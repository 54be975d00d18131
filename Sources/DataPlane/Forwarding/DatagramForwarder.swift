#if Sandbox
    import NIOCore
    import NIOPosix

    /// Leads the datagrams of each client to an endpoint, and the answers back, over a socket of the client's own.
    final class DatagramForwarder: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        typealias OutboundOut = AddressedEnvelope<ByteBuffer>

        /// Room for the largest datagram that IPv4 has; NIO would cut those above 2 KiB.
        static let allocator = FixedSizeRecvByteBufferAllocator(capacity: 65_536)

        private let router: any FlowRouter
        private let options: FlowOptions
        private let channels: ChannelSet
        private let isDropping: () -> Bool
        private var sessions: [SocketAddress: DatagramSession] = [:]
        private var context: ChannelHandlerContext?

        init(
            router: any FlowRouter, options: FlowOptions, channels: ChannelSet,
            isDropping: @escaping @Sendable () -> Bool
        ) {
            self.router = router
            self.options = options
            self.channels = channels
            self.isDropping = isDropping
        }

        func handlerAdded(context: ChannelHandlerContext) { self.context = context }

        func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let envelope = unwrapInboundIn(data)
            guard !isDropping() else { return }
            if let session = sessions[envelope.remoteAddress] {
                guard !session.isCurrent else { return session.send(envelope.data) }
                session.close(.byEndpoint)
            }
            guard sessions.count < options.mostSessions, let route = router.route(from: envelope.remoteAddress)
            else { return }
            let session = DatagramSession(
                client: envelope.remoteAddress, route: route, loop: context.eventLoop, forwarder: self)
            sessions[envelope.remoteAddress] = session
            session.send(envelope.data)
            session.start(idleTimeout: options.datagramIdleTimeout, channels: channels)
        }

        /// What is told of the datagrams before is no reason to stop.
        func errorCaught(context: ChannelHandlerContext, error: any Error) {}

        func channelInactive(context: ChannelHandlerContext) {
            for session in sessions.values { session.close(.byEndpoint) }
            sessions.removeAll()
        }

        // MARK: What sessions ask for

        /// Whether an answer is passed on now. A client that is slow loses datagrams, as it would without a proxy.
        var passesAnswers: Bool { !isDropping() && context?.channel.isWritable == true }

        func answer(_ buffer: ByteBuffer, to client: SocketAddress) {
            context?.writeAndFlush(
                wrapOutboundOut(AddressedEnvelope(remoteAddress: client, data: buffer)), promise: nil)
        }

        func forget(_ client: SocketAddress) { sessions.removeValue(forKey: client) }
    }
#endif
