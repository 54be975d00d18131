#if Sandbox
    import APIServer
    import Foundation
    import Synchronization
    import Testing

    @testable import Sandbox

    /// Says what it was asked, in as many bytes as the query's `size` asks for.
    struct EchoHandler: APIHandler {
        func respond(to request: APIRequest) async -> APIResponse {
            var text =
                "\(request.method) \(request.path) by \(request.identity?.name ?? "nobody known")"
                + " with \(request.body.count) bytes"
            if let size = request.query.first(where: { $0.name == "size" }).flatMap({ Int($0.value) }) {
                text = String(repeating: "0123456789abcdef", count: size / 16)
            }
            return APIResponse(status: 200, headers: [("Content-Type", "text/plain")], body: Array(text.utf8))
        }
    }

    /// A pair of servers for the time of a test, whose answers are echoes unless objects are asked for.
    func withServedPair(
        faults: [ServedSide: [ServedFault]] = [:], echo: Bool = true, files: [String: [UInt8]]? = nil,
        _ body: (ServedPair) async throws -> Void
    ) async throws {
        var options = ServeOptions(faults: faults)
        if echo { options.handler = { _ in EchoHandler() } }
        let pair = try await ServedPair.start(bundle: try files ?? ExamplePair().files, options: options)
        do {
            try await body(pair)
        } catch {
            await pair.stop()
            throw error
        }
        await pair.stop()
    }

    /// What a program did.
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Runs a program to its end, without waiting on a thread of the tests.
    func run(_ program: String, _ arguments: [String]) async throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardInput = FileHandle.nullDevice
        let folder = try TemporaryFolder()
        let (output, errors) = (folder.path + "/output", folder.path + "/errors")
        for path in [output, errors] { try Data().write(to: URL(filePath: path)) }
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        return Outcome(
            status: process.terminationStatus, output: try String(contentsOfFile: output, encoding: .utf8),
            errors: try String(contentsOfFile: errors, encoding: .utf8))
    }

    /// Whether a program can be run here.
    func isInstalled(_ program: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
        }
    }

    /// A folder that goes with the value.
    final class TemporaryFolder: Sendable {
        let path: String

        init() throws {
            path = "\(NSTemporaryDirectory())/sandbox-tests-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    /// What curl saw.
    struct Answer {
        /// curl's exit status: 0 for a whole answer, whatever it says.
        var exit: Int32
        var status: Int
        /// `1.1` or `2`.
        var version: String
        /// Names in lower case.
        var headers: [String: String]
        var body: String
        var errors: String
    }

    extension ServedPair {
        /// Asks one side with curl, which trusts the side's authority.
        func curl(
            _ path: String, _ side: ServedSide = .tenant, token: String? = nil, arguments: [String] = [],
            scheme: String = "https"
        ) async throws -> Answer {
            let folder = try TemporaryFolder()
            let authority = folder.path + "/ca.pem"
            try Data(authorityPEM(of: side).utf8).write(to: URL(filePath: authority))
            var words = [
                "-sS", "--noproxy", "*", "--max-time", "10", "--cacert", authority, "-o", folder.path + "/body", "-D",
                folder.path + "/headers", "-w", "%{http_code} %{http_version}",
            ]
            if let token { words += ["-H", "Authorization: Bearer \(token)"] }
            let url = url(of: side).replacing("https", with: scheme)
            let outcome = try await run("curl", words + arguments + [url + path])
            let lines = (try? String(contentsOfFile: folder.path + "/headers", encoding: .utf8)) ?? ""
            var headers: [String: String] = [:]
            for line in lines.split(whereSeparator: \.isNewline) {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
            }
            let words2 = outcome.output.split(separator: " ")
            return Answer(
                exit: outcome.status, status: words2.first.flatMap { Int($0) } ?? 0,
                version: words2.last.map(String.init) ?? "", headers: headers,
                body: (try? String(contentsOfFile: folder.path + "/body", encoding: .utf8)) ?? "",
                errors: outcome.errors)
        }

        /// One value of the kubeconfig's user of a context.
        func userValue(_ key: String, context: String) async throws -> String {
            let text = try String(contentsOfFile: kubeconfigPath, encoding: .utf8)
            return try #require(KubeconfigText.user(context, key, in: text))
        }
    }
#endif
