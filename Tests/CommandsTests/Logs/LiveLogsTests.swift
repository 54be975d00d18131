import Commands
import FoundationEssentials
import LocalSystem
import Testing

@testable import Commands

/// `logs` of running pods, as far as they go.
@Suite struct LiveLogsTests {
    private static let pod = "kubelb-ccm-1"
    private static let second = 1_000_000_000
    private static let start = (FollowedRun.nowSeconds - 60) * second

    private func logs(
        _ tenant: LogServer, _ management: LogServer? = nil, _ words: [String],
        onOutput: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> Run {
        try await withTemporaryDirectory { directory in
            let config = try kubeconfig(tenant, management, in: directory)
            let side = management == nil ? ["--no-ccm-credentials"] : ["--management-context", "management"]
            return await run(["logs", "--kubeconfig", config] + side + words) { environment in
                environment.now = { FollowedRun.now }
                let write = environment.writeOutput
                environment.writeOutput = { text in
                    write(text)
                    onOutput(text)
                }
            }
        }
    }

    @Test func `a connection that breaks off is taken up where it did`() async throws {
        let server = try LogServer { number, target in
            target.contains("/log?") && number % 3 != 0 ? .cut(after: 300) : .none
        }
        for number in 0..<40 {
            server.write("line \(number)", to: Self.pod, at: Self.start + number / 2 * Self.second / 4)
        }
        let result = try await logs(server, nil, ["--component", "ccm", "-o", "raw"])
        #expect(result.output == (0..<40).map { "line \($0)\n" }.joined())
        #expect(result.status == .success, "\(result.error)")
    }

    @Test func `a log that keeps breaking off at one place is given up, and said so`() async throws {
        let server = try LogServer { _, target in target.contains("/log?") ? .cut(after: 20) : .none }
        server.write("line 0", to: Self.pod, at: Self.start)
        let result = try await logs(server, nil, ["--component", "ccm", "-o", "raw"])
        #expect(result.status == .undetermined)
        #expect(result.error.contains("connection dropped in the middle of the response"), "\(result.error)")
    }

    @Test func `lines of more than a megabyte are cut, and the server waits for who reads`() async throws {
        let server = try LogServer()
        let count = 8
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        for number in 0..<count {
            server.change(Self.pod) { pod in
                pod.lines.append(LogServer.Line(stamp: Self.start + number, bytes: Array("\(number) ".utf8) + long))
            }
        }
        let longest = Locked(0)
        let result = try await logs(
            server, nil, ["--component", "ccm", "-o", "raw"],
            onOutput: { text in longest.withLock { $0 = max($0, text.utf8.count) } })
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == count)
        #expect(lines.enumerated().allSatisfy { $1.hasPrefix("\($0) xxx") && $1.hasSuffix("bytes cut)") })
        #expect(longest.withLock { $0 > 1_000_000 && $0 < 1_060_000 })
    }

    @Test func `bytes that are no text pass through or are written out`() async throws {
        let server = try LogServer()
        server.change(Self.pod) { pod in
            pod.lines = [LogServer.Line(stamp: Self.start, bytes: [0x1B, 0x5B, 0x32, 0x4A, 0xFF, 0x00, 0x41])]
        }
        for words in [["-o", "text"], ["-o", "json"]] {
            let result = try await logs(server, nil, ["--component", "ccm"] + words)
            #expect(result.status == .success)
            #expect(!result.output.contains("\u{1B}") && !result.output.contains("\0"), "\(result.output)")
            #expect(result.output.contains("A"))
        }
    }

    @Test func `lines of clusters whose clocks differ stand in their real order`() async throws {
        // The management cluster's clock is 30 s ahead.
        let tenant = try LogServer(date: "Sun, 22 Nov 2026 12:00:00 GMT")
        let management = try LogServer(isTenant: false, date: "Sun, 22 Nov 2026 12:00:30 GMT")
        for number in 0..<6 {
            let server = number % 2 == 0 ? tenant : management
            let skew = number % 2 == 0 ? 0 : 30
            server.write(
                "line \(number)", to: number % 2 == 0 ? Self.pod : "kubelb-manager-1",
                at: Self.start + (number + skew) * Self.second)
        }
        let result = try await logs(tenant, management, ["--component", "ccm,manager"])
        #expect(result.output.split(separator: "\n").map { $0.suffix(6) } == (0..<6).map { "line \($0)" })
        #expect(result.error.contains("30 s ahead of the tenant cluster's"), "\(result.error)")
        // Both were written a second after each other, by the tenant cluster's clock.
        #expect(result.output.contains("11:59:01.000") && !result.output.contains("11:59:31"))
    }

    @Test func `what may not be read is said, and matters where it was asked for`() async throws {
        let tenant = try LogServer()
        tenant.write("line 0", to: Self.pod, at: Self.start)
        let management = try LogServer(isTenant: false) { _, target in
            target.contains("/log?") ? .status(403, "no") : .none
        }
        management.write("line 1", to: "kubelb-manager-1", at: Self.start)
        let both = try await logs(tenant, management, [])
        #expect(both.output.contains("line 0") && !both.output.contains("line 1"))
        #expect(both.error.contains("forbidden: needs get pods/log"), "\(both.error)")
        #expect(both.status == .undetermined)
        let own = try await logs(tenant, management, ["--component", "ccm"])
        #expect(own.status == .success)
        let alone = try await logs(tenant, nil, [])
        #expect(alone.status == .success, "\(alone.error)")
        #expect(alone.error.contains("not read: no management cluster is set"))
    }

    @Test func `--previous shows the run before`() async throws {
        let server = try LogServer()
        server.write("line 0", to: Self.pod, at: Self.start)
        let none = try await logs(server, nil, ["--component", "ccm", "--previous"])
        #expect(none.status == .success && none.output.isEmpty)
        #expect(none.error.contains("previous terminated container not found"), "\(none.error)")
        server.restart(Self.pod)
        server.write("line 1", to: Self.pod, at: Self.start + 1)
        let result = try await logs(server, nil, ["--component", "ccm", "--previous", "-o", "raw"])
        #expect(result.output == "line 0\n")
    }
}
