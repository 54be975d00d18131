import Documents
import Synchronization

extension APIClient {
    /// What a 404 for a kind means. Absent if the server's discovery is complete and lacks the kind: a 404 alone may come from
    /// a wrong path prefix or from a proxy, so that it proves nothing (Kubernetes API concepts, "API discovery").
    func unserved<Item: KubernetesObject, Value: Sendable>(
        _ kind: Item.Type, until deadline: ContinuousClock.Instant
    ) async -> Observed<Value> {
        let source = "GET \(Item.path(namespace: nil))"
        guard !Item.isBuiltIn else {
            return .failed("\(source): HTTP 404, but every Kubernetes API server serves \(Item.resource)")
        }
        let group = Item.resource.split(separator: ".", maxSplits: 1).last.map(String.init) ?? ""
        return await servedResources(group: group, version: Item.version, until: deadline).absence(of: kind, source)
    }

    /// The resources of a group's version: absent if the server's list of groups is complete and lacks it.
    ///
    /// `keep` gets the bytes of the document.
    package func servedResources(
        group: String, version: String, until deadline: ContinuousClock.Instant? = nil,
        keep: (([UInt8]) -> Void)? = nil
    ) async -> Observed<ServedResources> {
        let call = APICall("/apis/\(group)/\(version)")
        do throws(APIError) {
            let bytes = try await document(call, until: deadline)
            keep?(bytes)
            return ServedResources.decode(bytes, source: call.description)
        } catch {
            switch error {
            case .notFound, .notServed: return await lacksGroup("\(group)/\(version)", until: deadline)
            default: return error.outcome()
            }
        }
    }

    private func lacksGroup(
        _ groupVersion: String, until deadline: ContinuousClock.Instant?
    ) async -> Observed<ServedResources> {
        let call = APICall("/apis")
        do throws(APIError) {
            let versions = try ServedGroups.decode(try await document(call, until: deadline), call.description)
            return versions.contains(groupVersion)
                ? .failed("GET /apis/\(groupVersion): HTTP 404, but GET /apis lists \(groupVersion)") : .absent
        } catch {
            return .failed("\(call.description): \(error.summary)")
        }
    }
}

extension Observed<ServedResources> {
    /// What a 404 for a list of the kind means, given the discovery of its group.
    package func absence<Item: KubernetesObject, Other: Sendable>(
        of kind: Item.Type, _ source: String
    ) -> Observed<Other> {
        let name = Item.resource.prefix { $0 != "." }
        switch self {
        case .absent: return .absent
        case .present(let served) where !served.names.contains(String(name)): return .absent
        case .present: return .failed("\(source): HTTP 404, but discovery lists the kind")
        case .forbidden, .failed, .notCollected:
            let reason = unknown.map { "\($0)" } ?? "unknown"
            return .failed("\(source): HTTP 404, and discovery, which could confirm it, is \(reason)")
        }
    }
}

/// The groups that a server has, from its `APIGroupList`.
enum ServedGroups {
    /// The group and version of each: `apps/v1`. Throws unless the list is that of a whole Kubernetes API server, which always
    /// has `apps/v1`.
    static func decode(_ bytes: [UInt8], _ source: String) throws(APIError) -> Set<String> {
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue(parsing: bytes)
        } catch {
            throw .malformed("\(error)")
        }
        var versions: Set<String> = []
        for group in document["groups"]?.array ?? [] {
            for version in group["versions"]?.array ?? [] {
                if let name = version["groupVersion"]?.string { versions.insert(name) }
            }
        }
        guard document["kind"]?.string == "APIGroupList", versions.contains("apps/v1") else {
            throw .malformed("not the group list of a Kubernetes API server")
        }
        return versions
    }
}
