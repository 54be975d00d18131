import Foundation
import LocalSystem
import TestSupport
import Testing

@testable import Probes

/// What comes of a request for a host, against servers on loopback addresses.
@Suite struct HostProbeTests {
    private func probe(
        _ port: UInt16, _ path: String = "/", host: String? = "shop.example", tls: Bool = false, grpc: Bool = false,
        timeout: Duration = .seconds(20)
    ) async throws -> ProbeOutcome {
        let request = try HostRequest(host: host, path: path, usesTLS: tls, isGRPC: grpc)
        var settings = Prober.Settings()
        settings.timeout = timeout
        let target = ProbeTarget(address: "127.0.0.1", port: Int(port), kind: .request(request))
        return try #require(await Prober(settings).probe([target]).first).outcome
    }

    private func answer(_ outcome: ProbeOutcome) throws -> HostAnswer {
        guard case .responded(let answer, _) = outcome else { throw NoAnswer(outcome: outcome) }
        return answer
    }

    private struct NoAnswer: Error { let outcome: ProbeOutcome }

    private static func server(_ response: String, heads: Locked<[String]> = Locked([])) throws -> LoopbackServer {
        try LoopbackServer { connection in
            guard let head = connection.readHead() else { return }
            heads.withLock { $0.append(head) }
            connection.write(response)
            connection.end()
        }
    }

    private static func response(_ status: Int, _ body: String, headers: String = "") -> String {
        "HTTP/1.1 \(status) X\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    // MARK: What is sent

    @Test func theHostIsNamedAndNothingElseIsSent() async throws {
        let heads = Locked([String]())
        let server = try Self.server(Self.response(200, "hello"), heads: heads)
        #expect(try answer(try await probe(server.port, "/a b?c")).status == 200)
        let head = heads.withLock { $0.first ?? "" }
        #expect(head.hasPrefix("GET /a%20b%3Fc HTTP/1.1\r\nHost: shop.example:\(server.port)\r\n"), "\(head)")
        #expect(
            Set(head.split(separator: "\r\n").dropFirst().map { $0.prefix { $0 != ":" }.lowercased() })
                == ["host", "user-agent", "accept"], "\(head)")
        #expect(server.connections == 1)
    }

    @Test func withoutAHostTheAddressIsNamed() async throws {
        let heads = Locked([String]())
        let server = try Self.server(Self.response(200, ""), heads: heads)
        _ = try await probe(server.port, host: nil)
        #expect(heads.withLock { $0.first ?? "" }.contains("Host: 127.0.0.1:\(server.port)\r\n"))
    }

    /// The proxy of the environment would answer in place of the address.
    @Test func redirectsAreNotFollowed() async throws {
        let server = try Self.server(Self.response(308, "", headers: "Location: https://shop.example/\r\n"))
        let answer = try answer(try await probe(server.port))
        #expect(answer.status == 308 && answer.location == "https://shop.example/")
        #expect(server.connections == 1)
    }

    @Test func atMostEightAreSentAtTheSameTime() async throws {
        let counts = Locked((now: 0, most: 0))
        let server = try LoopbackServer { connection in
            guard connection.readHead() != nil else { return }
            counts.withLock { counts in
                counts.now += 1
                counts.most = max(counts.most, counts.now)
            }
            // Long enough for others to come, if they may.
            for _ in 0..<200 { sched_yield() }
            counts.withLock { $0.now -= 1 }
            connection.write(Self.response(200, ""))
            connection.end()
        }
        let target = ProbeTarget(
            address: "127.0.0.1", port: Int(server.port),
            kind: .request(try HostRequest(host: "shop.example", path: "/", usesTLS: false)))
        var settings = Prober.Settings()
        settings.timeout = .seconds(60)
        let results = await Prober(settings).probe(Array(repeating: target, count: 40))
        #expect(results.allSatisfy { $0.outcome.isSuccess })
        #expect(counts.withLock { $0.most } <= 8)
    }

    // MARK: Who responded

    @Test(arguments: [
        (404, "<hr><center>nginx</center>", "", HostAnswer.Page.nginx),
        (404, "<hr><center>nginx/1.27.2</center>", "", .other), (404, "default backend - 404", "", .defaultBackend),
        (404, "", "server: envoy\r\n", .empty), (503, "no healthy upstream", "server: envoy\r\n", .noHealthyUpstream),
        (503, "upstream connect error or disconnect/reset before headers. reset reason: x", "", .upstreamFailed),
        (504, "upstream request timeout", "", .upstreamTimeout),
        (400, "<center>The plain HTTP request was sent to HTTPS port</center>", "", .plainHTTPToTLS),
        (500, "{}", "", .other),
    ])
    func pagesOfProxiesAreRecognized(status: Int, body: String, headers: String, page: HostAnswer.Page) async throws {
        let server = try Self.server(Self.response(status, body, headers: headers))
        let answer = try answer(try await probe(server.port))
        #expect(answer.status == status && answer.page == page)
        #expect(answer.isFromEnvoy == !headers.isEmpty && !answer.isFromBackend)
    }

