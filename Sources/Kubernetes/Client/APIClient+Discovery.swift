import Documents

extension APIClient {
    /// The same client for one reading of the cluster, which requests each document of discovery once.
    package func rememberingDiscovery() -> APIClient {
        var client = self
        client.discovery = DiscoveryMemory()
        return client
    }

    /// Requests what lists that are read later depend on: the groups of the server, and the resources of some groups, such as
    /// `apps/v1`. What cannot be read is requested again when it is needed.
    package func learnServed(_ groupVersions: [String]) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = await servedGroups(until: nil) }
            for groupVersion in groupVersions {
                group.addTask { _ = await document(of: groupVersion, until: nil) }
            }
        }
    }

    /// From now on kinds of groups that the server lacks are absent without a request, if the list of its groups was read.
    package func applyDiscovery() async { await discovery?.apply() }

    /// Whether the server is known to lack the group of a kind: discovery is complete and does not list it. Then a request for
    /// the kind would only end in a 404.
    func isKnownUnserved<Item: KubernetesObject>(_ kind: Item.Type) async -> Bool {
        guard !Item.isBuiltIn, let known = await discovery?.known else { return false }
        return !known.contains { $0.hasPrefix("\(Item.group)/") }
    }

    /// What a 404 for a kind means.
    enum Unserved<Value: Sendable>: Sendable {
        /// The server has the kind in another version of its group.
        case served(version: String)
        case outcome(Observed<Value>)
    }

    /// What a 404 for a kind means. Absent if the server's discovery is complete and lacks the kind in all versions of its group:
    /// a 404 alone may come from a wrong path prefix or from a proxy, so that it proves nothing (Kubernetes API concepts, "API
    /// discovery").
    func unserved<Item: KubernetesObject, Value: Sendable>(
        _ kind: Item.Type, until deadline: ContinuousClock.Instant
    ) async -> Unserved<Value> {
        let source = "GET \(Item.path(namespace: nil))"
        guard !Item.isBuiltIn else {
            return .outcome(.failed("\(source): HTTP 404, but every Kubernetes API server serves \(Item.resource)"))
        }
        // The groups first: one answer for all those that the server lacks.
        let groups = await servedGroups(until: deadline)
        guard case .success(let versions) = groups else {
            return .outcome(
                await resources(of: Item.apiVersion, given: groups, until: deadline).absence(of: kind, source))
        }
        let own = versions.filter { $0.hasPrefix("\(Item.group)/") }
        // Its own version first: that the server has the kind in it, but no list, is an error of the server.
        for groupVersion in own.sorted(by: { ($0 == Item.apiVersion ? "" : $0) < ($1 == Item.apiVersion ? "" : $1) }) {
            let resources = await resources(of: groupVersion, given: groups, until: deadline)
            if groupVersion != Item.apiVersion, case .present(let served) = resources, served.has(kind) {
                return .served(version: String(groupVersion.dropFirst(Item.group.count + 1)))
            }
            let outcome: Observed<Value> = resources.absence(of: kind, source)
            guard case .absent = outcome else { return .outcome(outcome) }
        }
        return .outcome(.absent)
    }

    /// The resources of a group's version: absent if the server's list of groups is complete and lacks it.
    ///
    /// `keep` gets the bytes of the document.
    package func servedResources(
        group: String, version: String, until deadline: ContinuousClock.Instant? = nil,
        keep: (([UInt8]) -> Void)? = nil
    ) async -> Observed<ServedResources> {
        let groupVersion = "\(group)/\(version)"
        if let known = await discovery?.known, !known.contains(groupVersion) { return .absent }
        return await resources(of: groupVersion, given: nil, until: deadline, keep: keep)
    }

    /// `groups`: the answer of the list of groups, if it was requested before.
    private func resources(
        of groupVersion: String, given groups: DiscoveryMemory.Groups?, until deadline: ContinuousClock.Instant?,
        keep: (([UInt8]) -> Void)? = nil
    ) async -> Observed<ServedResources> {
        let source = "GET /apis/\(groupVersion)"
        switch await document(of: groupVersion, until: deadline) {
        case .success(let bytes):
            keep?(bytes)
            return ServedResources.decode(bytes, source: source)
        case .failure(.notFound), .failure(.notServed):
            let answer: DiscoveryMemory.Groups
            if let groups { answer = groups } else { answer = await servedGroups(until: deadline) }
            switch answer {
            case .success(let versions) where versions.contains(groupVersion):
                return .failed("\(source): HTTP 404, but GET /apis lists \(groupVersion)")
            case .success: return .absent
            case .failure(let error): return .failed("GET /apis: \(error.summary)")
            }
        case .failure(let error): return error.outcome()
        }
    }

    private func document(
        of groupVersion: String, until deadline: ContinuousClock.Instant?
    ) async -> DiscoveryMemory.Document {
        let read: @Sendable () async -> DiscoveryMemory.Document = {
            await result { () throws(APIError) in
                try await document(APICall("/apis/\(groupVersion)"), until: deadline)
            }
        }
        guard let discovery else { return await read() }
        return await discovery.document(of: groupVersion, read)
    }

    private func servedGroups(until deadline: ContinuousClock.Instant?) async -> DiscoveryMemory.Groups {
        let read: @Sendable () async -> DiscoveryMemory.Groups = {
            await result { () throws(APIError) in
                try ServedGroups.decode(try await document(APICall("/apis"), until: deadline))
            }
        }
        guard let discovery else { return await read() }
        return await discovery.groups(read)
    }
}

extension Observed<ServedResources> {
    /// What a 404 for a list of the kind means, given the discovery of its group.
    package func absence<Item: KubernetesObject, Other: Sendable>(
        of kind: Item.Type, _ source: String
    ) -> Observed<Other> {
        switch self {
        case .absent: return .absent
        case .present(let served) where !served.has(kind): return .absent
        case .present: return .failed("\(source): HTTP 404, but discovery lists the kind")
        case .forbidden, .failed, .notCollected:
            let reason = unknown.map { "\($0)" } ?? "unknown"
            return .failed("\(source): HTTP 404, and discovery, which could confirm it, is \(reason)")
        }
    }
}

extension ServedResources {
    func has<Item: KubernetesObject>(_ kind: Item.Type) -> Bool {
        names.contains(String(Item.resource.prefix { $0 != "." }))
    }
}

/// The groups that a server has, from its `APIGroupList`.
enum ServedGroups {
    /// The group and version of each: `apps/v1`. Throws unless the list is that of a whole Kubernetes API server, which always
    /// has `apps/v1`.
    static func decode(_ bytes: [UInt8]) throws(APIError) -> Set<String> {
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
