import Commands
import FoundationEssentials
import LocalSystem
import Testing

@testable import Commands

/// `logs -f` over everything that breaks off: each line once, none missing.
@Suite struct LogFollowingTests {
    private static let pod = "kubelb-ccm-1"
    private static let second = 1_000_000_000
    /// Some seconds before now.
    private static let start = (FollowedRun.nowSeconds - 300) * second

    private func follow(
        _ server: LogServer, _ words: [String] = [], _ body: (FollowedRun) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let config = try kubeconfig(server, in: directory)
            let run = FollowedRun(
                ["logs", "-f", "-o", "raw", "--component", "ccm", "--no-ccm-credentials", "--kubeconfig", config]
                    + words)
            do {
                try await body(run)
            } catch {
                _ = await run.interrupt()
                throw error
            }
            #expect(await run.interrupt() == .interrupted)
        }
    }

    /// Two lines in three have the stamp of the one before: runtimes stamp what they read at once alike.
    private static func stamp(_ number: Int) -> Int { start + number / 3 * (second / 2) }

    private static func numbered(_ numbers: Range<Int>) -> [String] { numbers.map { "line \($0)" } }

    @Test func `each line once while every connection breaks off in the middle of a line`() async throws {
        let server = try LogServer { number, target in
            target.contains("/log?") ? .cut(after: 711 + number * 37 % 400) : .none
        }
        for number in 0..<50 { server.write("line \(number)", to: Self.pod, at: Self.stamp(number)) }
        try await follow(server) { run in
            for number in 50..<150 {
                server.write("line \(number)", to: Self.pod, at: Self.stamp(number))
                if number % 10 == 0 { try await run.wait("line \(number)") { $0.text.contains("line \(number)\n") } }
            }
            try await run.wait("the last line") { $0.text.contains("line 149\n") }
            #expect(run.lines == Self.numbered(0..<150))
            #expect(server.requests.count { $0.contains("/log?") } > 5)
        }
    }

    @Test func `each line once from an API server that answers half the time`() async throws {
        let server = try LogServer { number, target in
            // In no order that requests could fall into step with.
            switch UInt32(truncatingIfNeeded: (number + 1) &* 0x9E37_79B1) >> 30 {
            case 1: .drop
            case 2: target.contains("/log?") ? .status(500, "etcdserver: leader changed") : .status(503, "busy")
            default: .none
            }
        }
        for number in 0..<30 { server.write("line \(number)", to: Self.pod, at: Self.stamp(number)) }
        try await follow(server) { run in
            try await run.wait("what was there") { $0.lines.count >= 30 }
            for number in 30..<60 { server.write("line \(number)", to: Self.pod, at: Self.stamp(number)) }
            try await run.wait("the last line") { $0.text.contains("line 59\n") }
            #expect(run.lines == Self.numbered(0..<60))
        }
    }

    @Test func `the end of a run is not lost when the container restarts while nobody is connected`() async throws {
        let isCut = Locked(false)
        let server = try LogServer { _, target in
            target.contains("/log?") && isCut.withLock { $0 } ? .drop : .none
        }
        for number in 0..<10 { server.write("line \(number)", to: Self.pod, at: Self.stamp(number)) }
        try await follow(server) { run in
            try await run.wait("the beginning") { $0.lines.count >= 10 }
            isCut.withLock { $0 = true }
            // What was asked for before goes on; the restart ends it.
            server.change(Self.pod) { pod in
                let end = (10..<20).map { LogServer.Line(stamp: Self.stamp($0), bytes: Array("line \($0)".utf8)) }
                pod.previous = pod.lines + end
                pod.lines = (20..<30).map { LogServer.Line(stamp: Self.stamp($0), bytes: Array("line \($0)".utf8)) }
                pod.restarts += 1
            }
            try await run.wait("a refused read") { $0.notes.contains("retrying") }
            isCut.withLock { $0 = false }
            try await run.wait("the last line") { $0.text.contains("line 29\n") }
            #expect(run.lines == Self.numbered(0..<30))
        }
    }

    @Test func `a restart is followed, as often as it comes`() async throws {
        let server = try LogServer()
        server.write("line 0", to: Self.pod, at: Self.stamp(0))
        try await follow(server) { run in
            for number in 1..<8 {
                try await run.wait("line \(number - 1)") { $0.text.contains("line \(number - 1)\n") }
                server.restart(Self.pod)
                server.write("line \(number)", to: Self.pod, at: Self.stamp(number))
            }
            try await run.wait("the last line") { $0.text.contains("line 7\n") }
            #expect(run.lines == Self.numbered(0..<8))
        }
    }

    @Test func `new pods are followed from their first line on, gone ones no longer`() async throws {
        let server = try LogServer()
        server.write("line 0", to: Self.pod, at: Self.stamp(0))
        try await follow(server) { run in
            try await run.wait("the first pod") { $0.lines.count == 1 }
            server.remove(Self.pod)
            server.write("line 1", to: "kubelb-ccm-2", at: Self.stamp(1))
            server.write("line 2", to: "kubelb-ccm-2", at: Self.stamp(2))
            try await run.wait("the second pod") { $0.text.contains("line 2\n") }
            #expect(run.lines == Self.numbered(0..<3))
        }
    }

    @Test(arguments: [1, 3]) func `--tail begins with the last lines and shows none before them`(count: Int)
        async throws
    {
        let server = try LogServer()
        // All within one second, with stamps of their own.
        for number in 0..<20 { server.write("line \(number)", to: Self.pod, at: Self.start + number * 1000) }
        try await follow(server, ["--tail", "\(count)"]) { run in
            try await run.wait("the tail") { $0.lines.count >= count }
            server.write("line 20", to: Self.pod, at: Self.start + 20_000)
            try await run.wait("the new line") { $0.text.contains("line 20\n") }
            #expect(run.lines == Self.numbered((20 - count)..<21))
        }
    }

    @Test func `--tail 0 begins with what comes`() async throws {
        let server = try LogServer()
        for number in 0..<20 { server.write("line \(number)", to: Self.pod, at: Self.stamp(number)) }
        try await follow(server, ["--tail", "0"]) { run in
            try await run.wait("the follower") { _ in server.requests.contains { $0.contains("follow=true") } }
            server.write("line 20", to: Self.pod, at: (FollowedRun.nowSeconds + 1) * Self.second)
            try await run.wait("the new line") { $0.text.contains("line 20\n") }
            #expect(run.lines == ["line 20"])
        }
    }

    @Test func `a log that may not be read ends the run, and says which right is missing`() async throws {
        let server = try LogServer { _, target in target.contains("/log?") ? .status(403, "forbidden") : .none }
        server.write("line 0", to: Self.pod, at: Self.stamp(0))
        try await withTemporaryDirectory { directory in
            let config = try kubeconfig(server, in: directory)
            let result = await run(["logs", "-f", "--component", "ccm", "--no-ccm-credentials", "--kubeconfig", config])
            #expect(result.status == .undetermined)
            #expect(result.error.contains("forbidden: needs get pods/log in namespace kubelb"), "\(result.error)")
        }
    }
}
