import APIServer
import Commands
import Dispatch
import Documents
import FoundationEssentials
import Kubernetes
import LocalSystem
import TestSupport

/// The API server of one side of a recorded cluster, over plain HTTP, that misbehaves at some paths.
final class HostileServer: Sendable {
    private let server: LoopbackServer
    private let log: Locked<[String]>
    private let waits: Locked<Waits>
    let side: ServedSide

    /// `misbehaviour` is given instead of the honest answer to requests whose target contains `place`.
    init(
        _ side: ServedSide, files: [String: [UInt8]], takenAt: Timestamp, _ misbehaviour: Misbehaviour?,
        at place: String = "/", change: ClusterChange? = nil
    ) throws {
        self.side = side
        func api(_ files: [String: [UInt8]]) throws -> KubernetesAPI {
            KubernetesAPI(
                objects: try BundleObjects(side: side, files: files, takenAt: takenAt), known: [], clock: { takenAt })
        }
        let (before, after) = (try api(files), try api(change?.files(files) ?? files))
        let log = Locked<[String]>([])
        self.log = log
        let waits = Locked(Waits())
        self.waits = waits
        server = try LoopbackServer { connection in
            var count = 0
            while let head = connection.readHead() {
                let words = head.split(separator: " ").map(String.init)
                guard words.count > 1 else { break }
                let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                let body = length.flatMap { Int($0.split(separator: " ").last ?? "") }.map { connection.readBody($0) }
                log.withLock { $0.append("\(words[0]) \(words[1])") }
                let api = change?.note("\(side.rawValue) \(words[0]) \(words[1])") == true ? after : before
                let honest = Self.honest(api, method: words[0], target: words[1], body: body ?? [])
                count += 1
                if let misbehaviour, words[1].contains(place), words[0] == "GET" {
                    let wait = waits.withLock { $0.begin() }
                    let continues = misbehaviour.act(connection, words[1], honest)
                    waits.withLock { $0.end(wait) }
                    guard continues else { break }
                } else {
                    connection.write(Self.bytes(honest))
                }
            }
            connection.end()
        }
    }

    var url: String { server.url }
    /// `GET /api/v1/services?limit=500`, in the order of their arrival.
    var requests: [String] { log.withLock { $0 } }

    /// The greatest number of wrong answers that the client waited for one after another. Each ends at the client's deadline
    /// at the latest, so that it stands for the time that they took, whatever the speed of the machine.
    var consecutiveWaits: Int { waits.withLock { $0.longest } }

    func stop() { server.stop() }

    /// What an honest server answers. Waited for on the thread of the connection.
    private static func honest(_ api: KubernetesAPI, method: String, target: String, body: [UInt8]) -> APIResponse {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1).map { decoded(String($0)) }
            return (name: halves.first ?? "", value: halves.count > 1 ? halves[1] : "")
        }
        let request = APIRequest(
            method: method, path: decoded(parts[0]), query: query,
            headers: ["accept": "application/json"], body: body, identity: ReadyIdentities.admin)
        let result = Locked<APIResponse?>(nil)
        let done = DispatchSemaphore(value: 0)
        Task {
            let response = await api.respond(to: request)
            result.withLock { $0 = response }
            done.signal()
        }
        done.wait()
        return result.withLock { $0 } ?? APIResponse(status: 500, body: [])
    }

    /// Without percent-encoding (RFC 3986, section 2.1).
    private static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func bytes(_ response: APIResponse) -> [UInt8] {
        var head = "HTTP/1.1 \(response.status) X\r\nContent-Length: \(response.body.count)\r\n"
        for header in response.headers { head += "\(header.name): \(header.value)\r\n" }
        return Array((head + "\r\n").utf8) + response.body
    }
}

/// Chains of waits of which each began when the one before it had ended.
private struct Waits {
    private var ended = 0
    private(set) var longest = 0

    /// The length of the longest chain that ends with the new wait.
    mutating func begin() -> Int {
        longest = max(longest, ended + 1)
        return ended + 1
    }

    mutating func end(_ length: Int) { ended = max(ended, length) }
}

