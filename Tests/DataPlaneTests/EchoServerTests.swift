#if Sandbox
    import NIOCore
    import Testing

    @testable import DataPlane

    extension SocketTests {
        struct EchoServerTests {
            private func withPod(
                _ protocols: [TransportProtocol] = [.tcp], silence: Duration = .seconds(60),
                _ body: (EchoServer, String, [Int]) async throws -> Void
            ) async throws {
                try await withNetwork { network in
                    let ports = protocols.map { EchoServer.Port(number: 8080, protocol: $0) }
                    let pod = EchoServer(
                        name: "web-1", address: network.pod(0), ports: ports, group: testGroup, silence: silence)
                    try await pod.start()
                    try await body(pod, network.pod(0), ports.compactMap(pod.localPort))
                    await pod.stop()
                    #expect(pod.openChannels == 0)
                }
            }

            @Test func `a line is answered with the name, the port and the peer, and comes back`() async throws {
                try await withPod { _, address, ports in
                    #expect(ports == [8080])
                    let client = try await TestClient.connect(address, 8080)
                    try await client.send("hello\n")
                    #expect(try await client.line() == "pod web-1 port 8080 peer 127.0.0.1:\(client.port)")
                    #expect(try await client.line() == "hello")
                    try await client.send("again\n")
                    #expect(try await client.line() == "again")
                    try await client.endOutput()
                    #expect(try await client.rest() == "")
                }
            }

            @Test func `a silent client is greeted`() async throws {
                try await withPod(silence: .milliseconds(1)) { _, address, _ in
                    let client = try await TestClient.connect(address, 8080)
                    #expect(try await client.line().hasPrefix("pod web-1 port 8080 peer 127.0.0.1:"))
                    await client.close()
                }
            }

            @Test(arguments: ["GET", "HEAD", "POST"])
            func `HTTP is answered with HTTP`(method: String) async throws {
                try await withPod { _, address, _ in
                    let client = try await TestClient.connect(address, 8080)
                    // In pieces, as a slow client sends it.
                    try await client.send("\(method) / HT")
                    try await client.send("TP/1.1\r\nhost: x\r\n")
                    try await client.send("\r\n")
                    let answer = try await client.rest()
                    let line = "pod web-1 port 8080 peer 127.0.0.1:\(client.port)\n"
                    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
                    #expect(
                        answer.contains(
                            "content-type: text/plain; charset=utf-8\r\ncontent-length: \(line.utf8.count)\r\n"))
                    #expect(answer.hasSuffix(method == "HEAD" ? "close\r\n\r\n" : "close\r\n\r\n" + line))
                    await client.close()
                }
            }

            @Test func `a header of the PROXY protocol shows the client behind it`() async throws {
                try await withPod { _, address, _ in
                    var header = ByteBuffer()
                    ProxyHeader(
                        source: try SocketAddress(ipAddress: "127.9.8.7", port: 4242),
                        destination: try SocketAddress(ipAddress: "127.0.0.1", port: 80)
                    ).write(to: &header)
                    let client = try await TestClient.connect(address, 8080)
                    let bytes = Array(header.readableBytesView)
                    try await client.send(Array(bytes.prefix(9)))
                    try await client.send(bytes.dropFirst(9) + Array("hi\n".utf8))
                    #expect(
                        try await client.line()
                            == "pod web-1 port 8080 peer 127.9.8.7:4242 via 127.0.0.1:\(client.port)")
                    #expect(try await client.line() == "hi")
                    await client.close()
                }
            }

            @Test func `a datagram comes back behind the line`() async throws {
                try await withPod([.tcp, .udp]) { _, address, _ in
                    let client = try await TestDatagrams.connect(address, 8080)
                    let answer = try await client.ask("ping")
                    #expect(answer.hasPrefix("pod web-1 port 8080 peer 127.0.0.1:"))
                    await client.close()
                }
            }

            @Test func `a port that may not be bound is opened higher up`() async throws {
                try await withNetwork { network in
                    let port = EchoServer.Port(number: 80, protocol: .tcp)
                    let pod = EchoServer(
                        name: "web", address: network.pod(0), ports: [port], group: testGroup,
                        isPermitted: { $0 >= 1024 })
                    try await pod.start()
                    #expect(pod.localPort(port) == 20_080)
                    await pod.stop()
                }
            }

            @Test func `an address in use and one of another network are refused`() async throws {
                try await withPod { _, address, _ in
                    let ports = [EchoServer.Port(number: 9, protocol: .udp), .init(number: 8080, protocol: .tcp)]
                    let second = EchoServer(
                        name: "web-2", address: address, ports: ports, group: testGroup, isPermitted: { $0 >= 1024 })
                    let failure = await #expect(throws: BindFailure.self) { try await second.start() }
                    #expect(failure?.reason == .inUse)
                    #expect(failure?.description == "cannot listen on \(address):8080/TCP: the port is in use")
                    #expect(second.openChannels == 0)
                }
                let outside = EchoServer(
                    name: "web", address: "192.0.2.1", ports: [.init(number: 1, protocol: .tcp)], group: testGroup)
                let failure = await #expect(throws: BindFailure.self) { try await outside.start() }
                #expect(failure?.reason == .notLoopback)
            }
        }
    }

    struct ProxyHeaderTests {
        @Test func `what is written is read, and what follows it stays`() throws {
            let header = ProxyHeader(
                source: try SocketAddress(ipAddress: "127.1.2.3", port: 65_535),
                destination: try SocketAddress(ipAddress: "10.20.30.40", port: 443))
            var buffer = ByteBuffer()
            header.write(to: &buffer)
            buffer.writeString("rest")
            for length in 1..<28 {
                var part = ByteBuffer(bytes: buffer.readableBytesView.prefix(length))
                #expect(ProxyHeader.read(from: &part) == .incomplete)
                #expect(part.readableBytes == length)
            }
            #expect(ProxyHeader.read(from: &buffer) == .header(header))
            #expect(String(buffer: buffer) == "rest")
        }

        @Test func `other bytes are no header`() {
            for text in ["GET / HTTP/1.1\r\n", "\r\n\r\nhello", "x"] {
                var buffer = ByteBuffer(string: text)
                #expect(ProxyHeader.read(from: &buffer) == .none)
                #expect(String(buffer: buffer) == text)
            }
        }

        @Test(arguments: [
            ("127.0.0.1", true), ("127.255.255.254", true), ("126.0.0.1", false), ("127.1", false),
            ("127.0.0.256", false),
            ("127.0.0.+1", false), ("localhost", false), ("::1", false), ("", false), ("127.0.0.1 ", false),
        ])
        func `only addresses of 127.0.0.0/8 are taken`(address: String, isTaken: Bool) {
            #expect((SocketAddress.loopback(address, port: 1) != nil) == isTaken)
        }
    }
#endif
