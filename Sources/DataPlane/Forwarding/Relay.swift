#if Sandbox
    import NIOCore
    import NIOPosix

    /// A client's connection, and the one to an endpoint that it is led to. Both are on one event loop, and so is this.
    ///
    /// Neither is read from faster than the other takes it; an end of one direction leaves the other one open.
    final class Relay {
        private enum Phase {
            /// Waits for the client's first bytes, or for its patience to end.
            case waiting
            case connecting
            case joined
            case over
        }

        private let loop: any EventLoop
        private let router: any FlowRouter
        private let options: FlowOptions
        private let channels: ChannelSet
        private var client: RelayEnd?
        private var endpoint: RelayEnd?
        private var phase = Phase.waiting
        private var observer: (any FlowObserver)?
        /// What the client sent before the endpoint was connected.
        private var early = ByteBuffer()
        private var end: FlowEnd?
        private var lastActivity = NIODeadline.now()
        private var timer: Scheduled<Void>?

        private init(loop: any EventLoop, router: any FlowRouter, options: FlowOptions, channels: ChannelSet) {
            self.loop = loop
            self.router = router
            self.options = options
            self.channels = channels
        }

        /// Sets up a connection that was just accepted.
        static func attach(
            to channel: any Channel, router: any FlowRouter, options: FlowOptions, channels: ChannelSet
        ) throws {
            try channels.add(channel)
            let relay = Relay(loop: channel.eventLoop, router: router, options: options, channels: channels)
            let client = RelayEnd(.client, of: relay)
            relay.client = client
            try channel.pipeline.syncOperations.addHandler(client)
        }

        // MARK: Connecting

        func begin() {
            guard let wait = options.silenceBeforeConnect else { return connect() }
            timer = loop.assumeIsolated().scheduleTask(in: wait) { if self.phase == .waiting { self.connect() } }
        }

        private func connect() {
            timer?.cancel()
            guard let channel = client?.channel, let peer = channel.remoteAddress, let route = router.route(from: peer)
            else { return dropClient() }
            phase = .connecting
            observer = route.observer
            let header =
                route.sendsProxyHeader
                ? channel.localAddress.map { ProxyHeader(source: peer, destination: $0) } : nil
            let end = RelayEnd(.endpoint, of: self)
            endpoint = end
            let bound = NIOLoopBound(end, eventLoop: loop)
            let channels = channels
            ClientBootstrap(group: loop).connectTimeout(options.connectTimeout)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channels.add(channel)
                        try channel.pipeline.syncOperations.addHandler(bound.value)
                    }
                }
                .connect(to: route.target).assumeIsolated().whenComplete { result in
                    switch result {
                    case .success: self.join(header)
                    case .failure(let error): self.connectFailed(error)
                    }
                }
        }

        private func join(_ header: ProxyHeader?) {
            guard phase == .connecting, let endpoint, let client else { return }
            phase = .joined
            observer?.connected()
            if let header {
                var bytes = ByteBuffer()
                header.write(to: &bytes)
                endpoint.write(bytes)
            }
            if early.readableBytes > 0 {
                observer?.sent(early.readableBytes)
                endpoint.write(early)
                early = ByteBuffer()
            }
            endpoint.flush()
            noteActivity()
            watchIdleness(in: options.idleTimeout)
            if client.isAtEnd { endpoint.endOutput() }
            client.readOn()
            endpoint.readOn()
        }

        private func connectFailed(_ error: any Error) {
            guard phase == .connecting else { return }
            endpoint = nil
            observer?.connectFailed(ConnectFailure(error))
            end = end ?? .notConnected
            dropClient()
        }

        /// There is nothing to lead the client to.
        private func dropClient() {
            if options.resetsClients { client?.reset() } else { client?.channel?.close(mode: .all, promise: nil) }
        }

        // MARK: What the ends tell

        func mayRead(_ side: RelayEnd) -> Bool {
            switch phase {
            case .waiting: early.readableBytes == 0
            case .connecting: false
            case .joined: other(than: side)?.isWritable ?? false
            case .over: true
            }
        }

        func received(_ buffer: ByteBuffer, at side: RelayEnd) {
            noteActivity()
            guard phase == .joined else {
                // The end of the stream makes the channel read all there is, asked or not.
                if side.side == .client, phase != .over {
                    early.writeImmutableBuffer(buffer)
                    if phase == .waiting { connect() }
                }
                return
            }
            if side.side == .client {
                observer?.sent(buffer.readableBytes)
            } else {
                observer?.received(buffer.readableBytes)
            }
            other(than: side)?.write(buffer)
        }

        func readCompleted(at side: RelayEnd) { if phase == .joined { other(than: side)?.flush() } }

        func becameWritable(_ side: RelayEnd) { if phase == .joined { other(than: side)?.readOn() } }

        func inputEnded(at side: RelayEnd) {
            switch phase {
            // A client that says nothing and goes: no endpoint needs to hear of it.
            case .waiting: side.channel?.close(mode: .all, promise: nil)
            case .joined:
                end = end ?? (side.side == .client ? .byClient : .byEndpoint)
                guard let other = other(than: side) else { return }
                if other.isAtEnd {
                    other.closeAfterWrites()
                    side.closeAfterWrites()
                } else {
                    other.endOutput()
                }
            case .connecting, .over: break
            }
        }

        func failed(_ side: RelayEnd, _ error: any Error) {
            guard phase == .joined, options.resetsClients, (error as? IOError)?.isReset == true else { return }
            end = end ?? (side.side == .client ? .byClient : .byEndpoint)
            other(than: side)?.reset()
        }

        func closed(_ side: RelayEnd) {
            end = end ?? (side.side == .client ? .byClient : .byEndpoint)
            let other = other(than: side)
            switch side.side {
            case .client: client = nil
            case .endpoint: endpoint = nil
            }
            if phase == .connecting, side.side == .endpoint { return }
            phase = .over
            // Until both are gone: one that takes nothing more is closed in the end.
            if other == nil { timer?.cancel() }
            if let other, let channel = other.channel {
                if channel.isActive { other.closeAfterWrites() } else { channel.close(mode: .all, promise: nil) }
            }
            if client == nil {
                observer?.ended(end ?? .byClient)
                observer = nil
            }
        }

        private func other(than side: RelayEnd) -> RelayEnd? { side.side == .client ? endpoint : client }

        // MARK: Idleness

        private func noteActivity() { lastActivity = .now() }

        private func watchIdleness(in time: TimeAmount) {
            timer = loop.assumeIsolated().scheduleTask(in: time) {
                let due = self.lastActivity + self.options.idleTimeout
                let now = NIODeadline.now()
                guard now >= due else { return self.watchIdleness(in: due - now) }
                self.end = self.end ?? .idle
                self.client?.channel?.close(mode: .all, promise: nil)
                self.endpoint?.channel?.close(mode: .all, promise: nil)
            }
        }
    }
#endif