/// A recorded pair of clusters behind two such servers, of which one misbehaves.
struct HostilePair {
    let tenant: HostileServer
    let management: HostileServer
    private let kubeconfig: String
    private let takenAt: Timestamp

    /// Runs `body` with the pair; the servers end afterwards.
    static func with<Result>(
        _ name: String, _ misbehaviour: Misbehaviour, on side: ServedSide, at place: String = "/",
        change: ClusterChange? = nil, _ body: (HostilePair) async throws -> Result
    ) async throws -> Result {
        try await serving(recorded(name), misbehaviour, on: side, at: place, change: change, body)
    }

    /// The same of the files of a bundle.
    static func serving<Result>(
        _ files: [String: [UInt8]], _ misbehaviour: Misbehaviour = .none, on side: ServedSide = .tenant,
        at place: String = "/", change: ClusterChange? = nil, _ body: (HostilePair) async throws -> Result
    ) async throws -> Result {
        let manifest = try JSONValue(parsing: files["bundle.json"] ?? [])
        let takenAt = manifest["takenAt"]?.string.flatMap(Timestamp.init) ?? Timestamp(milliseconds: 0)
        func server(_ own: ServedSide) throws -> HostileServer {
            try HostileServer(
                own, files: files, takenAt: takenAt, own == side ? misbehaviour : nil, at: place, change: change)
        }
        let (tenant, management) = (try server(.tenant), try server(.management))
        defer {
            tenant.stop()
            management.stop()
        }
        return try await withTemporaryDirectory { directory in
            let path = directory + "/config"
            let clusters = [("tenant", tenant.url), ("management", management.url)].map {
                "- {name: \($0), cluster: {server: \"\($1)\"}}"
            }
            let text = """
                apiVersion: v1
                kind: Config
                current-context: tenant
                clusters:
                \(clusters.joined(separator: "\n"))
                contexts:
                - {name: tenant, context: {cluster: tenant}}
                - {name: management, context: {cluster: management}}

                """
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            return try await body(
                HostilePair(tenant: tenant, management: management, kubeconfig: path, takenAt: takenAt))
        }
    }

    /// What the servers of a recorded pair have when nothing misbehaves.
    static func honest<Result>(
        _ name: String, change: ClusterChange? = nil, _ body: (HostilePair) async throws -> Result
    ) async throws -> Result {
        try await with(name, .none, on: .tenant, change: change, body)
    }

    /// Runs the tool on the pair, with the clock of the recording.
    func run(
        _ words: [String], timeout: String = "2s", changing change: (inout Environment) -> Void = { _ in }
    ) async -> Run {
        await CommandsTests.run(
            words + ["--kubeconfig", kubeconfig, "--management-context", "management", "--request-timeout", timeout],
            changing: { [takenAt] environment in
                environment.now = { takenAt }
                change(&environment)
            })
    }

    var requests: [String] { tenant.requests + management.requests }
    var consecutiveWaits: Int { max(tenant.consecutiveWaits, management.consecutiveWaits) }

    private static func recorded(_ name: String) throws -> [String: [UInt8]] {
        let folder = Folder.recorded(name)
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else { continue }
            files[path] = Array(data)
        }
        return files
    }
}

/// What changes in a pair of clusters while a command runs: the requests after the first ones are answered from other files.
final class ClusterChange: Sendable {
    struct Request: Sendable {
        /// `tenant GET /api/v1/services?limit=500`
        let text: String
        let isAfter: Bool
    }

    let files: @Sendable ([String: [UInt8]]) -> [String: [UInt8]]
    private let first: Int
    private let log = Locked<[Request]>([])

    /// `first`: the number of requests that are answered before the change.
    init(after first: Int, _ files: @escaping @Sendable ([String: [UInt8]]) -> [String: [UInt8]]) {
        self.first = first
        self.files = files
    }

    /// Of both clusters, in the order of their arrival.
    var requests: [Request] { log.withLock { $0 } }

    /// Whether a request is answered after the change.
    func note(_ text: String) -> Bool {
        log.withLock { log in
            log.append(Request(text: text, isAfter: log.count >= first))
            return log.count > first
        }
    }
}
