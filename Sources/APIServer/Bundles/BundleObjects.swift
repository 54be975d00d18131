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
            guard let kind = ServedKind.named(resource) else {
                documents[resource] = bytes
                continue
            }
            try take(bytes, kind, path)
        }
    }

    private mutating func take(_ bytes: [UInt8], _ kind: ServedKind, _ path: String) throws(Failure) {
        let list: JSONValue
        do throws(JSONError) {
            list = try JSONValue(parsing: bytes)
        } catch {
            throw Failure(description: "\(path): \(error)")
        }
        if list["kind"]?.string == "Status" {
            store.refuse(kind, status: list["code"]?.int ?? 500, body: bytes)
        } else {
            // null is how Go writes an empty list.
            let items = list["items"]?.array ?? []
            store.set(kind, items.compactMap { StoredObject($0, kind: kind) })
        }
    }
}
