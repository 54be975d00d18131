#if Sandbox
    import DataPlane
    import NIOCore
    import NIOPosix
    import Synchronization
    import Testing

    /// All tests that open sockets: one after the other, since some of them wait for what takes time on a busy machine.
    @Suite(.serialized)
    enum SocketTests {}

    let testGroup = MultiThreadedEventLoopGroup.singleton

    struct TimedOut: Error, CustomStringConvertible {
        let description: String
    }

    /// Waits until something is so, and fails after a long time.
    func eventually(
        _ what: String, within limit: Duration = .seconds(20), _ condition: () async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + limit
        while try await !condition() {
            guard ContinuousClock.now < end else { throw TimedOut(description: "never: \(what)") }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Gives a test addresses that no other test, and no sandbox, has.
    func withNetwork<Value>(_ body: (LoopbackNetwork) async throws -> Value) async throws -> Value {
        let network = try await LoopbackNetwork.take(on: testGroup)
        do {
            let value = try await body(network)
            await network.release()
            return value
        } catch {
            await network.release()
            throw error
        }
    }

    /// One TCP connection of a client.
    final class TestClient: Sendable {
        struct Inbox {
            var bytes: [UInt8] = []
            var isAtEnd = false
            var isReset = false
            var isClosed = false
        }

        let channel: any Channel
        private let inbox: Box

        final class Box: Sendable { let value = Mutex(Inbox()) }

        private init(channel: any Channel, inbox: Box) {
            self.channel = channel
            self.inbox = inbox
        }

        static func connect(
            _ address: String, _ port: Int, from source: String? = nil, timeout: TimeAmount = .seconds(10)
        ) async throws -> TestClient {
            let inbox = Box()
            var bootstrap = ClientBootstrap(group: testGroup).connectTimeout(timeout)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Receiver(inbox: inbox))
                    }
                }
            if let source { bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: source, port: 0)) }
            let channel = try await bootstrap.connect(to: SocketAddress(ipAddress: address, port: port)).get()
            return TestClient(channel: channel, inbox: inbox)
        }

        var state: Inbox { inbox.value.withLock { $0 } }
        var port: Int { channel.localAddress?.port ?? 0 }

        func send(_ text: String) async throws { try await channel.writeAndFlush(ByteBuffer(string: text)).get() }

        func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get() }

        func endOutput() async throws { try await channel.close(mode: .output).get() }

        func close() async { try? await channel.close().get() }

        /// The next line, without its end.
        func line() async throws -> String {
            var line: String?
            try await eventually("a line, only \(String(decoding: state.bytes, as: UTF8.self))") {
                line = inbox.value.withLock { inbox in
                    guard let end = inbox.bytes.firstIndex(of: 10) else { return nil }
                    defer { inbox.bytes.removeFirst(end + 1) }
                    return String(decoding: inbox.bytes[..<end], as: UTF8.self)
                }
                return line != nil || (state.isAtEnd || state.isClosed)
            }
            guard let line else { throw TimedOut(description: "the connection ended") }
            return line
        }

        /// All that comes until the server ends it.
        func rest() async throws -> String {
            try await eventually("the end") { state.isAtEnd || state.isClosed }
            return String(decoding: state.bytes, as: UTF8.self)
        }

        private final class Receiver: ChannelInboundHandler {
            typealias InboundIn = ByteBuffer

            private let inbox: Box

            init(inbox: Box) { self.inbox = inbox }

            func channelRead(context: ChannelHandlerContext, data: NIOAny) {
                let bytes = unwrapInboundIn(data)
                inbox.value.withLock { $0.bytes += bytes.readableBytesView }
            }

            func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
                if case ChannelEvent.inputClosed = event { inbox.value.withLock { $0.isAtEnd = true } }
            }

            func errorCaught(context: ChannelHandlerContext, error: any Error) {
                inbox.value.withLock { $0.isReset = true }
                context.close(mode: .all, promise: nil)
            }

            func channelInactive(context: ChannelHandlerContext) { inbox.value.withLock { $0.isClosed = true } }
        }
    }

    /// One UDP socket of a client.
    final class TestDatagrams: Sendable {
        private let channel: any Channel
        private let received: Box

        final class Box: Sendable { let value = Mutex((texts: [String](), refusals: 0)) }

        private init(channel: any Channel, received: Box) {
            self.channel = channel
            self.received = received
        }

        static func connect(_ address: String, _ port: Int, from source: String? = nil) async throws -> TestDatagrams {
            let received = Box()
            let target = try SocketAddress(ipAddress: address, port: port)
            var bootstrap = DatagramBootstrap(group: testGroup)
                .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 65_536))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Receiver(received: received))
                    }
                }
            // A socket is bound before it is connected, or it gets an address of the kernel's choice.
            if source == nil { bootstrap = bootstrap.channelOption(.socketOption(.so_reuseaddr), value: 1) }
            let channel =
                if let source {
                    try await Self.connected(bootstrap, from: source, to: target)
                } else {
                    try await bootstrap.connect(to: target).get()
                }
            return TestDatagrams(channel: channel, received: received)
        }

        private static func connected(
            _ bootstrap: DatagramBootstrap, from source: String, to target: SocketAddress
        ) async throws -> any Channel {
            let channel = try await bootstrap.bind(to: SocketAddress(ipAddress: source, port: 0)).get()
            try await channel.connect(to: target).get()
            return channel
        }

        var texts: [String] { received.value.withLock { $0.texts } }
        var refusals: Int { received.value.withLock { $0.refusals } }

        func send(_ text: String) async throws {
            guard let target = channel.remoteAddress else { throw TimedOut(description: "not connected") }
            try await channel.writeAndFlush(
                AddressedEnvelope(remoteAddress: target, data: ByteBuffer(string: text))
            ).get()
        }

        /// Sends, again if need be, until an answer to it is there.
        func ask(_ text: String) async throws -> String {
            try await send(text)
            var answer: String?
            try await eventually("an answer to \(text)") {
                answer = texts.last { $0.hasSuffix("\n\(text)") }
                return answer != nil
            }
            return answer ?? ""
        }

        func close() async { try? await channel.close().get() }

        private final class Receiver: ChannelInboundHandler {
            typealias InboundIn = AddressedEnvelope<ByteBuffer>

            private let received: Box

            init(received: Box) { self.received = received }

            func channelRead(context: ChannelHandlerContext, data: NIOAny) {
                let text = String(buffer: unwrapInboundIn(data).data)
                received.value.withLock { $0.texts.append(text) }
            }

            func errorCaught(context: ChannelHandlerContext, error: any Error) {
                received.value.withLock { $0.refusals += 1 }
            }
        }
    }

    /// The word after `pod` in a line of an echo server.
    func podName(_ line: String) -> String { line.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
#endif
