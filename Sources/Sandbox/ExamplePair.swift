import Documents
import KubeLB

/// A small tenant cluster and a small management cluster, healthy but for the changes asked for, as the files of a bundle.
///
/// Examples and tests describe what differs from the healthy pair, so that each says only what it is about.
package struct ExamplePair: Sendable {
    /// The side's documents by the name of their file without `.json`.
    private var sides: [String: [String: Document]] = ["tenant": [:], "management": [:]]
    private var logs: [String: String] = [:]
    private var takenAt = "2026-11-22T12:00:00Z"
    private var failedReads: [String: JSONValue] = [:]

    private enum Document: Sendable {
        /// A List of objects by `namespace/name`.
        case objects([String: JSONValue])
        /// One document as it is, and `Status` objects in place of Lists.
        case single(JSONValue)
    }

    /// What is wrong with a description of changes.
    package struct Defect: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// The healthy pair with changes, written in YAML: side → resource → `namespace/name` → merge patch (RFC 7386).
    ///
    /// null removes an object; `forbidden`, `failed`, `absent` or `notCollected` in place of the objects replaces the whole
    /// read; `logs` maps paths below `logs/` to text; `now` moves the clock; `failedReads` goes into the manifest.
    ///
    /// With `hasRoutes` the healthy pair also has an Ingress, a Gateway and a route.
    package init(changes: String = "", hasRoutes: Bool = false) throws {
        try apply(Self.healthyPair)
        if hasRoutes {
            try apply(Self.tenantRoutes)
            try apply(Self.managementRoutes)
        }
        try apply(changes)
    }

    private mutating func apply(_ text: String) throws {
        for document in try YAMLDocument.parse(Array(text.utf8), name: "changes") {
            guard let root = document.json.object else {
                if document.json == .null { continue }
                throw Defect(description: "changes must be a mapping")
            }
            for (key, value) in root.members {
                switch key {
                case "tenant", "management": try apply(value, side: key)
                case "now": takenAt = value.string ?? takenAt
                case "logs":
                    for (path, text) in value.object?.members ?? [] { logs["logs/\(path)"] = text.string }
                case "failedReads":
                    for (path, reason) in value.object?.members ?? [] { failedReads[path] = reason }
                default: throw Defect(description: "unknown key \"\(key)\"")
                }
            }
        }
    }

    private mutating func apply(_ changes: JSONValue, side: String) throws {
        for (resource, change) in changes.object?.members ?? [] {
            if let word = change.string {
                sides[side]?[resource] = try Self.replacement(word, resource: resource)
            } else if Self.singleDocuments.contains(resource) {
                var current = JSONValue.object(JSONObject())
                if case .single(let value) = sides[side]?[resource] { current = value }
                sides[side]?[resource] = .single(current.merging(patch: change))
            } else {
                var objects: [String: JSONValue] = [:]
                if case .objects(let existing) = sides[side]?[resource] { objects = existing }
                for (path, patch) in change.object?.members ?? [] {
                    if patch == .null {
                        objects.removeValue(forKey: path)
                    } else {
                        let object = objects[path] ?? Self.newObject(path, side: side, resource: resource)
                        objects[path] = object.merging(patch: patch)
                    }
                }
                sides[side]?[resource] = .objects(objects)
            }
        }
    }

    private static let singleDocuments: Set<String> = ["access", "version", "discovery.kubelb.k8c.io"]

    private static func replacement(_ word: String, resource: String) throws -> Document? {
        let status: (code: Int, reason: String, message: String)
        switch word {
        case "notCollected": return nil
        case "forbidden":
            status = (
                403, "Forbidden", "\(resource) is forbidden: User \"reader\" cannot list resource at the cluster scope"
            )
        case "absent": status = (404, "NotFound", "404 page not found")
        case "failed": status = (500, "InternalError", "etcdserver: request timed out")
        default: throw Defect(description: "unknown word \"\(word)\" for \(resource)")
        }
        return .single([
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
            "message": .string(status.message),
            "reason": .string(status.reason), "code": .number(JSONNumber(status.code)),
        ])
    }

    /// Name, namespace, a UID of its own and a time of creation: what every object has.
    private static func newObject(_ path: String, side: String, resource: String) -> JSONValue {
        let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
        var metadata: JSONObject = [
            "name": .string(parts.last ?? path), "uid": .string(uid(of: "\(side)/\(resource)/\(path)")),
            "resourceVersion": "1000", "creationTimestamp": "2026-11-22T10:00:00Z",
        ]
        if parts.count == 2 { metadata["namespace"] = .string(parts[0]) }
        return ["metadata": .object(metadata)]
    }

    /// A stable UID of an object that does not bring its own (FNV-1a over its path).
    private static func uid(of path: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        let padded = String(repeating: "0", count: 16 - digits.count) + digits
        return "\(padded.prefix(8))-\(padded.dropFirst(8).prefix(4))-4000-8000-\(padded.suffix(12))"
    }

    /// The files of the bundle by their paths.
    package var files: [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        var manifest: JSONObject = [
            "apiVersion": "kubelb-ctl/v1", "kind": "Bundle", "takenAt": .string(takenAt),
            "recordedBy": "kubelb-sandbox",
        ]
        var failures = JSONObject()
        for (path, reason) in failedReads.sorted(by: { $0.key < $1.key }) { failures[path] = reason }
        manifest["failedReads"] = .object(failures)
        files["bundle.json"] = JSONValue.object(manifest).encoded(pretty: true)
        for (side, documents) in sides {
            for (name, document) in documents {
                let value: JSONValue
                switch document {
                case .single(let single): value = single
                case .objects(let objects):
                    let items = objects.sorted { $0.key < $1.key }.map(\.value)
                    value = [
                        "kind": "List", "apiVersion": "v1", "metadata": ["resourceVersion": "1000"],
                        "items": .array(items),
                    ]
                }
                files["\(side)/\(name).json"] = value.encoded(pretty: true)
            }
        }
        for (path, text) in logs { files[path] = Array(text.utf8) }
        return files
    }
}
