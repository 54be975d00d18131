#if Sandbox
    import HummingbirdCore
    import Logging
    import NIOCore
    import NIOHTTP2
    import NIOHTTPTypesHTTP2
    import NIOSSL

    /// TLS with HTTP/2 or HTTP/1.1, as the client wants it.
    ///
    /// Hummingbird's own channel keeps NIO's limit of 200 RST_STREAM frames in 30 seconds. libcurl takes a response for
    /// complete when it has as many bytes as were announced, and resets the stream if its end has not come by then, so that
    /// a busy connection would be cut after 200 requests.
    struct NegotiatedChannel: HTTPChannelHandler {
        fileprivate typealias Streams = NIOHTTP2Handler.AsyncStreamMultiplexer<HTTP1Channel.Value>

        struct Value: ServerChildChannelValue {
            fileprivate let negotiated: EventLoopFuture<NIONegotiatedHTTPVersion<HTTP1Channel.Value, Streams>>
            let channel: any Channel
        }

        typealias Verification =
            @Sendable ([NIOSSLCertificate], EventLoopPromise<NIOSSLVerificationResult>) -> Void

        var responder: Responder
        private let http1: HTTP1Channel
        private let context: NIOSSLContext
        private let verification: Verification

        init(
            _ http1: HTTP1Channel, _ configuration: TLSConfiguration,
            _ verification: @escaping Verification
        ) throws {
            var configuration = configuration
            configuration.applicationProtocols = NIOHTTP2SupportedALPNProtocols
            self.http1 = http1
            self.verification = verification
            responder = http1.responder
            context = try NIOSSLContext(configuration: configuration)
        }

        func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
            do {
                try channel.pipeline.syncOperations.addHandler(
                    NIOSSLServerHandler(
                        context: context, customVerificationCallback: verification, configuration: .init()))
            } catch {
                return channel.eventLoop.makeFailedFuture(error)
            }
            return channel.configureHTTP2AsyncSecureUpgrade { channel in
                http1.setup(channel: channel, logger: logger)
            } http2ConnectionInitializer: { channel in
                channel.configureAsyncHTTP2Pipeline(mode: .server, configuration: Self.configuration) { stream in
                    stream.eventLoop.makeCompletedFuture {
                        try stream.pipeline.syncOperations.addHandler(HTTP2FramePayloadToHTTPServerCodec())
                        return try HTTP1Channel.Value(wrappingChannelSynchronously: stream)
                    }
                }
            }.map { Value(negotiated: $0, channel: channel) }
        }

        private static var configuration: NIOHTTP2Handler.Configuration {
            var configuration = NIOHTTP2Handler.Configuration()
            configuration.stream.streamResetFrameRateLimit.maximumCount = .max
            return configuration
        }

        func handle(value: Value, logger: Logger) async {
            do {
                switch try await value.negotiated.get() {
                case .http1_1(let connection): await http1.handle(value: connection, logger: logger)
                case .http2(let streams):
                    try await withThrowingDiscardingTaskGroup { group in
                        for try await stream in streams.inbound {
                            group.addTask { await handleHTTP(asyncChannel: stream, logger: logger) }
                        }
                    }
                }
            } catch {
                logger.debug("a connection ended: \(error)")
            }
        }
    }
#endif