    @Test func whatPassedTheEnvoyIsFromABackend() async throws {
        let server = try Self.server(
            Self.response(404, "<center>nginx</center>", headers: "X-Envoy-Upstream-Service-Time: 3\r\n"))
        #expect(try answer(try await probe(server.port)).isFromBackend)
    }

    // MARK: Misbehaving servers

    @Test func anEndlessBodyIsLeftAlone() async throws {
        let server = try LoopbackServer { connection in
            guard connection.readHead() != nil else { return }
            connection.write("HTTP/1.1 503 X\r\n\r\nno healthy upstream")
            let block = [UInt8](repeating: 0x61, count: 1 << 16)
            while connection.write(block) == block.count {}
        }
        let answer = try answer(try await probe(server.port, timeout: .seconds(600)))
        #expect(answer.status == 503 && answer.page == .noHealthyUpstream)
    }

    @Test func aBodyThatStopsEndsWithTheTimeout() async throws {
        let server = try LoopbackServer { connection in
            guard connection.readHead() != nil else { return }
            connection.write("HTTP/1.1 404 X\r\nContent-Length: 100000\r\n\r\ndefault backend - 404")
            _ = connection.waitForClose()
        }
        let answer = try answer(try await probe(server.port, timeout: .seconds(2)))
        #expect(answer.status == 404 && answer.page == .defaultBackend)
    }

    @Test func headersThatNeverEndTimeOut() async throws {
        let server = try LoopbackServer { connection in
            guard connection.readHead() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nX-Slow: ")
            _ = connection.waitForClose()
        }
        #expect(try await probe(server.port, timeout: .seconds(2)) == .noAnswer(.answer))
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.6\r\n", "\u{0}\u{1}\u{2}\u{3}", "HTTP/1.1\r\n\r\n", "220 smtp ready\r\n"])
    func garbageIsNoResponse(garbage: String) async throws {
        let server = try Self.server(garbage)
        let outcome = try await probe(server.port)
        #expect(!outcome.isSuccess && !outcome.isInconclusive, "\(outcome)")
    }

    @Test func refusedAndResetAreToldApart() async throws {
        #expect(try await probe(UInt16(try closedPort(.stream))) == .refused)
        let resetting = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.reset()
        }
        #expect(try await probe(resetting.port) == .reset)
    }

    // MARK: gRPC

    private static func frame(_ type: UInt8, _ flags: UInt8, _ stream: UInt8, _ payload: [UInt8] = []) -> [UInt8] {
        [0, 0, UInt8(payload.count), type, flags, 0, 0, 0, stream] + payload
    }

    /// A header of HPACK, as a literal that is not indexed.
    private static func header(_ name: String, _ value: String) -> [UInt8] {
        [0, UInt8(name.utf8.count)] + name.utf8 + [UInt8(value.utf8.count)] + value.utf8
    }

    /// HTTP/2 from the first byte on, with one response for stream 1.
    private static func grpcServer(_ frames: [UInt8], received: Locked<[UInt8]> = Locked([])) throws -> LoopbackServer {
        try LoopbackServer { connection in
            // The preface and the settings of the client.
            let preface = connection.readBody(24)
            guard preface.starts(with: Array("PRI * HTTP/2.0\r\n".utf8)) else { return connection.end() }
            received.withLock { $0 = preface }
            connection.write(frame(4, 0, 0) + frame(4, 1, 0) + frames)
            _ = connection.readBody(1 << 16)
        }
    }

    @Test func trailersOnlyIsAResponse() async throws {
        let block = [0x88] + Self.header("content-type", "application/grpc") + Self.header("grpc-status", "12")
        let received = Locked([UInt8]())
        let server = try Self.grpcServer(Self.frame(1, 5, 1, block), received: received)
        let answer = try answer(try await probe(server.port, "/shop.Cart/Get", grpc: true))
        #expect(answer.isGRPC && answer.grpcStatus == 12 && answer.page == .empty)
        #expect(received.withLock { $0.count } == 24)
    }

    @Test func theStatusMayFollowTheBody() async throws {
        let head = [0x88] + Self.header("content-type", "application/grpc")
        let frames =
            Self.frame(1, 4, 1, head) + Self.frame(0, 0, 1, [0, 0, 0, 0, 0])
            + Self.frame(1, 5, 1, Self.header("grpc-status", "14") + Self.header("grpc-message", "no healthy upstream"))
        let server = try Self.grpcServer(frames)
        let answer = try answer(try await probe(server.port, "/shop.Cart/Get", grpc: true))
        #expect(answer.grpcStatus == 14 && answer.page == .noHealthyUpstream)
    }

    @Test func whatSpeaksOnlyHTTP1IsNoGRPCServer() async throws {
        let server = try LoopbackServer { connection in
            connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            connection.end()
        }
        let outcome = try await probe(server.port, grpc: true)
        #expect(!outcome.isSuccess, "\(outcome)")
    }

    // MARK: TLS

    @Test func aServerWithoutTLSIsNamedAsOne() async throws {
        let server = try LoopbackServer { connection in
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
            _ = connection.waitForClose()
        }
        let outcome = try await probe(server.port, tls: true)
        guard case .noTLS = outcome else { return #expect(Bool(false), "\(outcome)") }
    }

    @Test func aConnectionClosedInTheHandshakeIsNoTLS() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readBody(16)
            connection.end()
        }
        let outcome = try await probe(server.port, tls: true)
        guard case .noTLS = outcome else { return #expect(Bool(false), "\(outcome)") }
    }

