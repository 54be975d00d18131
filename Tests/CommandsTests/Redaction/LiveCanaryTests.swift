import FoundationEssentials
import TestSupport
import Testing

/// The same canaries behind API servers: what is read of live clusters is redacted as bundles are, also in what commands
/// write to files and in their traces of requests.
@Suite(.serialized, .timeLimit(.minutes(20)))
struct LiveCanaryTests {
    /// Without `verify`, which would probe the addresses. `FILE` is a path that does not exist.
    static let commands = [
        "doctor -v=9 -o json --report html=FILE.html --report sarif=FILE.sarif", "status -A -v=9 -o wide",
        "status svc/web -n shop -v=8 -o yaml", "trace -A -v=8 --timeline", "events -A -v=8 --types Normal,Warning",
        "logs -v=8", "logs --previous -o json", "cleanup -v=8 --plan-out FILE.json", "doctor --all-tenants -v=8",
        "status --all-tenants -v=9 -o json",
        "doctor -v=9 --report github=FILE --report markdown=FILE.md --report junit=FILE.xml",
        "doctor --baseline FILE.json --update-baseline", "doctor --all-tenants --report json=FILE.json", "collect FILE",
        "collect FILE --management-only --tenant acme",
    ]

    /// Without an end of their own.
    static let streams = [
        "status -A --watch -v=9", "events -A --watch --types Normal,Warning -v=9", "logs -f --tail 20 -v=9",
    ]

    @Test(arguments: commands + streams)
    func noneIsWritten(command: String) async throws {
        try await HostilePair.serving(CanaryTests.bundle.get().files) { pair in
            try await withTemporaryDirectory { directory in
                let words = command.split(separator: " ").map {
                    String($0).replacing("FILE", with: directory + "/file")
                }
                let run = await pair.run(words, timeout: "60s") { environment in
                    guard Self.streams.contains(command) else { return }
                    // SIGINT, once something has been followed.
                    environment.catchSignals = { _ in
                        {
                            pair.requests.count { $0.contains("watch=true") || $0.contains("follow=true") } >= 2
                                ? 2 : nil
                        }
                    }
                }
                #expect(run.status != .usage, "\(run.error)")
                #expect(!run.output.isEmpty || command.contains("--previous"), "\(run.error)")
                #expect(pair.requests.count > 10)
                CanaryTests.expectNone(run.output, command)
                CanaryTests.expectNone(run.error, command)
                let files = try FileManager.default.subpathsOfDirectory(atPath: directory)
                #expect(files.isEmpty != command.contains("FILE"))
                for file in files {
                    guard let data = FileManager.default.contents(atPath: "\(directory)/\(file)") else { continue }
                    CanaryTests.expectNone(String(decoding: data, as: UTF8.self), "\(command): \(file)")
                }
            }
        }
    }
}
