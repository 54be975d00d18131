import Documents
import Kubernetes

@testable import APIServer

/// The API of the management cluster of a bundle that was taken an hour ago.
struct BundleAPI {
    let api: KubernetesAPI
    private let identity: Identity

    static let taken = 1_795_000_000_000

    /// `files` are those of the side, by their names without `.json`.
    init(_ files: [String: JSONValue], identity: Identity = ReadyIdentities.admin) throws {
        let encoded = files.map { ("management/\($0.key).json", $0.value.encoded()) }
        let objects = try BundleObjects(
            side: .management, files: Dictionary(uniqueKeysWithValues: encoded),
            takenAt: Timestamp(milliseconds: Self.taken))
        api = KubernetesAPI(objects: objects, known: []) { Timestamp(milliseconds: Self.taken + 3_600_000) }
        self.identity = identity
    }

    func send(_ path: String, accept: String = "application/json") async -> APIResponse {
        let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
        let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1).map(String.init)
            return (name: halves[0], value: halves.count > 1 ? halves[1] : "")
        }
        return await api.respond(
            to: APIRequest(
                method: "GET", path: parts[0], query: query, headers: ["accept": accept], identity: identity))
    }

    func json(_ path: String, accept: String = "application/json") async throws -> JSONValue {
        try JSONValue(parsing: await send(path, accept: accept).body)
    }

    func status(_ path: String) async -> Int { await send(path).status }

    /// The names of the members of a list: groups, resources, items.
    func names(_ path: String, in member: String) async throws -> [String] {
        (try await json(path)[member]?.array ?? []).compactMap { $0["name"]?.string ?? $0["metadata"]?["name"]?.string }
    }

    static func list(_ kind: String, _ apiVersion: String, _ items: JSONValue...) -> JSONValue {
        [
            "kind": .string("\(kind)List"), "apiVersion": .string(apiVersion), "metadata": ["resourceVersion": "7"],
            "items": .array(items),
        ]
    }

    static func object(_ path: String, _ contents: JSONObject = [:]) -> JSONValue {
        let parts = path.split(separator: "/").map(String.init)
        var metadata: JSONObject = [
            "name": .string(parts[parts.count - 1]), "uid": .string(path), "creationTimestamp": "2026-11-18T10:06:40Z",
        ]
        if parts.count == 2 { metadata["namespace"] = .string(parts[0]) }
        var object = contents
        object["metadata"] = .object(metadata)
        return .object(object)
    }

    static func resources(_ groupVersion: String, _ names: String...) -> JSONValue {
        [
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(groupVersion),
            "resources": .array(
                names.map { name in
                    [
                        "name": .string(name), "namespaced": true, "kind": .string(name.capitalized),
                        "verbs": ["get", "list"],
                    ]
                }),
        ]
    }

    static let notFound: JSONValue = [
        "kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "404 page not found", "code": 404,
    ]
}
