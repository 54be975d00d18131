import TestSupport
import Testing

@testable import Transport

/// Servers that a cluster names: not every one of them is contacted.
@Suite(.timeLimit(.minutes(15)))
struct UntrustedServerTests {
    @Test(arguments: [
        "http://kubelb.example.com:6443", "https://169.254.169.254", "https://169.254.1.1:6443/x",
        "https://169.254.169.254.",
        "https://[fe80::1]:6443", "https://[febf::1]", "https://[::ffff:169.254.169.254]",
        "https://[::ffff:a9fe:a9fe]:1",
        "https://[::169.254.169.254]", "https://[64:ff9b::a9fe:a9fe]", "https://[fd00:ec2::254]", "https://2852039166",
        "https://0xa9fea9fe", "https://169.254.43518", "https://0251.0376.0251.0376",
        "https://metadata.google.internal",
        "https://METADATA.google.internal.", "https://instance-data", "https://100.100.100.200", "https://192.0.0.192",
        "https://169%2e254.169.254", "https://[fe80::1%25eth0]:6443", "ftp://x", "",
    ])
    func isRefused(url: String) {
        #expect(UntrustedServer.refusal(of: url) != nil)
    }

    @Test(arguments: [
        "https://kubelb.example.com:6443", "https://10.0.0.1", "https://127.0.0.1:6443", "https://[::1]:6443",
        "https://169.253.255.255", "https://169.255.0.1", "https://[fec0::1]", "https://[fd00:ec2::253]",
        "https://fe80.example.com",
    ])
    func isAccepted(url: String) {
        #expect(UntrustedServer.refusal(of: url) == nil)
    }

    /// Whatever a name resolves to: here it is given, so that no name server is needed.
    @Test(arguments: ["169.254.169.254", "fe80::1", "::ffff:169.254.1.1", "fd00:ec2::254"])
    func noConnectionIsOpenedToARefusedAddress(address: String) async throws {
        var request = HTTPRequest(url: "https://kubelb.example.com:9")
        request.deadline = .now + .seconds(20)
        request.connection.address = address
        request.connection.refusesLinkLocal = true
        let engine = try HTTPEngine()
        do {
            _ = try await engine.send(request)
            Issue.record("sent")
        } catch {
            guard case .unusable(let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(reason.contains("link-local") && reason.contains("kubelb.example.com"))
        }
    }

    @Test func otherAddressesAreContacted() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.answer("hello")
            connection.end()
        }
        var request = HTTPRequest(url: server.url + "/")
        request.deadline = .now + .seconds(20)
        request.connection.refusesLinkLocal = true
        #expect(try await HTTPEngine().send(request).head.status == 200)
    }

    /// Requests to one server wait for the first connection, to share it. The server has accepted that one.
    @Test func aServerThatAcceptedAConnectionIsNotCalledUnconnected() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            _ = connection.waitForClose()
            connection.end()
        }
        let engine = try HTTPEngine()
        for scheme in ["http", "https"] {
            let url = scheme + server.url.dropFirst("http".count)
            let phases = await withTaskGroup(of: TransferPhase?.self) { group in
                for number in 1...4 {
                    group.addTask {
                        var request = HTTPRequest(url: "\(url)/\(number)")
                        request.deadline = .now + .seconds(1)
                        do throws(TransportError) {
                            _ = try await engine.send(request)
                        } catch {
                            if case .failed(.timedOut, let phase) = error { return phase }
                        }
                        return nil
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(
                phases == [TransferPhase?](repeating: scheme == "https" ? .handshake : .waiting, count: 4), "\(phases)")
        }
    }
}
