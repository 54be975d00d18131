#if Sandbox
    import NIOCore
    import Synchronization

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// One connection that a server took.
    final class ServedConnection: Sendable {
        /// From 1, in the order of acceptance.
        let number: Int
        let channel: any Channel
        private let hasRequest = Mutex(false)

        init(number: Int, channel: any Channel) {
            self.number = number
            self.channel = channel
        }

        /// Puts itself nearest to the socket, and closes the connection if it makes no request within the time given: a
        /// client that is slow with its handshake or its headers holds no connection for ever.
        func attach(firstRequestWithin limit: TimeAmount) throws {
            try channel.pipeline.syncOperations.addHandler(SocketEnd(), name: Self.handlerName)
            channel.eventLoop.scheduleTask(in: limit) {
                if !self.hasRequest.withLock({ $0 }) { self.abort() }
            }
        }

        func noteRequest() { hasRequest.withLock { $0 = true } }

        /// Closes the socket at once, beneath TLS: no `close_notify` is sent and none awaited.
        func abort() {
            let channel = channel
            channel.eventLoop.execute {
                if let context = try? channel.pipeline.syncOperations.context(name: Self.handlerName) {
                    context.close(mode: .all, promise: nil)
                } else {
                    channel.close(mode: .all, promise: nil)
                }
            }
        }

        /// Closes the socket so that the client is told of a reset connection.
        func reset() async {
            if let options = channel as? any SocketOptionProvider {
                // Lingering for no time at all makes the kernel send RST instead of FIN.
                try? await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
            }
            abort()
            try? await channel.closeFuture.get()
        }

        private static let handlerName = "socket end"

        /// Does nothing; its place in the pipeline is what matters.
        private final class SocketEnd: ChannelInboundHandler {
            typealias InboundIn = ByteBuffer
        }
    }

    /// The connections of one server that are open.
    final class ConnectionRegistry: Sendable {
        private struct State {
            var count = 0
            var takesMore = true
            var open: [ObjectIdentifier: ServedConnection] = [:]
        }

        private let state = Mutex(State())

        /// nil once `refuseMore()` was called.
        func add(_ channel: any Channel) -> ServedConnection? {
            let connection: ServedConnection? = state.withLock { state in
                guard state.takesMore else { return nil }
                state.count += 1
                let connection = ServedConnection(number: state.count, channel: channel)
                state.open[ObjectIdentifier(channel)] = connection
                return connection
            }
            guard connection != nil else { return nil }
            let key = ObjectIdentifier(channel)
            channel.closeFuture.whenComplete { _ in
                _ = self.state.withLock { $0.open.removeValue(forKey: key) }
            }
            return connection
        }

        func refuseMore() { state.withLock { $0.takesMore = false } }

        /// The connection that a channel is, or (a stream of HTTP/2) is part of.
        func connection(of channel: any Channel) -> ServedConnection? {
            var current: (any Channel)? = channel
            while let candidate = current {
                if let found = state.withLock({ $0.open[ObjectIdentifier(candidate)] }) { return found }
                current = candidate.parent
            }
            return nil
        }

        var all: [ServedConnection] { state.withLock { Array($0.open.values) } }
    }
#endif
