import Documents
import FoundationEssentials

/// A recorded bundle in which every value that may be free text holds what no terminal and no CI system must see.
struct HostileBundle {
    enum Payload: String, CaseIterable, Sendable {
        /// At the end of every value.
        case end =
            "##[error]##vso[a.b]\u{1B}[31m\u{1B}]0;x\u{7}\n::error::pwned\n\r\u{202E}\u{2066}\u{9B}31m\u{7F}\u{200B}\u{FEFF}\u{2028}\u{2029}\t\u{E0041}x"
        /// At the beginning, without which the tool would not recognise what it looks for.
        case beginning = "::error::pwned\u{1B}[2J##[group]"

        func added(to value: String) -> String {
            if self == .end { return value + rawValue }
            let isRecognised = ["tenant-", "envoy-", "kubelb", "--"].contains { value.hasPrefix($0) }
            return isRecognised || value.contains("/") ? value : rawValue + value
        }
    }

    /// Writes it to a new directory.
    static func write(_ recorded: String, to directory: String, _ payload: Payload) throws {
        let root = Folder.recorded(recorded)
        let manager = FileManager.default
        for path in try manager.subpathsOfDirectory(atPath: root) {
            var isDirectory = false
            guard manager.fileExists(atPath: "\(root)/\(path)", isDirectory: &isDirectory), !isDirectory else {
                continue
            }
            let bytes = Array(try Data(contentsOf: URL(filePath: "\(root)/\(path)")))
            let target = "\(directory)/\(renamed(path, payload))"
            let folder = String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)])
            try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(infected(bytes, path, payload)).write(to: URL(filePath: target))
        }
        try manager.createDirectory(
            atPath: "\(directory)/other\(payload.rawValue)", withIntermediateDirectories: true)
    }

    /// Logs stand under the names of what wrote them.
    private static func renamed(_ path: String, _ payload: Payload) -> String {
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count == 5, parts[0] == "logs", parts[4].hasSuffix(".log") else { return path }
        return (parts[..<2] + parts[2..<4].map { payload.added(to: $0) } + parts[4...]).joined(separator: "/")
    }

    private static func infected(_ bytes: [UInt8], _ path: String, _ payload: Payload) throws -> [UInt8] {
        if path == "bundle.json" {
            return try JSONValue(parsing: bytes).merging(patch: [
                "tenant": .string("demo" + payload.rawValue), "recordedBy": .string(payload.rawValue),
                "failedReads": [
                    "tenant/nodes.json": .string("HTTP 500: \(payload.rawValue)"),
                    payload.rawValue: .string(payload.rawValue),
                ],
                "clockSkewSeconds": ["tenant": 3, payload.rawValue: 1], "redacted": [.string(payload.rawValue)],
            ]).encoded()
        }
        if path.hasSuffix(".log") {
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            return Array(lines.map { $0 + payload.rawValue }.joined(separator: "\n").utf8)
        }
        guard path.hasSuffix(".json"), let document = try? JSONValue(parsing: bytes) else { return bytes }
        return infected(document, "", payload).encoded()
    }

    /// By what the tool recognises objects at all.
    private static let structure: Set<String> = [
        "kind", "apiVersion", "type", "protocol", "phase", "status", "resourceVersion", "app.kubernetes.io/name",
        "finalizers", "creationTimestamp", "deletionTimestamp",
    ]

    private static func infected(_ value: JSONValue, _ key: String, _ payload: Payload) -> JSONValue {
        switch value {
        case .object(let object):
            var members = object.members.map { ($0.key, infected($0.value, $0.key, payload)) }
            if key == "labels" || key == "annotations" { members.append((payload.rawValue, .string(payload.rawValue))) }
            return .object(JSONObject(members: members))
        case .array(let elements): return .array(elements.map { infected($0, key, payload) })
        case .string(let text) where !structure.contains(key) && !text.isEmpty && !isTime(text):
            return .string(payload.added(to: text))
        default: return value
        }
    }

    private static func isTime(_ text: String) -> Bool { text.hasPrefix("20") && text.hasSuffix("Z") }
}
