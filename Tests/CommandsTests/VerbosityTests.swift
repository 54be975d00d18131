import CommandLineKit
import Commands
import Documents
import Testing

/// `-v` with and without a level, and `version`.
@Suite struct VerbosityTests {
    private static let bundle = ["--from-bundle", Folder.recorded("17-no-endpoints")]

    @Test(arguments: ["-v", "--verbose", "--verbose=true", "-v=1", "-v3", "--v=5", "-v=9"])
    func aLevelMeansMore(word: String) async {
        let plain = await run(["doctor"] + Self.bundle)
        let full = await run(["doctor", word] + Self.bundle)
        #expect(full.output.count > plain.output.count && full.output.hasPrefix(plain.output), "\(full.error)")
    }

    @Test(arguments: ["-v=0", "--verbose=false"]) func zeroMeansNothing(word: String) async {
        let (plain, none) = (await run(["doctor"] + Self.bundle), await run(["doctor", word] + Self.bundle))
        #expect(plain.output == none.output)
    }

    @Test func otherOptionsMayFollow() async {
        let run = await run(["status", "-vA"] + Self.bundle)
        #expect(run.status == .findings, "\(run.error)")
    }

    @Test func levelsEndAtNine() async {
        let run = await run(["doctor", "-v=10"] + Self.bundle)
        #expect(run.status == .usage)
        #expect(run.error == "error: --verbose: \"10\" is not a level\nhint: use -v, or -v=0 to -v=9\n")
    }

    @Test func theVersionMayBeJSON() async throws {
        let plain = await run(["version"])
        #expect(await run(["--version"]).output == plain.output)
        let json = try JSONValue(parsing: Array(await run(["version", "-o", "json"]).output.utf8))
        #expect(json["version"] == "0.0.0-test" && json["servers"] == [])
        #expect(await run(["version", "-o", "yaml"]).output.contains("version: \"0.0.0-test\"\n"))
        #expect(await run(["--version", "-o", "jsonpath={.version}"]).output == "0.0.0-test")
    }

    /// The version of the tool is printed whatever the configuration file contains.
    @Test func theVersionNeedsNoConfiguration() async {
        let run = await run(["version"], variables: ["HOME": "/nonexistent", "KUBELB_CTL_CONFIG": "/nonexistent/x"])
        #expect(run.status == .success)
    }

    @Test func tokensAreNotPrinted() async {
        let view = await run(
            [
                "config", "view", "--token", "canary", "--management-token", "canary", "--management-context", "m",
                "-o", "json",
            ],
            variables: ["HOME": "/nonexistent"])
        #expect(view.status == .success && !view.output.contains("canary"), "\(view.error)")
    }
}
