import Documents

/// The groups and resources that an API server had when a bundle was taken: `apis.json` and `discovery.GROUP.json`.
struct RecordedDiscovery: Sendable {
    /// Of `/apis`, each as it was; empty if the bundle does not hold it.
    private(set) var groups: [JSONValue] = []
    /// By group.
    private var lists: [String: JSONValue] = [:]
    private var missing: Set<String> = []

    /// Nothing was recorded.
    init() {}

    /// From the documents of one side, by their names without `.json`.
    init(_ documents: [String: [UInt8]]) {
        for (name, bytes) in documents {
            guard let document = try? JSONValue(parsing: bytes) else { continue }
            let kind = document["kind"]?.string
            if name == "apis", kind == "APIGroupList" { groups = document["groups"]?.array ?? [] }
            guard name.hasPrefix("discovery.") else { continue }
            let group = String(name.dropFirst("discovery.".count))
            if kind == "APIResourceList" { lists[group] = document }
            if kind == "Status", document["code"]?.int == 404 { missing.insert(group) }
        }
        groups = groups.filter { !missing.contains($0["name"]?.string ?? "") }
    }

    /// Whether discovery of the group was read, and there was none.
    func lacks(_ group: String) -> Bool { missing.contains(group) }

    /// The versions of groups with a list of resources, sorted by group.
    var listedVersions: [(group: String, version: String)] {
        lists.keys.sorted().compactMap { group in
            guard let (version, list) = list(of: group) else { return nil }
            let names = (list["resources"]?.array ?? []).compactMap { $0["name"]?.string }
            let known = names.compactMap { ServedKind.named("\($0).\(group)")?.version }.first
            return (version ?? known).map { (group, $0) }
        }
    }

    /// The list of the group's resources, and its version; nil for the version if only names were kept.
    func list(of group: String) -> (version: String?, list: JSONValue)? {
        lists[group].map { ($0["groupVersion"]?.string?.split(separator: "/").last.map(String.init), $0) }
    }

    /// A resource in discovery, and its version.
    func resource(_ name: String, group: String) -> (version: String?, entry: JSONValue)? {
        guard let (version, list) = list(of: group),
            let entry = list["resources"]?.array?.first(where: { $0["name"]?.string == name })
        else { return nil }
        return (version, entry)
    }

    /// A version at which the kind is served besides its own.
    func otherVersion(of kind: ServedKind) -> String? {
        let version = resource(kind.name, group: kind.group)?.version
        return version == kind.version ? nil : version
    }
}
