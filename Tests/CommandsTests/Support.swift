import Commands
import FoundationEssentials
import Kubernetes
import Sandbox
import Synchronization
import Testing

/// What a run of the tool wrote, and how it ended.
struct Run {
    let status: Commands.ExitStatus
    let output: String
    let error: String
}

/// Runs the tool as a function, with its streams caught.
func run(
    _ words: [String], width: Int? = nil, variables: [String: String] = [:],
    changing change: (inout Environment) -> Void = { _ in }
) async -> Run {
    await run(width: width, variables: variables, changing: change) { await Tool.run(words, in: $0) }
}

/// The same with a part of the tool.
func run(
    width: Int? = nil, variables: [String: String] = [:], changing change: (inout Environment) -> Void = { _ in },
    _ body: (Environment) async -> Commands.ExitStatus
) async -> Run {
    let streams = Streams()
    var environment = Environment(
        variables: variables, terminalWidth: width, toolVersion: "0.0.0-test",
        now: { Timestamp(milliseconds: 0) },
        writeOutput: { text in streams.output.withLock { $0 += text } },
        writeError: { text in streams.error.withLock { $0 += text } })
    change(&environment)
    let status = await body(environment)
    return Run(status: status, output: streams.output.withLock { $0 }, error: streams.error.withLock { $0 })
}

private final class Streams: Sendable {
    let output = Mutex("")
    let error = Mutex("")
}

enum Folder {
    static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    static let recorded = tests.deletingLastPathComponent().appending(path: "Recorded")

    static func recorded(_ name: String) -> String { recorded.appending(path: name).path() }

    static func recordedRoutes(_ name: String) -> String {
        tests.deletingLastPathComponent().appending(path: "RecordedRoutes/\(name)").path()
    }

    static func fleet(_ name: String) -> String {
        tests.deletingLastPathComponent().appending(path: "RecordedFleets/\(name)").path()
    }

    static var recordedNames: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: recorded.path())) ?? []
        return names.filter { FileManager.default.fileExists(atPath: recorded($0) + "/bundle.json") }.sorted()
    }
}

/// A directory of its own for one test, gone afterwards.
func withTemporaryDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let directory = FileManager.default.temporaryDirectory.appending(path: "kubelb-ctl-tests-\(UUID().uuidString)")
        .path()
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    return try await body(directory)
}

/// A bundle of the example pair with changes, on disk.
func withExample<Result>(_ changes: String, _ body: (String) async throws -> Result) async throws -> Result {
    try await withTemporaryDirectory { directory in
        let bundle = directory + "/bundle"
        try BundleWriter.write(ExamplePair(changes: changes).files, to: bundle)
        return try await body(bundle)
    }
}
