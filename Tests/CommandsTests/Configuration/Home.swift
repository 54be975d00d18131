import Documents
import FoundationEssentials

/// A user's home directory with a configuration file, for one test.
struct Home {
    let directory: String
    var path: String { directory + "/.config/kubelb-ctl/config.yaml" }

    /// Runs the tool as that user.
    func run(_ words: [String], variables: [String: String] = [:]) async -> Run {
        await CommandsTests.run(words, variables: variables.merging(["HOME": directory]) { given, _ in given })
    }

    /// The settings that count, by their names: the value, and where it comes from.
    func settings(
        _ words: [String] = [], variables: [String: String] = [:]
    ) async throws -> [String: (value: JSONValue, from: String)] {
        let run = await run(["config", "view", "-o", "json"] + words, variables: variables)
        let view = try JSONValue(parsing: Array(run.output.utf8))
        var settings: [String: (JSONValue, String)] = [:]
        for setting in view["settings"]?.array ?? [] {
            settings[setting["name"]?.string ?? ""] = (
                setting["value"] ?? .null, setting["source"]?["from"]?.string ?? ""
            )
        }
        return settings
    }
}

func withHome<Result>(_ configuration: String?, _ body: (Home) async throws -> Result) async throws -> Result {
    try await withTemporaryDirectory { directory in
        let home = Home(directory: directory)
        if let configuration {
            try FileManager.default.createDirectory(
                atPath: directory + "/.config/kubelb-ctl", withIntermediateDirectories: true)
            try Data(configuration.utf8).write(to: URL(filePath: home.path))
        }
        return try await body(home)
    }
}
