#if Sandbox
    import NIOCore
    import NIOPosix

    /// Asks whether something listens at an endpoint.
    enum EndpointProbe {
        /// Whether the endpoint refuses connections. One that does not answer at all does not refuse.
        static func isRefused(_ address: SocketAddress, on group: any EventLoopGroup, in channels: ChannelSet) async -> Bool {
            do {
                let channel = try await ClientBootstrap(group: group).connectTimeout(.milliseconds(500))
                    .channelOption(.autoRead, value: false)
                    .channelInitializer { channel in
                        channel.eventLoop.makeCompletedFuture { try channels.add(channel) }
                    }
                    .connect(to: address).get()
                channel.close(mode: .all, promise: nil)
                return false
            } catch {
                return (error as? IOError)?.isRefusal == true
            }
        }
    }
#endif