    @Test(.enabled(if: TLSServer.isAvailable), arguments: [TLSServer.Certificate.current, .expired])
    func theCertificateComesWithTheResponse(certificate: TLSServer.Certificate) async throws {
        let server = try TLSServer(certificate)
        let answer = try answer(try await probe(server.port, tls: true))
        #expect(answer.status == 200)
        #expect(answer.certificate?.contains("BEGIN CERTIFICATE") == true)
        #expect(answer.isTrusted == (certificate == .current ? false : nil) || answer.isTrusted == false)
    }

    // MARK: Names

    @Test func lookupsCompareAddresses() async throws {
        var prober = Prober()
        prober.resolver = { name in
            switch name {
            case "shop.example": .success(["192.0.2.7", "2001:db8::7"])
            case "lb.example": .success(["192.0.2.7"])
            default: .failure(NameFailure(reason: "no such name"))
            }
        }
        func lookup(_ name: String, _ expected: String...) async -> ProbeOutcome? {
            await prober.probe([ProbeTarget(address: name, port: 53, kind: .lookup(expected: expected))]).first?.outcome
        }
        func addresses(_ outcome: ProbeOutcome?) -> [[String]] {
            if case .resolved(let found, let expected, _) = outcome { [found, expected] } else { [] }
        }
        let found = ["192.0.2.7", "2001:db8::7"]
        #expect(addresses(await lookup("shop.example", "192.0.2.7")) == [found, ["192.0.2.7"]])
        #expect(addresses(await lookup("shop.example", "2001:0DB8::0007")) == [found, ["2001:db8::7"]])
        #expect(addresses(await lookup("shop.example", "lb.example")) == [found, ["192.0.2.7"]])
        #expect(addresses(await lookup("shop.example", "gone.example")) == [found, []])
        #expect(await lookup("other.example", "192.0.2.7") == .notResolved("no such name"))
    }

    @Test func aLookupThatNeverEndsTimesOut() async throws {
        var settings = Prober.Settings()
        settings.timeout = .milliseconds(100)
        var prober = Prober(settings)
        let isReleased = Locked(false)
        prober.resolver = { _ in
            while !isReleased.withLock({ $0 }) { sched_yield() }
            return .success(["192.0.2.7"])
        }
        let target = ProbeTarget(address: "stuck.example", port: 53, kind: .lookup(expected: ["192.0.2.7"]))
        #expect(await prober.probe([target]).first?.outcome == .noAnswer(.name))
        isReleased.withLock { $0 = true }
    }
}

/// A TLS server of OpenSSL's, where its program is installed.
final class TLSServer: @unchecked Sendable {
    // SAFETY: set once; the process is only ended.
    private let process = Process()
    private let folder: TemporaryFolder
    let port: UInt16

    enum Certificate: Sendable {
        case current
        case expired
    }

    private static let program = "/usr/bin/openssl"
    static let isAvailable = FileManager.default.isExecutableFile(atPath: program)

    private struct Failure: Error {}

    init(_ certificate: Certificate) throws {
        folder = try TemporaryFolder()
        let path = folder.path
        let settings = """
            [ca]
            default_ca = own
            [own]
            database = index.txt
            new_certs_dir = .
            rand_serial = yes
            default_md = sha256
            policy = policy
            [policy]
            commonName = supplied
            """
        try settings.write(toFile: path + "/ca.conf", atomically: true, encoding: .utf8)
        try "".write(toFile: path + "/index.txt", atomically: true, encoding: .utf8)
        try Self.run(
            path, "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
            "key.pem", "-out", "request.pem", "-subj", "/CN=shop.example")
        let end = certificate == .expired ? "20210101000000Z" : "20990101000000Z"
        try Self.run(
            path, "ca", "-batch", "-selfsign", "-config", "ca.conf", "-in", "request.pem", "-keyfile", "key.pem",
            "-out",
            "certificate.pem", "-notext", "-startdate", "20200101000000Z", "-enddate", end)
        let output = Pipe()
        process.executableURL = URL(filePath: Self.program)
        process.currentDirectoryURL = URL(filePath: path)
        process.arguments = [
            "s_server", "-accept", "127.0.0.1:0", "-key", "key.pem", "-cert", "certificate.pem", "-www",
        ]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        // `ACCEPT 127.0.0.1:40001`
        var text = ""
        while text.firstRange(of: /ACCEPT [^\n]*:[0-9]+\n/) == nil {
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else { throw Failure() }
            text += String(decoding: bytes, as: UTF8.self)
        }
        guard let number = text.firstMatch(of: /ACCEPT [^\n]*:([0-9]+)\n/)?.1, let port = UInt16(number) else {
            throw Failure()
        }
        self.port = port
    }

    deinit { process.terminate() }

    private static func run(_ folder: String, _ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.currentDirectoryURL = URL(filePath: folder)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure() }
    }
}
