#if Sandbox
    import APIServer
    import Commands
    import Documents
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

        /// The report, where JSON was asked for; null where there is none.
        var report: JSONValue { (try? JSONValue(parsing: Array(output.utf8))) ?? .null }
    }

    /// Runs the tool as a function against live servers: real time, its streams caught.
    func run(
        _ words: [String], variables: [String: String] = [:], changing change: (inout Environment) -> Void = { _ in }
    ) async -> Run {
        let streams = Streams()
        var environment = Environment(
            variables: variables, terminalWidth: nil, toolVersion: "0.0.0-test",
            now: { Timestamp(milliseconds: Int(Date.now.timeIntervalSince1970 * 1000)) },
            writeOutput: { text in streams.output.withLock { $0 += text } },
            writeError: { text in streams.error.withLock { $0 += text } })
        change(&environment)
        let status = await Tool.run(words, in: environment)
        return Run(status: status, output: streams.output.withLock { $0 }, error: streams.error.withLock { $0 })
    }

    private final class Streams: Sendable {
        let output = Mutex("")
        let error = Mutex("")
    }

    enum Recorded {
        static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Recorded")

        static func path(_ name: String) -> String { folder.appending(path: name).path() }

        /// One with Layer 7, trimmed.
        static let routing = folder.deletingLastPathComponent().appending(path: "SandboxTests/Recorded/layer-7").path()

        /// A recorded cluster with Layer 7.
        static func routes(_ name: String) -> String {
            folder.deletingLastPathComponent().appending(path: "RecordedRoutes/\(name)").path()
        }

        static var routeNames: [String] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: routes(""))) ?? []
            return names.filter { FileManager.default.fileExists(atPath: routes($0) + "/bundle.json") }.sorted()
        }

        static func fleet(_ name: String) -> String {
            folder.deletingLastPathComponent().appending(path: "RecordedFleets/\(name)").path()
        }

        static var names: [String] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
            return names.filter { FileManager.default.fileExists(atPath: path($0) + "/bundle.json") }.sorted()
        }
    }

    /// Serves a bundle for the time of a test.
    func withPair<Result>(
        _ folder: String, faults: [ServedSide: [ServedFault]] = [:], _ body: (ServedPair) async throws -> Result
    ) async throws -> Result {
        let pair = try await ServedPair.start(folder: folder, options: ServeOptions(faults: faults))
        do {
            let result = try await body(pair)
            await pair.stop()
            return result
        } catch {
            await pair.stop()
            throw error
        }
    }

    /// The same for the healthy example pair with changes.
    func withExample<Result>(
        _ changes: String = "", hasRoutes: Bool = false, faults: [ServedSide: [ServedFault]] = [:],
        _ body: (ServedPair) async throws -> Result
    ) async throws -> Result {
        let pair = try await ServedPair.start(
            bundle: ExamplePair(changes: changes, hasRoutes: hasRoutes).files, options: ServeOptions(faults: faults))
        do {
            let result = try await body(pair)
            await pair.stop()
            return result
        } catch {
            await pair.stop()
            throw error
        }
    }

    extension ServedPair {
        /// Runs the tool with two contexts of the served kubeconfig.
        func run(
            _ words: [String], tenant: String = "sandbox-tenant", management: String? = "sandbox-management"
        ) async -> Run {
            let contexts = ["--context", tenant] + (management.map { ["--management-context", $0] } ?? [])
            return await LiveTests.run(words + contexts, variables: ["KUBECONFIG": kubeconfigPath])
        }
    }

    /// A finding as far as it has to be the same whatever way the clusters were read.
    struct FoundFact: Hashable, Comparable, CustomStringConvertible {
        let code: String
        let objects: [String]

        static func < (left: FoundFact, right: FoundFact) -> Bool { left.description < right.description }

        var description: String { "\(code) \(objects.joined(separator: ","))" }

        /// The findings of a JSON report. What could not be read (R001) depends on who reads.
        static func all(in report: JSONValue) -> Set<FoundFact> {
            let findings = report["findings"]?.array ?? []
            return Set(
                findings.map { finding in
                    FoundFact(
                        code: finding["code"]?.string ?? "",
                        objects: (finding["objects"]?.array ?? []).map { object in
                            ["cluster", "kind", "namespace", "name"].map { object[$0]?.string ?? "" }
                                .joined(separator: "/")
                        }.sorted())
                }.filter { $0.code != "KLC-R001" })
        }
    }

    /// A directory of its own for one test, gone afterwards.
    func withTemporaryDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "kubelb-ctl-tests-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        return try await body(directory)
    }
#endif
