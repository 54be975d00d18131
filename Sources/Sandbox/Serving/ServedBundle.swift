import APIServer
import Documents
import KubeLB
import Kubernetes

/// What serving has to know of a bundle besides its objects.
struct ServedBundle: Sendable {
    struct Failure: Error, Sendable, CustomStringConvertible {
        let description: String
    }

    /// By their paths, as `tenant/services.json`.
    let files: [String: [UInt8]]
    /// The moment that its times are to be seen from.
    let takenAt: Timestamp
    /// Sides whose server could not be reached when the bundle was taken, and why.
    let unreachable: [ServedSide: String]
    /// Without the prefix `tenant-`; nil where neither the manifest nor the CCM names it.
    let tenantName: String?
    /// Where the CCM's Deployment stands; the documented one where there is none.
    let ccmNamespace: String
    /// Of the CCM's ClusterRole in the tenant cluster; nil if the bundle does not hold it.
    let ccmRules: [AccessRule]?

    init(files: [String: [UInt8]]) throws(Failure) {
        self.files = files
        guard let manifest = try Self.document("bundle.json", in: files) else {
            throw Failure(description: "not a bundle: it has no file bundle.json")
        }
        guard let takenAt = manifest["takenAt"]?.string.flatMap({ Timestamp($0) }) else {
            throw Failure(description: "bundle.json: takenAt is not a valid time")
        }
        self.takenAt = takenAt
        var unreachable: [ServedSide: String] = [:]
        for side in ServedSide.allCases {
            unreachable[side] = manifest["failedReads"]?[side.rawValue]?.string
        }
        let empty = ServedSide.allCases.filter { side in
            unreachable[side] == nil && !files.keys.contains { $0.hasPrefix("\(side.rawValue)/") }
        }
        // Of the management cluster alone a platform operator collects a bundle.
        guard empty.isEmpty || empty == [.tenant] else {
            throw Failure(description: "the bundle contains nothing from the \(empty[0].rawValue) cluster")
        }
        for side in empty { unreachable[side] = "not collected" }
        self.unreachable = unreachable
        let deployments = try Self.document("tenant/deployments.apps.json", in: files)?["items"]?.array ?? []
        let ccm = deployments.first { item in
            item["metadata"]?["labels"]?["app.kubernetes.io/name"]?.string == "kubelb-ccm"
        }
        ccmNamespace = ccm?["metadata"]?["namespace"]?.string ?? "kubelb"
        let roles = try Self.document("tenant/clusterroles.rbac.authorization.k8s.io.json", in: files)?["items"]?.array
        ccmRules = roles?.first { $0["metadata"]?["name"]?.string?.hasSuffix("kubelb-ccm") == true }?["rules"]?.array?
            .map {
                AccessRule($0, namespace: nil)
            }
        let name = manifest["tenant"]?.string ?? ccm.flatMap(Self.clusterName)
        tenantName = name.map { $0.hasPrefix("tenant-") ? String($0.dropFirst("tenant-".count)) : $0 }
    }

    /// The resources that the side has files of: `gateways.gateway.networking.k8s.io`.
    func resources(of side: ServedSide) -> [String] {
        let prefix = "\(side.rawValue)/"
        return files.keys.filter { $0.hasPrefix(prefix) && $0.hasSuffix(".json") }.sorted().map {
            String($0.dropFirst(prefix.count).dropLast(".json".count))
        }.filter { $0.contains(".") && !$0.hasPrefix("discovery.") }
    }

    /// Whether the side's Secrets were read, and this one was not among them.
    func lacksSecret(_ name: String, in namespace: String, of side: ServedSide) -> Bool {
        let path = "\(side.rawValue)/secrets.metadata.json"
        guard let bytes = files[path], let items = (try? JSONValue(parsing: bytes))?["items"]?.array else {
            return false
        }
        return !items.contains { item in
            item["metadata"]?["name"]?.string == name && item["metadata"]?["namespace"]?.string == namespace
        }
    }

    /// The value of the CCM's argument `--cluster-name`.
    private static func clusterName(_ deployment: JSONValue) -> String? {
        let containers = deployment["spec"]?["template"]?["spec"]?["containers"]?.array ?? []
        for container in containers {
            let words = (container["args"]?.array ?? []).compactMap(\.string)
            for (index, word) in words.enumerated() {
                if word.hasPrefix("--cluster-name=") { return String(word.dropFirst("--cluster-name=".count)) }
                if word == "--cluster-name", index + 1 < words.count { return words[index + 1] }
            }
        }
        return nil
    }

    private static func document(_ path: String, in files: [String: [UInt8]]) throws(Failure) -> JSONValue? {
        guard let bytes = files[path] else { return nil }
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw Failure(description: "\(path): \(error)")
        }
    }
}
