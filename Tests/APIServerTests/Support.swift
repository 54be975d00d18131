import Documents
import Kubernetes
import Synchronization

@testable import APIServer

/// A live API of a tenant cluster with a namespace `shop`, whose clock stands still.
struct TestCluster {
    let api: ClusterAPI

    init(_ side: ServedSide = .tenant) async throws {
        let numbers = Mutex(0)
        api = ClusterAPI(
            kinds: ServedKind.live(side), version: ["gitVersion": "v1.36.2"], known: [],
            clock: { Timestamp(milliseconds: 1_795_000_000_000) },
            makeUID: {
                "00000000-0000-4000-8000-"
                    + String(
                        String(
                            1_000_000_000_000
                                + numbers.withLock {
                                    $0 += 1
                                    return $0
                                }
                        ).dropFirst())
            })
        _ = try await create(["kind": "Namespace", "metadata": ["name": "shop"]], "/api/v1/namespaces")
    }

    static let admin = Identity(
        name: "admin", user: "admin", groups: ["system:masters"],
        rules: [AccessRule(verbs: ["*"], groups: ["*"], resources: ["*"])])

    /// Sends a request as the admin; the path may have a query.
    func send(
        _ method: String, _ path: String, _ body: JSONValue? = nil, type: String = "application/json",
        accept: String = "application/json", identity: Identity? = admin, agent: String = "tests/1"
    ) async -> APIResponse {
        await send(
            method, path, bytes: body?.encoded() ?? [], type: type, accept: accept, identity: identity, agent: agent)
    }

    /// The same with a body of any form.
    func send(
        _ method: String, _ path: String, bytes: [UInt8], type: String, accept: String, identity: Identity? = admin,
        agent: String
    ) async -> APIResponse {
        let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
        let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1).map(String.init)
            return (name: halves[0], value: halves.count > 1 ? halves[1] : "")
        }
        return await api.respond(
            to: APIRequest(
                method: method, path: parts[0], query: query,
                headers: ["content-type": type, "accept": accept, "user-agent": agent], body: bytes,
                identity: identity))
    }

    struct Unexpected: Error, CustomStringConvertible {
        let description: String
    }

    /// The answer's JSON, which has to have this status.
    @discardableResult
    func json(
        _ method: String, _ path: String, _ body: JSONValue? = nil, type: String = "application/json",
        accept: String = "application/json", status: Int = 200, agent: String = "tests/1"
    ) async throws -> JSONValue {
        let answer = await send(method, path, body, type: type, accept: accept, agent: agent)
        guard answer.status == status else {
            throw Unexpected(
                description: "\(method) \(path): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
        }
        return try JSONValue(parsing: answer.body)
    }

    @discardableResult
    func create(_ object: JSONValue, _ path: String) async throws -> JSONValue {
        try await json("POST", path, object, status: 201)
    }

    static let services = "/api/v1/namespaces/shop/services"

    static func service(_ name: String, type: String = "LoadBalancer", labels: JSONValue = [:]) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name), "labels": labels],
            "spec": ["type": .string(type), "ports": [["port": 80]], "selector": ["app": .string(name)]],
        ]
    }
}

/// The events of a watch, one by one.
struct WatchEvents {
    private var iterator: AsyncStream<[UInt8]>.Iterator

    init?(_ answer: APIResponse) {
        guard let stream = answer.stream else { return nil }
        iterator = stream.makeAsyncIterator()
    }

    /// `ADDED web`, or nil at the end.
    mutating func next() async throws -> String? {
        guard let line = await iterator.next() else { return nil }
        let event = try JSONValue(parsing: line)
        let object = event["object"]
        return
            "\(event["type"]?.string ?? "") \(object?["metadata"]?["name"]?.string ?? object?["reason"]?.string ?? "")"
    }
}
