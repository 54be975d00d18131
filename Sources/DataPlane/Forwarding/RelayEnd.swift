#if Sandbox
    import NIOCore

    /// One of the two connections of a relay, as a handler in its pipeline. It reads only while the relay can pass on what
    /// is read.
    final class RelayEnd: ChannelDuplexHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        enum Side {
            case client
            case endpoint
        }

        let side: Side
        /// Dropped when the connection is gone, so that the two ends and the relay do not hold each other.
        private var relay: Relay?
        private var context: ChannelHandlerContext?
        private var hasReadWaiting = false
        /// No more comes from this peer.
        private(set) var isAtEnd = false

        init(_ side: Side, of relay: Relay) {
            self.side = side
            self.relay = relay
        }

        var channel: (any Channel)? { context?.channel }
        var isWritable: Bool { context?.channel.isWritable ?? false }

        // MARK: What the relay asks for

        func write(_ buffer: ByteBuffer) { context?.write(wrapOutboundOut(buffer), promise: nil) }

        func flush() { context?.flush() }

        func readOn() {
            guard hasReadWaiting, let context else { return }
            read(context: context)
        }

        /// Tells the peer that no more comes, after all that was written.
        func endOutput() { afterWrites { $0.close(mode: .output, promise: nil) } }

        func closeAfterWrites() { afterWrites { $0.close(mode: .all, promise: nil) } }

        func reset() {
            guard let channel = context?.channel else { return }
            channel.reset()
        }

        private func afterWrites(_ body: @escaping (ChannelHandlerContext) -> Void) {
            guard let context else { return }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
                // Gone in the meantime: nothing is left to close.
                if let context = self.context { body(context) }
            }
        }

        // MARK: The pipeline

        func handlerAdded(context: ChannelHandlerContext) { self.context = context }

        func handlerRemoved(context: ChannelHandlerContext) {
            self.context = nil
            relay = nil
        }

        func channelActive(context: ChannelHandlerContext) {
            context.fireChannelActive()
            if side == .client { relay?.begin() }
        }

        func read(context: ChannelHandlerContext) {
            hasReadWaiting = !(relay?.mayRead(self) ?? true)
            if !hasReadWaiting { context.read() }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            relay?.received(unwrapInboundIn(data), at: self)
        }

        func channelReadComplete(context: ChannelHandlerContext) { relay?.readCompleted(at: self) }

        func channelWritabilityChanged(context: ChannelHandlerContext) {
            if context.channel.isWritable { relay?.becameWritable(self) }
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            guard case ChannelEvent.inputClosed = event else { return context.fireUserInboundEventTriggered(event) }
            isAtEnd = true
            relay?.inputEnded(at: self)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            relay?.failed(self, error)
            context.close(mode: .all, promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            isAtEnd = true
            relay?.closed(self)
            relay = nil
        }
    }
#endif
