import Documents
import Kubernetes

/// The Secrets and ConfigMaps that a pod mounts (Kubernetes API reference, Volume).
struct MountedVolumes: Sendable {
    /// Where a file comes from.
    struct Source: Sendable, Hashable {
        enum Kind: String, Sendable { case secret, configmap }

        let volume: String
        let kind: Kind
        let name: String
        let isOptional: Bool
        /// Keys by the paths in the volume; nil: each key is a file.
        let items: [String: String]?

        var resource: String { kind == .secret ? "secrets" : "configmaps" }

        /// The key that is at a path of the volume.
        func key(at path: String) -> String? { items == nil ? path : items?[path] }

        /// What a kubelet says where this cannot be mounted, given the object; nil: it can.
        func objection(to object: JSONValue?) -> String? {
            guard !isOptional else { return nil }
            let start = "MountVolume.SetUp failed for volume \"\(volume)\" : "
            guard let object else { return "\(start)\(kind.rawValue) \"\(name)\" not found" }
            let missing = (items ?? [:]).values.sorted().first {
                object["data"]?[$0] == nil && object["binaryData"]?[$0] == nil
            }
            let kindName = kind == .secret ? "secret" : "config"
            return missing.map { "\(start)references non-existent \(kindName) key: \($0)" }
        }

        /// The bytes of a key of the object.
        func content(of key: String, in object: JSONValue) -> [UInt8]? {
            let data = object["data"]?[key]?.string
            guard kind == .configmap else { return data.flatMap { Base64.decode($0) } }
            return data.map { Array($0.utf8) }
                ?? object["binaryData"]?[key]?.string.flatMap { Base64.decode($0) }
        }
    }

    /// In the order of the pod's volumes.
    let sources: [Source]

    init(_ pod: JSONValue) {
        sources = (pod["spec"]?["volumes"]?.array ?? []).flatMap { volume -> [Source] in
            let name = volume["name"]?.string ?? ""
            let parts = volume["projected"]?["sources"]?.array ?? [volume]
            return parts.compactMap { Self.source($0, volume: name) }
        }
    }

    private static func source(_ part: JSONValue, volume: String) -> Source? {
        let document: JSONValue
        let kind: Source.Kind
        let name: String?
        if let secret = part["secret"] {
            (document, kind, name) = (secret, .secret, secret["secretName"]?.string ?? secret["name"]?.string)
        } else if let map = part["configMap"] {
            (document, kind, name) = (map, .configmap, map["name"]?.string)
        } else {
            return nil
        }
        guard let name else { return nil }
        var items: [String: String]?
        if let list = document["items"]?.array, !list.isEmpty {
            items = [:]
            for item in list {
                guard let key = item["key"]?.string, let path = item["path"]?.string else { continue }
                items?[path] = key
            }
        }
        return Source(
            volume: volume, kind: kind, name: name, isOptional: document["optional"]?.bool ?? false, items: items)
    }

    /// What may hold the file at a path of a container: sources, each with the key. The deepest mount decides.
    func candidates(for path: String, in container: JSONValue) -> [(source: Source, key: String)] {
        let mounts = (container["volumeMounts"]?.array ?? [])
            .compactMap { mount -> (root: String, volume: String, subPath: String?)? in
                guard let root = mount["mountPath"]?.string, let volume = mount["name"]?.string else { return nil }
                let bare = root.hasSuffix("/") ? String(root.dropLast()) : root
                let subPath = mount["subPath"]?.string.flatMap { $0.isEmpty ? nil : $0 }
                return path == bare || path.hasPrefix(bare + "/") ? (bare, volume, subPath) : nil
            }
        guard let mount = mounts.max(by: { $0.root.utf8.count < $1.root.utf8.count }) else { return [] }
        let below = String(path.dropFirst(mount.root.count).drop { $0 == "/" })
        let place = [mount.subPath, below.isEmpty ? nil : below].compactMap { $0 }.joined(separator: "/")
        guard !place.isEmpty else { return [] }
        return sources.filter { $0.volume == mount.volume }
            .compactMap { source in source.key(at: place).map { (source, $0) } }
    }
}
