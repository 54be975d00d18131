import Documents
import FoundationEssentials

/// The recorded clusters with Layer 7, and what is known of them.
enum RecordedRoutes {
    static let directory = Recorded.directory.deletingLastPathComponent().appending(path: "RecordedRoutes")

    static let index: [String: JSONValue] = {
        let bytes = (try? Data(contentsOf: directory.appending(path: "index.json"))).map(Array.init) ?? []
        let members = (try? JSONValue(parsing: bytes))?.object?.members ?? []
        return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value) })
    }()

    static let names = index.keys.sorted()

    static func bundle(_ name: String) throws -> MemoryBundle {
        try Recorded.bundle(at: directory.appending(path: name))
    }
}
