import Documents
import Kubernetes

extension ClusterAPI {
    /// What a client says of a deletion (DeleteOptions, meta v1).
    private struct DeleteOptions {
        var uid: String?
        var version: String?
        var grace: Int?
        var isDryRun = false
    }

    private func options(_ call: Call) throws(APIRefused) -> DeleteOptions {
        var options = DeleteOptions()
        options.isDryRun = call.isDryRun
        options.grace = call.request.value("gracePeriodSeconds").flatMap { Int($0) }
        guard !call.request.body.isEmpty else { return options }
        let body = try call.request.object()
        options.uid = body["preconditions"]?["uid"]?.string
        options.version = body["preconditions"]?["resourceVersion"]?.string
        options.grace = body["gracePeriodSeconds"]?.int ?? options.grace
        if body["dryRun"]?.array?.contains("All") == true { options.isDryRun = true }
        return options
    }

    func delete(_ call: Call) throws(APIRefused) -> APIResponse {
        let options = try options(call)
        let (object, isGone) = try state.withLock { state throws(APIRefused) in
            let object = try Self.existing(call, state)
            if let uid = options.uid, uid != object.uid {
                throw APIRefused(APIRefusal.uidConflict(call.resource, asked: uid, found: object.uid))
            }
            if let version = options.version, version != String(object.version) {
                throw APIRefused(APIRefusal.versionConflict(call.resource, asked: version, found: object.version))
            }
            guard !options.isDryRun else { return (object, true) }
            let left = remove(object, call.kind, grace: options.grace, &state)
            return (left ?? object, left == nil)
        }
        guard isGone else { return .json(200, call.rendering.object(object.value)) }
        return .json(200, Self.success(call, uid: object.uid))
    }

    func deleteCollection(_ call: Call) throws(APIRefused) -> APIResponse {
        let options = try options(call)
        let filter = try ObjectFilter(call)
        let removed = state.withLock { state in
            let objects = state.store.objects(of: call.kind, namespace: call.resource.namespace)
                .filter(filter.matches)
            guard !options.isDryRun else { return objects }
            for object in objects { _ = remove(object, call.kind, grace: options.grace, &state) }
            return objects
        }
        return .json(
            200,
            call.rendering.list(
                removed.map(\.value),
                metadata: ["resourceVersion": .string(String(state.withLock { $0.store.version }))]))
    }

    private static func success(_ call: Call, uid: String) -> [UInt8] {
        var details: JSONObject = ["name": .string(call.key.name)]
        if !call.kind.group.isEmpty { details["group"] = .string(call.kind.group) }
        details["kind"] = .string(call.kind.name)
        details["uid"] = .string(uid)
        let status: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "details": .object(details),
        ]
        return status.encoded() + [0x0A]
    }

    // MARK: Under the lock

    /// Removes an object, or begins to: what is left of it while somebody holds it, or nil.
    func remove(
        _ object: ClusterStore.Object, _ kind: ServedKind, grace: Int?, _ state: inout State
    ) -> ClusterStore.Object? {
        // A kubelet ends a pod that runs, and then removes it with a grace period of 0.
        let waits = kind.resource == "pods" && grace != 0 && object.value["spec"]?["nodeName"]?.string?.isEmpty == false
        let isNamespace = kind.resource == "namespaces" && !state.store.contents(of: object.key.name).isEmpty
        guard object.hasFinalizers || waits || isNamespace else {
            finish(object, kind, &state)
            return nil
        }
        if object.isBeingDeleted { return object }
        let seconds = waits ? grace ?? object.value["spec"]?["terminationGracePeriodSeconds"]?.int ?? 30 : 0
        var patch: JSONObject = [
            "deletionTimestamp": .string(clock().adding(seconds: Double(seconds)).description),
            "deletionGracePeriodSeconds": .number(JSONNumber(seconds)),
        ]
        if let generation = object.metadata?["generation"]?.int {
            patch["generation"] = .number(JSONNumber(generation + 1))
        }
        var value = object.value.merging(patch: ["metadata": .object(patch)])
        if isNamespace { value = value.merging(patch: ["status": ["phase": "Terminating"]]) }
        let change = state.store.put(value, object.key, of: kind)
        Self.publish([change], of: [kind], &state)
        if isNamespace { empty(object.key.name, &state) }
        return state.store.object(object.key, of: kind)
    }

    /// Whether a pod still waits for its kubelet.
    func isGraceful(_ object: ClusterStore.Object, _ kind: ServedKind) -> Bool {
        kind.resource == "pods" && object.value["spec"]?["nodeName"]?.string?.isEmpty == false
            && object.metadata?["deletionGracePeriodSeconds"]?.int != 0
    }

    /// Takes the object out, and what it owns with it.
    func finish(_ object: ClusterStore.Object, _ kind: ServedKind, _ state: inout State) {
        guard let change = state.store.remove(object.key, of: kind) else { return }
        state.admission.release(object.value, of: kind)
        Self.publish([change], of: [kind], &state)
        for dependent in state.store.dependents(of: object.uid) { remove(dependent, &state) }
        guard kind.isNamespaced, let namespaces = kinds.first(where: { $0.resource == "namespaces" }),
            let namespace = state.store.object(
                ClusterStore.Key(namespace: "", name: object.key.namespace), of: namespaces),
            namespace.isBeingDeleted, !namespace.hasFinalizers, state.store.contents(of: namespace.key.name).isEmpty
        else { return }
        finish(namespace, namespaces, &state)
    }

    private func empty(_ namespace: String, _ state: inout State) {
        for content in state.store.contents(of: namespace) { remove(content, &state) }
    }

    private func remove(_ reference: (resource: String, key: ClusterStore.Key), _ state: inout State) {
        guard let kind = kinds.first(where: { $0.resource == reference.resource }),
            let object = state.store.object(reference.key, of: kind)
        else { return }
        _ = remove(object, kind, grace: nil, &state)
    }
}
