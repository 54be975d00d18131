#if Sandbox
    import NIOCore
    import NIOPosix
    import Synchronization
    import Testing

    @testable import DataPlane

    extension SocketTests {
        struct TransferTests {
            /// Takes what comes, or does not, and counts it.
            private final class Sink: Sendable {
                private let server: any Channel

                static func listen(_ address: String, _ port: Int, isReading: Bool) async throws -> Sink {
                    let box = Box()
                    let server = try await ServerBootstrap(group: testGroup)
                        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                        .childChannelOption(.autoRead, value: isReading)
                        .childChannelOption(.allowRemoteHalfClosure, value: true)
                        .childChannelInitializer { channel in
                            channel.eventLoop.makeCompletedFuture {
                                box.connections.withLock { $0.append(channel) }
                                try channel.pipeline.syncOperations.addHandler(Counter(box: box))
                            }
                        }
                        .bind(to: SocketAddress(ipAddress: address, port: port)).get()
                    return Sink(server: server, box: box)
                }

                final class Box: Sendable {
                    let connections = Mutex<[any Channel]>([])
                    let count = Atomic(0)
                }

                private let box: Box

                private init(server: any Channel, box: Box) {
                    self.server = server
                    self.box = box
                }

                var bytes: Int { box.count.load(ordering: .relaxed) }

                func readOn() {
                    for channel in box.connections.withLock({ $0 }) {
                        channel.setOption(.autoRead, value: true).whenComplete { _ in channel.read() }
                    }
                }

                func close() async {
                    try? await server.close().get()
                    for channel in box.connections.withLock({ $0 }) { try? await channel.close().get() }
                }

                private final class Counter: ChannelInboundHandler {
                    typealias InboundIn = ByteBuffer

                    private let box: Box

                    init(box: Box) { self.box = box }

                    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
                        box.count.add(unwrapInboundIn(data).readableBytes, ordering: .relaxed)
                    }
                }
            }

            private final class Flag: Sendable {
                private let value = Atomic(false)

                var isSet: Bool { value.load(ordering: .relaxed) }
                func set() { value.store(true, ordering: .relaxed) }
            }

            private static let piece = 256 << 10
            private static let total = 100 << 20

            @Test func `100 MB go through both proxies and back, as they are`() async throws {
                try await ProxyBed.with(nodes: 1) { bed in
                    let node = NodePortProxy(node: "node-5", address: bed.network.node(16), group: testGroup)
                    let rule = NodePortRule(
                        nodePort: 30_080, protocol: .tcp,
                        endpoints: [NodePortEndpoint(address: bed.network.node(11), port: 30_080, nodeName: "node-5")])
                    _ = await node.apply([rule])
                    try await bed.begin([.tcp], bed.configuration(nodes: [5]))
                    let received = Mutex((bytes: 0, mismatches: 0))
                    let channel = try await ClientBootstrap(group: testGroup)
                        .channelInitializer { channel in
                            channel.eventLoop.makeCompletedFuture {
                                try channel.pipeline.syncOperations.addHandler(
                                    Comparison { bytes, mismatches in
                                        received.withLock {
                                            $0.bytes += bytes
                                            $0.mismatches += mismatches
                                        }
                                    })
                            }
                        }
                        .connect(to: SocketAddress(ipAddress: bed.address, port: ProxyBed.port)).get()
                    let pattern = ByteBuffer(bytes: (0..<Self.piece).map { UInt8(truncatingIfNeeded: $0) })
                    // The first byte is no capital letter, so the echo server greets at once.
                    for _ in 0..<(Self.total / Self.piece) { try await channel.writeAndFlush(pattern).get() }
                    try await eventually("all is back", within: .seconds(60)) {
                        received.withLock { $0.bytes } >= Self.total
                    }
                    #expect(received.withLock { $0.mismatches } == 0)
                    try? await channel.close().get()
                    await node.stop()
                }
            }

            /// Compares what comes after the first line with the bytes 0 to 255, again and again.
            private final class Comparison: ChannelInboundHandler {
                typealias InboundIn = ByteBuffer

                private let note: (Int, Int) -> Void
                private var isInGreeting = true
                private var next: UInt8 = 0

                init(note: @escaping @Sendable (Int, Int) -> Void) { self.note = note }

                func channelRead(context: ChannelHandlerContext, data: NIOAny) {
                    var buffer = unwrapInboundIn(data)
                    if isInGreeting {
                        guard let end = buffer.readableBytesView.firstIndex(of: 10) else { return }
                        buffer.moveReaderIndex(to: end + 1)
                        isInGreeting = false
                    }
                    // The ends of a piece tell of bytes that are missing or doubled; to look at all of them takes too long.
                    let count = buffer.readableBytes
                    guard count > 0 else { return }
                    let first = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self)
                    let last = buffer.getInteger(at: buffer.writerIndex - 1, as: UInt8.self)
                    let isRight = first == next && last == next &+ UInt8(truncatingIfNeeded: count - 1)
                    next = next &+ UInt8(truncatingIfNeeded: count)
                    note(count, isRight ? 0 : 1)
                }
            }

            @Test func `a node that does not read holds its client up, not the proxy's memory`() async throws {
                try await ProxyBed.with(nodes: 0) { bed in
                    let sink = try await Sink.listen(bed.network.node(11), 30_080, isReading: false)
                    try await bed.begin([.tcp], bed.configuration(nodes: [0]))
                    let client = try await bed.connect()
                    let accepted = Atomic(0)
                    let pieces = Self.total / Self.piece
                    let writing = Task { [client] in
                        let bytes = [UInt8](repeating: 1, count: Self.piece)
                        for _ in 0..<pieces {
                            try await client.send(bytes)
                            accepted.add(Self.piece, ordering: .relaxed)
                        }
                    }
                    // Until no more is taken: nothing for a whole quarter of a second.
                    var before = -1
                    try await eventually("held up") {
                        defer { before = accepted.load(ordering: .relaxed) }
                        try await Task.sleep(for: .milliseconds(250))
                        return before > 0 && before == accepted.load(ordering: .relaxed)
                    }
                    // What the kernel keeps of three connections' halves; the rest waits at the client.
                    #expect(accepted.load(ordering: .relaxed) < Self.total / 2)
                    sink.readOn()
                    try await writing.value
                    try await eventually("all has arrived") { sink.bytes == Self.total }
                    #expect(
                        bed.value("envoy_cluster_upstream_cx_tx_bytes_total", ProxyBed.name(.tcp)) == Self.total)
                    await client.close()
                    await sink.close()
                }
            }

            @Test func `many connections at once`() async throws {
                try await ProxyBed.with { bed in
                    try await bed.begin()
                    let names = try await withThrowingTaskGroup(of: String.self) { group in
                        for number in 0..<300 {
                            group.addTask {
                                let client = try await bed.connect()
                                try await client.send("\(number)\n")
                                let name = podName(try await client.line())
                                let echo = try await client.line()
                                await client.close()
                                return echo == "\(number)" ? name : "wrong"
                            }
                        }
                        return try await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
                    }
                    #expect(names == ["node-0": 150, "node-1": 150])
                    try await eventually("none is left") {
                        bed.value("envoy_cluster_upstream_cx_active", ProxyBed.name(.tcp)) == 0
                    }
                    #expect(bed.log.lines.count == 300)
                }
            }

            @Test func `changes while connections come: none is lost`() async throws {
                try await ProxyBed.with { bed in
                    try await bed.begin()
                    let isOver = Flag()
                    let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                        for _ in 0..<4 {
                            group.addTask {
                                var count = 0
                                while !isOver.isSet {
                                    let client = try await bed.connect()
                                    try await client.send("x\n")
                                    _ = try await client.line()
                                    await client.close()
                                    count += 1
                                }
                                return count
                            }
                        }
                        for version in 2...40 {
                            // Another port, other nodes, another way to choose; one node stays.
                            var next = bed.configuration(
                                "\(version)", nodes: version.isMultiple(of: 2) ? [0] : [0, 1],
                                hasPersistence: version.isMultiple(of: 3))
                            next.clusters += bed.configuration("", [.udp]).clusters
                            if version.isMultiple(of: 2) { next.listeners += bed.configuration("", [.udp]).listeners }
                            await bed.proxy.apply(next)
                            let outcome = await bed.proxy.bind([bed.binding(), bed.binding(.udp)])
                            #expect(outcome.failures == [])
                        }
                        isOver.set()
                        return try await group.reduce(into: [Int]()) { $0.append($1) }
                    }
                    #expect(counts.allSatisfy { $0 > 0 })
                    #expect(bed.value("envoy_listener_manager_lds_update_success") == 40)
                    #expect(bed.value("envoy_cluster_upstream_cx_connect_fail", ProxyBed.name(.tcp)) == 0)
                }
            }
        }
    }
#endif
