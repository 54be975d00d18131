import Documents
import Kubernetes

/// The objects of one side of a bundle, and what else its API server said.
package struct BundleObjects: Sendable {
    package var store = ObjectStore()
    /// `version.json`, `discovery.kubelb.k8c.io.json` … by name without `.json`, and `readyz.txt`.
    private(set) var documents: [String: [UInt8]] = [:]
    /// By `namespace/pod/container.log`.
    private(set) var logs: [String: [UInt8]] = [:]
    /// By `namespace/pod.prom` and `namespace/pod.clusters.json`.
    private(set) var metrics: [String: [UInt8]] = [:]
    /// The moment that all times in the bundle are to be seen from.
    let takenAt: Timestamp
    let discovery: RecordedDiscovery

    /// A file of a bundle that makes no sense.
    package struct Failure: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// Takes files by their paths, as `tenant/services.json`.
    package init(side: ServedSide, files: [String: [UInt8]], takenAt: Timestamp) throws(Failure) {
        self.takenAt = takenAt
        let prefix = "\(side.rawValue)/"
        let logPrefix = "logs/\(side.rawValue)/"
        let metricsPrefix = "metrics/\(side.rawValue)/"
        var lists: [(resource: String, path: String, bytes: [UInt8])] = []
        for (path, bytes) in files {
            if path.hasPrefix(metricsPrefix) { metrics[String(path.dropFirst(metricsPrefix.count))] = bytes }
            if path.hasPrefix(logPrefix) { logs[String(path.dropFirst(logPrefix.count))] = bytes }
            guard path.hasPrefix(prefix) else { continue }
            let name = String(path.dropFirst(prefix.count))
            guard name.hasSuffix(".json") else {
                documents[name] = bytes
                continue
            }
            let resource = String(name.dropLast(".json".count))
            if Self.single.contains(resource) || resource.hasPrefix("discovery.") {
                documents[resource] = bytes
            } else {
                lists.append((resource, path, bytes))
            }
        }
        discovery = RecordedDiscovery(documents)
        // In a fixed order: a list of whole objects goes before one of their metadata.
        for list in lists.sorted(by: { $0.path < $1.path }) { try take(list.bytes, list.resource, list.path) }
        for kind in store.kinds {
            if let version = discovery.otherVersion(of: kind) { store.serve(kind, at: version) }
        }
    }

    /// Files that hold one document, not a list.
    private static let single: Set<String> = ["access", "api", "apis", "version"]
    private static let metadataSuffix = ".metadata"

    private mutating func take(_ bytes: [UInt8], _ name: String, _ path: String) throws(Failure) {
        let list: JSONValue
        do throws(JSONError) {
            list = try JSONValue(parsing: bytes)
        } catch {
            throw Failure(description: "\(path): \(error)")
        }
        // `secrets.metadata.json` holds the metadata of Secrets.
        let resource = name.hasSuffix(Self.metadataSuffix) ? String(name.dropLast(Self.metadataSuffix.count)) : name
        guard let kind = ServedKind(resource: resource, list: list, discovery: discovery) else {
            documents[name] = bytes
            return
        }
        guard !discovery.lacks(kind.group) else { return }
        if list["kind"]?.string == "Status" {
            let status = list["code"]?.int ?? 500
            // What was not served is not served here.
            if status != 404 { store.refuse(kind, status: status, body: bytes) }
        } else {
            // null is how Go writes an empty list.
            store.add(list["items"]?.array ?? [], kind)
        }
    }
}

extension ServedKind {
    /// The kind of a list in a bundle: of the version that the list has, or that discovery in the bundle has. nil for what is no
    /// list of objects.
    init?(resource: String, list: JSONValue, discovery: RecordedDiscovery) {
        let parts = resource.split(separator: ".", maxSplits: 1).map(String.init)
        guard let name = parts.first else { return nil }
        let group = parts.count == 2 ? parts[1] : ""
        let (listKind, listVersion) = Self.type(of: list, group: group)
        let found = discovery.resource(name, group: group)
        let version = listVersion ?? found?.version
        if let known = Self.named(resource) {
            self = version.map(known.at) ?? known
            return
        }
        guard let items = list["items"]?.array, let version, let kind = listKind ?? found?.entry["kind"]?.string else {
            return nil
        }
        let hasNamespaces = items.isEmpty || items.contains { $0["metadata"]?["namespace"]?.string != nil }
        self.init(
            name, group, version, kind, isNamespaced: found?.entry["namespaced"]?.bool ?? hasNamespaces,
            isCustom: true)
    }

    /// The kind and the version of a typed list's items (Kubernetes API conventions, "Types"); nil for lists of any kind.
    private static func type(of list: JSONValue, group: String) -> (kind: String?, version: String?) {
        let kind = list["kind"]?.string ?? ""
        let parts = (list["apiVersion"]?.string ?? "").split(separator: "/").map(String.init)
        guard kind.hasSuffix("List"), kind != "List", kind != PartialObjectMetadata.listKind, let version = parts.last,
            parts.dropLast().first ?? "" == group
        else { return (nil, nil) }
        return (String(kind.dropLast("List".count)), version)
    }
}
