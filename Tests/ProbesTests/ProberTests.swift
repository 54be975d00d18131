import Glibc
import LocalSystem
import TestSupport
import Testing

@testable import Probes

/// What comes of a probe, told apart, against sockets on loopback addresses.
@Suite struct ProberTests {
    /// Short, so that what is silent is found out soon; long enough for what answers.
    private static func prober(timeout: Duration = .seconds(5), settling: Duration = .milliseconds(300)) -> Prober {
        var settings = Prober.Settings()
        settings.timeout = timeout
        settings.settling = settling
        return Prober(settings)
    }

    private static let impatient = prober(timeout: .milliseconds(200), settling: .milliseconds(50))

    private func outcome(_ target: ProbeTarget, _ prober: Prober = prober()) async -> ProbeOutcome? {
        await prober.probe([target]).first?.outcome
    }

    private func tcp(_ port: Int, _ address: String = "127.0.0.1") -> ProbeTarget {
        ProbeTarget(address: address, port: port, kind: .tcp)
    }

    // MARK: TCP

    @Test func whatAcceptsAndNeverSpeaksIsOpen() async throws {
        let server = try LoopbackServer { _ = $0.waitForClose() }
        let outcome = await outcome(tcp(Int(server.port)), Self.impatient)
        guard case .open(let latency) = outcome else { return #expect(Bool(false), "\(String(describing: outcome))") }
        #expect(latency > .zero)
    }

    @Test func whatSpeaksFirstIsOpenAtOnce() async throws {
        let server = try LoopbackServer { connection in
            connection.write("220 ready\r\n")
            _ = connection.waitForClose()
        }
        // Had it not looked at the greeting, it would have waited for an hour.
        let prober = Self.prober(timeout: .seconds(3600), settling: .seconds(3600))
        let outcome = await outcome(tcp(Int(server.port)), prober)
        #expect(outcome?.isSuccess == true, "\(String(describing: outcome))")
    }

    @Test func whatResetsIsToldFromWhatCloses() async throws {
        let resetting = try LoopbackServer { $0.reset() }
        let closing = try LoopbackServer { $0.end() }
        #expect(await outcome(tcp(Int(resetting.port))) == .reset)
        #expect(await outcome(tcp(Int(closing.port))) == .closed)
    }

    @Test func whatRefusesIsToldFromWhatIsSilent() async throws {
        #expect(await outcome(tcp(try closedPort(.stream))) == .refused)
        let full = try TestSocket(.stream, backlog: 0)
        let clients = full.fill()
        defer { clients.forEach { close($0) } }
        #expect(await outcome(tcp(full.port), Self.impatient) == .noAnswer(.connection))
    }

    @Test func sixIsAsGoodAsFour() async throws {
        let open = try TestSocket(.stream, isIPv6: true)
        let outcome = await outcome(tcp(open.port, "::1"), Self.impatient)
        #expect(outcome?.isSuccess == true, "\(String(describing: outcome))")
        #expect(await self.outcome(tcp(try TestSocket(.stream, isIPv6: true).port, "::1")) == .refused)
        #expect(tcp(443, "2001:db8::7").endpoint == "[2001:db8::7]:443")
    }

    @Test func nothingIsSentOverTCP() async throws {
        let received = Locked([Int]())
        let server = try LoopbackServer { connection in
            let count = connection.readBody(1).count
            received.withLock { $0.append(count) }
        }
        #expect(await outcome(tcp(Int(server.port)), Self.impatient)?.isSuccess == true)
        while received.withLock({ $0.isEmpty }) { await Task.yield() }
        #expect(received.withLock { $0 } == [0])
        #expect(server.connections == 1)
    }

    @Test func moreThanThereAreSocketsTakeTurns() async throws {
        let port = try closedPort(.stream)
        let results = await Self.prober().probe((0..<700).map { _ in tcp(port) })
        #expect(results.allSatisfy { $0.outcome == .refused })
    }

    @Test func theDeadlineOfAllEndsEach() async throws {
        let silent = try TestSocket(.stream, backlog: 0)
        let clients = silent.fill()
        defer { clients.forEach { close($0) } }
        var settings = Prober.Settings()
        settings.timeout = .seconds(3600)
        settings.deadline = .now + .milliseconds(100)
        #expect(await outcome(tcp(silent.port), Prober(settings)) == .noAnswer(.connection))
        settings.deadline = .now - .seconds(1)
        #expect(await outcome(tcp(silent.port), Prober(settings)) == .noAnswer(.connection))
    }

    @Test func cancellingEndsTheWait() async throws {
        let silent = try TestSocket(.stream, backlog: 0)
        let clients = silent.fill()
        defer { clients.forEach { close($0) } }
        let prober = Self.prober(timeout: .seconds(3600))
        let task = Task { await prober.probe([tcp(silent.port)]).first?.outcome }
        task.cancel()
        #expect(await task.value?.isSuccess == false)
    }

    // MARK: UDP

    private func udp(_ port: Int, _ payload: String, _ address: String = "127.0.0.1") -> ProbeTarget {
        ProbeTarget(address: address, port: port, kind: .udp(payload: Array(payload.utf8)))
    }

    @Test(arguments: [false, true])
    func answersAreToldFromSilenceAndRefusal(isIPv6: Bool) async throws {
        let address = isIPv6 ? "::1" : "127.0.0.1"
        let server = try TestSocket(.datagram, isIPv6: isIPv6)
        let received = Locked([[UInt8]]())
        server.serve { datagram in
            received.withLock { $0.append(datagram) }
            return datagram == Array("ping".utf8) ? Array("pong!".utf8) : nil
        }
        let answered = await outcome(udp(server.port, "ping", address))
        guard case .answered(bytes: 5, _) = answered else {
            return #expect(Bool(false), "\(String(describing: answered))")
        }
        #expect(await outcome(udp(server.port, "other", address), Self.impatient) == .noAnswer(.answer))
        // Once each: what gets no answer is not sent again.
        #expect(received.withLock { $0 } == [Array("ping".utf8), Array("other".utf8)])
        _ = await outcome(udp(server.port, "end of the test", address), Self.impatient)
        #expect(await outcome(udp(try closedPort(.datagram), "ping")) == .refused)
    }

    /// None gets its answer before all have asked.
    @Test func manyAreProbedAtTheSameTime() async throws {
        let server = try TestSocket(.datagram)
        server.serveTogether(50)
        let results = await Self.prober(timeout: .seconds(60)).probe((0..<50).map { _ in udp(server.port, "ping") })
        #expect(results.count { $0.outcome.isSuccess } == 50, "\(results.map(\.outcome))")
    }

    @Test func anEmptyDatagramIsADatagram() async throws {
        let server = try TestSocket(.datagram)
        server.serve { $0.isEmpty ? [] : nil }
        let outcome = await outcome(udp(server.port, ""))
        guard case .answered(bytes: 0, _) = outcome else {
            return #expect(Bool(false), "\(String(describing: outcome))")
        }
        _ = await self.outcome(udp(server.port, "end of the test"), Self.impatient)
    }

    @Test func oneTooLargeIsSaidToBe() async throws {
        let large = ProbeTarget(
            address: "127.0.0.1", port: try closedPort(.datagram),
            kind: .udp(payload: Array(repeating: 1, count: 70_000)))
        guard case .failed = await outcome(large) else { return #expect(Bool(false)) }
    }

    // MARK: Names

    @Test func namesAreResolved() async throws {
        let server = try LoopbackServer { _ = $0.waitForClose() }
        var prober = Self.prober(settling: .milliseconds(50))
        prober.resolver = {
            $0 == "lb.example" ? .success(["127.0.0.1", "127.0.0.2"]) : .failure(.init(reason: "no such name"))
        }
        let results = await prober.probe([tcp(Int(server.port), "lb.example"), tcp(80, "other.example")])
        #expect(results[0].attempts.map(\.address) == ["127.0.0.1", "127.0.0.2"])
        #expect(results[0].attempts[0].outcome.isSuccess)
        // The server listens on the first one only.
        #expect(results[0].decisive == .init(address: "127.0.0.2", outcome: .refused))
        #expect(results[1].outcome == .notResolved("no such name"))
    }

    @Test func aResolverThatNeverAnswersHoldsUpNobody() async throws {
        let server = try LoopbackServer { _ = $0.waitForClose() }
        let (release, isReleased) = (Locked(false), ThreadFlag())
        var prober = Self.prober(timeout: .milliseconds(100), settling: .milliseconds(20))
        prober.resolver = { _ in
            isReleased.wait()
            release.withLock { $0 = true }
            return .success(["127.0.0.1"])
        }
        let results = await prober.probe([tcp(80, "stuck.example"), tcp(Int(server.port))])
        #expect(results[0].outcome == .noAnswer(.name))
        #expect(results[1].outcome.isSuccess)
        #expect(!release.withLock { $0 })
        isReleased.set()
        // Its late answer goes nowhere.
        while !release.withLock({ $0 }) { await Task.yield() }
    }

    @Test func theSystemResolvesLocalhost() {
        guard case .success(let addresses) = SocketAddress.resolve("localhost") else { return #expect(Bool(false)) }
        #expect(addresses.contains("127.0.0.1") || addresses.contains("::1"))
        #expect(SocketAddress("localhost") == nil)
        #expect(SocketAddress("192.0.2.1")?.isIPv6 == false)
        #expect(SocketAddress("2001:db8::1")?.text == "2001:db8::1")
    }

    @Test func addressesThatThisMachineCannotTryDoNotCountBesideOthers() {
        func decisive(_ outcomes: ProbeOutcome...) -> ProbeOutcome {
            ProbeResult(
                target: tcp(80, "lb.example"), attempts: outcomes.map { .init(address: "192.0.2.1", outcome: $0) }
            ).outcome
        }
        let (open, none) = (ProbeOutcome.open(after: .zero), ProbeOutcome.noRoute("Network is unreachable"))
        #expect(decisive(none, open) == open)
        #expect(decisive(open, .refused) == .refused)
        #expect(decisive(none, .refused) == .refused)
        #expect(decisive(none) == none)
    }

    // MARK: TLS and HTTP

    private func http(_ port: UInt16, _ path: String, tls: Bool = false, name: String? = nil) -> ProbeTarget {
        ProbeTarget(
            address: "127.0.0.1", port: Int(port), kind: .http(path: path, usesTLS: tls, serverName: name))
    }

    @Test func anHTTPServerAnswersWithItsStatus() async throws {
        let heads = Locked([String]())
        let server = try LoopbackServer { connection in
            guard let head = connection.readHead() else { return }
            heads.withLock { $0.append(head) }
            connection.write("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\nno")
        }
        let outcome = await outcome(http(server.port, "/healthz?full=1", name: "shop.example"))
        guard case .status(503, _) = outcome else { return #expect(Bool(false), "\(String(describing: outcome))") }
        let head = heads.withLock { $0.first ?? "" }
        #expect(head.hasPrefix("GET /healthz?full=1 HTTP/1.1\r\n"))
        #expect(head.contains("Host: shop.example:\(server.port)\r\n"))
        #expect(server.connections == 1)
    }

    @Test func redirectionsAreNotFollowed() async throws {
        let server = try LoopbackServer { connection in
            guard connection.readHead() != nil else { return }
            connection.write("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
        }
        let outcome = await outcome(http(server.port, "/"))
        guard case .status(302, _) = outcome else { return #expect(Bool(false), "\(String(describing: outcome))") }
        #expect(server.connections == 1)
    }

    @Test func silenceAndResetAreToldApartOverHTTPToo() async throws {
        let silent = try LoopbackServer { _ = $0.waitForClose() }
        let impatient = Self.prober(timeout: .seconds(2))
        #expect(await outcome(http(silent.port, "/"), impatient) == .noAnswer(.answer))
        // Accepted by the system, and never by the test.
        let six = try TestSocket(.stream, isIPv6: true)
        let target = ProbeTarget(
            address: "::1", port: six.port, kind: .http(path: "/", usesTLS: false, serverName: nil))
        #expect(await outcome(target, impatient) == .noAnswer(.answer))
        let resetting = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.reset()
        }
        #expect(await outcome(http(resetting.port, "/")) == .reset)
        #expect(await outcome(http(UInt16(try closedPort(.stream)), "/")) == .refused)
    }

    @Test func aServerWithoutTLSIsNamedAsOne() async throws {
        let server = try LoopbackServer { connection in
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
            _ = connection.waitForClose()
        }
        let target = ProbeTarget(address: "127.0.0.1", port: Int(server.port), kind: .tls(serverName: nil))
        let outcome = await outcome(target)
        guard case .noTLS = outcome else { return #expect(Bool(false), "\(String(describing: outcome))") }
        let silent = try LoopbackServer { _ = $0.waitForClose() }
        let other = ProbeTarget(address: "127.0.0.1", port: Int(silent.port), kind: .tls(serverName: nil))
        #expect(await self.outcome(other, Self.prober(timeout: .seconds(2))) == .noAnswer(.handshake))
    }
}

/// A thread waits for it, another one sets it.
private final class ThreadFlag: @unchecked Sendable {
    // SAFETY: a POSIX semaphore may be used by any thread; it is never moved.
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    func wait() { while sem_wait(semaphore) != 0 {} }
    func set() { sem_post(semaphore) }
}
