#if Sandbox
    import NIOCore
    import NIOPosix

    /// Asks an address of the sandbox who answers there.
    enum EchoClient {
        /// The first line of the answer; nil where there is none within two seconds.
        static func ask(_ address: String, _ port: Int, isUDP: Bool, group: any EventLoopGroup) async -> String? {
            guard let remote = try? SocketAddress(ipAddress: address, port: port) else { return nil }
            let answer = group.next().makePromise(of: String.self)
            let timer = group.next().scheduleTask(in: .seconds(2)) {
                answer.fail(ChannelError.connectTimeout(.seconds(2)))
            }
            defer { timer.cancel() }
            do {
                let channel = try await isUDP ? datagram(to: remote, answer, group) : stream(to: remote, answer, group)
                let line = try? await answer.futureResult.get()
                try? await channel.close()
                return line
            } catch {
                answer.fail(error)
                return nil
            }
        }

        private static func stream(
            to remote: SocketAddress, _ answer: EventLoopPromise<String>, _ group: any EventLoopGroup
        ) async throws -> any Channel {
            let channel = try await ClientBootstrap(group: group).connectTimeout(.seconds(2))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(FirstLine(answer))
                    }
                }.connect(to: remote).get()
            try await channel.writeAndFlush(ByteBuffer(string: "hello\n"))
            return channel
        }

        private static func datagram(
            to remote: SocketAddress, _ answer: EventLoopPromise<String>, _ group: any EventLoopGroup
        ) async throws -> any Channel {
            let channel = try await DatagramBootstrap(group: group)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(FirstDatagram(answer))
                    }
                }.bind(host: "127.0.0.1", port: 0).get()
            try await channel.writeAndFlush(
                AddressedEnvelope(remoteAddress: remote, data: ByteBuffer(string: "hello\n")))
            return channel
        }

        private final class FirstLine: ChannelInboundHandler {
            typealias InboundIn = ByteBuffer
            private let answer: EventLoopPromise<String>
            private var text = ""

            init(_ answer: EventLoopPromise<String>) { self.answer = answer }

            func channelRead(context: ChannelHandlerContext, data: NIOAny) {
                text += String(buffer: unwrapInboundIn(data))
                if let line = text.split(separator: "\n", omittingEmptySubsequences: false).first, text.contains("\n") {
                    answer.succeed(String(line))
                }
            }

            func channelInactive(context: ChannelHandlerContext) { answer.fail(ChannelError.eof) }

            func errorCaught(context: ChannelHandlerContext, error: any Error) { answer.fail(error) }
        }

        private final class FirstDatagram: ChannelInboundHandler {
            typealias InboundIn = AddressedEnvelope<ByteBuffer>
            private let answer: EventLoopPromise<String>

            init(_ answer: EventLoopPromise<String>) { self.answer = answer }

            func channelRead(context: ChannelHandlerContext, data: NIOAny) {
                let text = String(buffer: unwrapInboundIn(data).data)
                answer.succeed(text.split(separator: "\n").first.map(String.init) ?? "")
            }
        }
    }
#endif
